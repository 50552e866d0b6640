"""The assessments of a use case, and the conditions that its level of impact proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bawaba.ai.errors import UseCaseNotFound
from bawaba.ai.models import Duty, UseCase
from bawaba.ai.queries.methods import CANADA_METHOD, list_obligations
from bawaba.ai.rules.obligations import owed
from bawaba.assess.queries import list_assessments, list_methods, list_results
from bawaba.directory.queries import acts_for
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

APPROVED = ("approved", "published")


@dataclass(frozen=True)
class AssessmentOf:
    """An assessment of a use case. method: its names; level: of impact, from 1 to 4, where its method gives one"""

    key: str
    urn: str
    method: Mapping[str, str]
    state: str
    level: int | None

    @property
    def approved(self) -> bool:
        return self.state in APPROVED


@dataclass(frozen=True)
class ProposedCondition:
    """What a level of impact obliges to and nobody has asked for yet. sections: of the directive"""

    code: str
    sections: str
    texts: Mapping[str, str]
    due_on: date
    blocking: bool


@dataclass(frozen=True)
class Proposal:
    """The conditions that a level proposes to the approvers. level: 0 where nothing was handed in"""

    level: int
    verified: bool
    conditions: Sequence[ProposedCondition]


def list_own_assessments(*, actor: Actor, key: str) -> Sequence[AssessmentOf]:
    """Return the assessments of a use case, the newest first; none for those who do not write for its body.

    At most five SQL queries, and seven for each assessment that was handed in and gives a level.
    raises: UseCaseNotFound
    """
    body = _body(key)
    if not acts_for(actor=actor, role="editor", body=body):
        return ()
    names = {one.urn: one.titles for one in list_methods(published_only=False)}
    rows = list_assessments(actor=actor, body=body, subject=key, limit=20).items
    return [
        AssessmentOf(one.key, one.urn, names.get(one.urn, {}), one.state, _level(actor, one.key, one.urn, one.state))
        for one in rows
        if one.state != "superseded"
    ]  # fmt: skip


def propose_conditions(*, actor: Actor, key: str, among: Sequence[AssessmentOf] | None = None) -> Proposal:
    """Return what the latest level of impact of a use case obliges to and was not asked for yet.

    among: its assessments, where they are known
    SQL queries as `list_own_assessments`, and one. raises: UseCaseNotFound
    """
    known = list_own_assessments(actor=actor, key=key) if among is None else among
    found = [one for one in known if one.level]
    latest = next((one for one in found if one.approved), found[0] if found else None)
    if latest is None or latest.level is None:
        return Proposal(0, False, ())
    asked = set(Duty.objects.filter(condition__use_case__key=key).values_list("code", flat=True))
    today = clock.today()
    conditions = [
        ProposedCondition(one.code, one.sections, one.texts, one.due_on(today), one.blocking)
        for one in owed(list_obligations(), latest.level, asked)
    ]
    return Proposal(latest.level, latest.approved, conditions)


def _body(key: str) -> str:
    body = UseCase.objects.filter(key=key).values_list("body", flat=True).first()
    if body is None:
        raise UseCaseNotFound
    return body


def _level(actor: Actor, key: str, urn: str, state: str) -> int | None:
    """Return the level of the newest result, the verified one before the declared one."""
    if urn != CANADA_METHOD or state in ("draft", "returned"):
        return None
    results = list_results(actor=actor, key=key)
    found = next((one for one in results if one.kind == "verified"), results[0] if results else None)
    level = found.figures.get("level") if found else None
    return level if isinstance(level, int) else None
