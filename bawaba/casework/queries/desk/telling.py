"""A case told to its agent: answers in words, files, the clock with its reasons, what may be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bawaba.casework.queries.access import case_row
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.desk.corners import Reply, list_replies
from bawaba.casework.rules.clock import deadline
from bawaba.casework.rules.workflow import find_state, needs_second_eyes, steps_from
from bawaba.casework.types import FILES, CaseView, Law, Transition, Who
from bawaba.catalogue.errors import ServiceNotFound
from bawaba.catalogue.queries import get_service
from bawaba.catalogue.types import Item
from bawaba.forms.errors import FormNotFound
from bawaba.forms.queries.telling import ToldAnswer, tell_answers
from bawaba.kernel import clock, files
from bawaba.kernel.files import FileInfo


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step that the reader may take now. confirmed: another agent must confirm it afterwards."""

    transition: Transition
    replies: tuple[Reply, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ClockTold:
    """The clock of a case with its reasons. days: until the legal date; stands: it is paused.

    first_due: the legal date as it was when the case was lodged
    """

    law: Law
    due_on: date
    days: int
    stands: bool
    first_due: date


@dataclass(frozen=True, slots=True)
class CaseTold:
    """What an agent's page shows beside the case itself."""

    answers: Sequence[ToldAnswer]
    files: Mapping[str, FileInfo]
    clock: ClockTold
    steps: tuple[StepOffer, ...]
    state_names: Mapping[str, Mapping[str, str]]
    published: tuple[Item, ...]
    replies: tuple[Reply, ...]


_KINDS = {"refuse": "refusal", "accept": "acceptance", "ask-correction": "correction"}


def tell_case(*, view: CaseView, roles: frozenset[Who], language: str) -> CaseTold:
    """Return what stands beside a case that was opened. At most nine SQL queries."""
    info = view.info
    replies = list_replies(offices={info.office, info.body})
    return CaseTold(
        answers=_answers(view, language),
        files={one.key: one for one in files.list_files(purpose=FILES, subject=info.key)},
        clock=_clock(view),
        steps=_steps(view, roles, replies),
        state_names={state.key: state.names for state in view.procedure.states},
        published=_documents(info.service),
        replies=tuple(one for one in replies if one.kind == "message"),
    )


def asked_documents(*, key: str) -> tuple[str, ...]:
    """Return the names of the answers that a correction may ask for. Two SQL queries.

    raises: CaseNotFound
    """
    row = case_row(key)
    told = tell_answers(key=row.form, number=row.form_version, answers={}, language=row.language)
    return tuple(dict.fromkeys(one.name for one in told if one.corrigible and not one.item))


def _answers(view: CaseView, language: str) -> list[ToldAnswer]:
    row = case_row(view.info.key)
    try:
        return tell_answers(key=row.form, number=row.form_version, answers=view.answers, language=language)
    except FormNotFound:  # a case that another system lodged may follow a form that is not ours
        return []


def _clock(view: CaseView) -> ClockTold:
    law, info = view.procedure.law, view.info
    return ClockTold(
        law=law,
        due_on=info.due_on,
        days=(info.due_on - clock.today()).days,
        stands=info.phase == "paused",
        first_due=deadline(timezone.localdate(info.submitted_at), law.answer, working_days()),
    )


def _steps(view: CaseView, roles: frozenset[Who], replies: Sequence[Reply]) -> tuple[StepOffer, ...]:
    if view.info.phase == "closed" or (view.decision and view.decision.state == "proposed"):
        return ()
    asked_before = any(pause.reason == "correction" for pause in view.pauses)
    offers = steps_from(view.procedure, state=view.info.state, who=roles - {"person", "system"})
    return tuple(
        StepOffer(
            step,
            tuple(one for one in replies if one.kind == _KINDS.get(step.effect, "")),
            step.effect in ("accept", "refuse") and needs_second_eyes(view.procedure.law, step.effect),
        )
        for step in offers
        if not (asked_before and step.effect == "ask-correction")
    )


def _documents(service: str) -> tuple[Item, ...]:
    try:
        return tuple(get_service(identifier=service).record.documents) if service else ()
    except ServiceNotFound:
        return ()


def state_of(view: CaseView) -> Mapping[str, str]:
    """Return the names of a case's state."""
    found = find_state(view.procedure, view.info.state)
    return found.names if found else {}
