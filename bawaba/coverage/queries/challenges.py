"""Challenges, as those who follow or decide them see them, and counted for everybody."""

from django.db.models import Count

from bawaba.coverage.errors import CoveragePlaceNotFound
from bawaba.coverage.models import Challenge, Office, Operator
from bawaba.coverage.rules.challenges import is_late
from bawaba.coverage.types import ChallengeRecord
from bawaba.directory.queries import acts_for
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied


def find_challenge(*, reference: str) -> ChallengeRecord:
    """Return a challenge to whoever has its reference; never its contact. One SQL query.

    raises: CoveragePlaceNotFound
    """
    row = Challenge.objects.filter(reference=reference.strip().upper()).first()
    if row is None:
        raise CoveragePlaceNotFound
    return _record(row)


def waiting_challenges(*, operators: list[str] | None) -> list[ChallengeRecord]:
    """Return the challenges that wait for an answer of these operators or, with None, for anybody. One SQL query."""
    rows = Challenge.objects.filter(state__in=["open", "answered"]).order_by("answer_due", "pk")
    return [
        _record(row) for row in (rows if operators is None else rows.filter(operator__in=operators))[:200]
    ]


def my_challenges(*, actor: Actor) -> list[ChallengeRecord]:
    """Return the challenges that wait for this actor: all of them for the regulator, else their operators'.

    At most four SQL queries. raises: PermissionDenied where the actor answers for none
    """
    body = Office.objects.filter(role="regulator").values_list("body", flat=True).first()
    if actor.is_administrator or (body and acts_for(actor=actor, role="supervisor", body=body)):
        return waiting_challenges(operators=None)
    mine = operators_of(bodies={key for role, key in actor.roles if role in {"agent", "supervisor"}})
    if not mine:
        raise PermissionDenied
    return waiting_challenges(operators=mine)


def operators_of(*, bodies: set[str]) -> list[str]:
    """Return the operators that these bodies answer for. One SQL query."""
    return list(Operator.objects.filter(body__in=bodies).exclude(body="").values_list("key", flat=True))


def count_challenges() -> dict[str, int]:
    """Return how many challenges there are by state. One SQL query."""
    return dict(Challenge.objects.order_by().values_list("state").annotate(Count("pk")))


def _record(row: Challenge) -> ChallengeRecord:
    late = is_late(row.state, row.answer_due, row.decision_due, clock.today())
    return ChallengeRecord(
        row.reference, row.kind, row.area, row.operator, row.place, row.words, row.samples, row.good,
        row.observed_on, row.state, row.opened_at, row.answer_due, row.decision_due, row.answer, row.agrees,  # type: ignore[arg-type]  # the database holds no other state
        row.reason, late,
    )  # fmt: skip
