"""What people and the office said to each other about a case: messages, ratings, complaints, appeals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from bawaba.casework.models import Appeal, Case, Complaint, Decision
from bawaba.casework.queries.access import EVERYWHERE, own_row, supervisor_of
from bawaba.casework.queries.calendars import working_days
from bawaba.casework.queries.contents import open_text
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.queries.tracking import tracking_of
from bawaba.casework.rules.clock import deadline
from bawaba.casework.types import AppealInfo, AppealWay, ComplaintInfo, MessageInfo, Tracking
from bawaba.directory.queries import subtree_keys
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor

MESSAGE_FILES: Final = "case-message"
"""Purpose of what was sent; the subject is the case's key and the message's number, with a colon between."""

WAITING_FILES: Final = "case-message-draft"
"""Purpose of what is attached to the message that its sender is writing; the subject ends with the sender."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """All that the page of a person's own case shows.

    ratings: step → stars; to_rate: the steps that were reached; ways: to appeal, with their last day
    """

    tracking: Tracking
    messages: list[MessageInfo]
    attached: list[files.FileInfo]
    ratings: dict[str, int]
    to_rate: tuple[str, ...]
    complaints: list[ComplaintInfo]
    appeal: AppealInfo | None
    ways: list[tuple[AppealWay, date]] = field(default_factory=list)


def open_own(*, key: str, owner: str) -> OwnCase:
    """Return all that a person sees of their own case. At most eleven SQL queries.

    raises: CaseNotFound
    """
    case = own_row(key, owner, papers=True)
    tracking = tracking_of(case)
    decision = case.decisions.filter(state="in-force").first() if tracking.decision else None
    appeal = (
        Appeal.objects.select_related("decision__case__procedure")
        .filter(decision__case=case)
        .order_by("-pk")
        .first()
    )
    answered = appeal is not None and decision is not None and appeal.decision_id == decision.pk
    return OwnCase(
        tracking=tracking,
        messages=list_messages(case=case),
        attached=files.list_files(purpose=WAITING_FILES, subject=f"{key}:{owner}"),
        ratings=dict(case.ratings.values_list("step", "stars")),
        to_rate=steps_to_rate(case),
        complaints=[complaint_info(row) for row in _own_complaints(case, owner)],
        appeal=appeal_info(appeal) if appeal else None,
        ways=open_ways(case, decision) if decision is not None and not answered else [],
    )


def list_messages(*, case: Case) -> list[MessageInfo]:
    """Return the messages of a case, the oldest first, with what is attached. At most two SQL queries."""
    found = list(case.messages.order_by("id"))
    attached = _attached(case, [row.pk for row in found])
    return [
        MessageInfo(
            id=row.pk,
            at=row.at,
            from_person=row.from_person,
            sender=row.sender,
            text=open_text(row.sealed, column="message", key=case.key),
            files=attached.get(row.pk, []),
            read_at=row.read_at,
        )
        for row in found
    ]


def steps_to_rate(case: Case) -> tuple[str, ...]:
    """Return the steps of a case that its person may rate: those that were reached. At most two SQL queries."""
    steps = ["submission"]
    if case.pauses.filter(ended_at__isnull=False).exists():
        steps.append("correction")
    if case.messages.filter(from_person=False).exists():
        steps.append("messages")
    if case.phase == "closed" and case.outcome not in ("withdrawn", "lapsed"):
        steps.append("decision")
    return tuple(steps)


def open_ways(case: Case, decision: Decision) -> list[tuple[AppealWay, date]]:
    """Return the ways to appeal against a refusal that are still open, each with its last day. No SQL query."""
    if decision.outcome != "refused" or decision.decided_at is None:
        return []
    decided_on = timezone.localdate(decision.decided_at)
    ways = procedure_of(case.procedure).law.appeals
    ends = [(way, deadline(decided_on, way.within, working_days())) for way in ways]
    return [(way, until) for way, until in ends if clock.today() <= until]


def list_appeals(*, actor: Actor, closed: bool = False) -> list[AppealInfo]:
    """Return the appeals that reach an actor as a supervisor, the soonest due first, 200 at most. Two SQL queries."""
    rows = appeals_before(actor)
    rows = rows.exclude(state="filed") if closed else rows.filter(state="filed")
    return [appeal_info(row) for row in rows.order_by("due_on", "pk")[:200]]


def appeals_before(actor: Actor) -> QuerySet[Appeal]:
    """Return the rows of the appeals that reach an actor as a supervisor. One SQL query a role.

    The procedure may name who supervises; else it is the body of the service, as in `access.supervisor_of`.
    """
    rows = Appeal.objects.select_related("decision__case__procedure")
    held = {body for role, body in actor.roles if role == "supervisor"}
    if actor.kind == "system" or EVERYWHERE in held:
        return rows
    bodies = sorted({key for body in held for key in subtree_keys(key=body)})
    named = "decision__case__procedure__definition__law__supervisor"
    own = Q(**{named: ""}) | Q(**{f"{named}__isnull": True})
    return rows.filter(Q(**{f"{named}__in": bodies}) | own & Q(decision__case__body__in=bodies))


def complaint_info(row: Complaint) -> ComplaintInfo:
    """Return what its person and its supervisor see of a complaint."""
    return ComplaintInfo(
        key=row.key,
        case=row.case.key if row.case else "",
        number=row.case.number if row.case else "",
        service=row.service,
        supervisor=row.supervisor,
        owner=row.owner,
        language=row.language,
        kind=row.kind,
        text=open_text(row.sealed, column="complaint", key=row.key),
        filed_at=row.filed_at,
        due_on=row.due_on,
        state=row.state,
        answer=open_text(row.sealed_answer, column="complaint-answer", key=row.key),
        closed_at=row.closed_at,
    )


def appeal_info(row: Appeal) -> AppealInfo:
    """Return what its person and its supervisor see of an appeal."""
    case = row.decision.case
    ways = procedure_of(case.procedure).law.appeals
    return AppealInfo(
        key=row.key,
        case=case.key,
        number=case.number,
        service=case.service,
        way=row.way,
        grounds=open_text(row.sealed_grounds, column="appeal", key=row.key),
        filed_at=row.filed_at,
        due_on=row.due_on,
        state=row.state,
        answer=open_text(row.sealed_answer, column="appeal-answer", key=row.key),
        closed_at=row.closed_at,
        to=next((way.to for way in ways if way.kind == row.way), {}),
        supervisor=supervisor_of(case),
    )


def _own_complaints(case: Case, owner: str) -> Iterable[Complaint]:
    return Complaint.objects.select_related("case").filter(case=case, owner=owner).order_by("-pk")


def _attached(case: Case, messages: list[int]) -> dict[int, list[files.FileInfo]]:
    """Return what is attached to each message. One SQL query."""
    subjects = [f"{case.key}:{number}" for number in messages]
    found = files.list_many(purpose=MESSAGE_FILES, subjects=subjects) if subjects else []
    by_subject = groupby(found, key=lambda one: one.subject)
    return {int(subject.rpartition(":")[2]): list(some) for subject, some in by_subject}
