"""Read what the house measured of administrations, and what they say of it."""

from typing import Final

from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor
from bawaba.maturity.errors import MeasureNotFound
from bawaba.maturity.models import MeasuredAnswer, Wave
from bawaba.maturity.types import MeasuredInfo

MOST: Final = 200


def list_measured(*, actor: Actor, key: str, body: str) -> list[MeasuredInfo]:
    """Return the measured answers of a body, for its own people and those who lead the wave. At most four SQL queries.

    raises: MeasureNotFound
    """
    owner = Wave.objects.filter(key=key).values_list("owner", flat=True).first()
    if owner is None or not (
        acts_for(actor=actor, role="editor", body=body) or acts_for(actor=actor, role="publisher", body=owner)
    ):
        raise MeasureNotFound
    return [
        _info(row) for row in MeasuredAnswer.objects.filter(wave__key=key, body=body).order_by("question")
    ]


def list_contested(*, actor: Actor, key: str) -> list[MeasuredInfo]:
    """Return the contested answers of a wave, for those who lead it, the first 200. At most three SQL queries.

    raises: MeasureNotFound
    """
    owner = Wave.objects.filter(key=key).values_list("owner", flat=True).first()
    if owner is None or not acts_for(actor=actor, role="publisher", body=owner):
        raise MeasureNotFound
    rows = MeasuredAnswer.objects.filter(wave__key=key, state="contested").order_by("contested_at")
    return [_info(row) for row in rows[:MOST]]


def _info(row: MeasuredAnswer) -> MeasuredInfo:
    return MeasuredInfo(
        row.body,
        row.question,
        row.measured_by,
        row.value,
        row.count,
        row.level,
        row.measured_on,
        row.state,
        row.reason,
    )
