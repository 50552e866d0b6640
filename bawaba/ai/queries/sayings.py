"""What the public said: shown to all, or waiting for who moderates."""

from collections.abc import Sequence
from typing import Final

from bawaba.ai.models import SAID_CONTEXT, Said, UseCase
from bawaba.ai.types import SaidInfo
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.sealing import unseal

MOST: Final = 100


def list_shown(*, about: str = "") -> Sequence[SaidInfo]:
    """Return what everybody may read of a system, or the suggestions, the latest first. One SQL query."""
    return [_info(row) for row in Said.objects.filter(about=about, state="shown")[:MOST]]


def list_waiting(*, actor: Actor) -> Sequence[SaidInfo]:
    """Return what waits for somebody who moderates, the latest first: suggestions, and what is said of the
    systems of their bodies. Two SQL queries, and one for each body with a word that waits."""
    rows = list(Said.objects.filter(state="waiting")[:MOST])
    bodies = dict(UseCase.objects.filter(key__in={row.about for row in rows}).values_list("key", "body"))
    mine = {body for body in set(bodies.values()) if acts_for(actor=actor, role="publisher", body=body)}
    return [
        _info(row) for row in rows if (bodies[row.about] in mine if row.about in bodies else moderates(actor))
    ]


def moderates(actor: Actor) -> bool:
    """Tell whether somebody reads what is about no body: suggestions, and what is said of this site."""
    return actor.is_administrator or any(role in ("publisher", "supervisor") for role, _body in actor.roles)


def _info(row: Said) -> SaidInfo:
    text = unseal(row.text, context=SAID_CONTEXT).decode()
    return SaidInfo(row.pk, row.about, row.language, text, row.state, row.answer, row.said_at)
