"""Statistics: how many applications were processed, approved, sent back and rejected, by spans of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from bawaba.casework.govstack import records
from bawaba.casework.govstack.callers import Caller
from bawaba.casework.govstack.words import Json, Refused, bad_request, is_identifier
from bawaba.casework.models import Case, Pause
from bawaba.directory.errors import AccountNotFound
from bawaba.directory.queries import account_id
from bawaba.kernel import clock

FRAMES: Final = ("day", "week", "month", "year")
MOST_FRAMES: Final = 400
ROLES: Final = frozenset({"agent", "handler", "operator", "registrar"})
"""Words for those who handle requests; nobody else processes any."""

_RECENT: Final = {"day": 30, "week": 84, "month": 365, "year": 1825}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. start, end: both days count; empty members do not narrow."""

    start: date | None = None
    end: date | None = None
    registration: str = ""
    operator: str = ""
    role: str = ""
    frame: str = ""


def read_question(query: Mapping[str, str]) -> Question:
    """Return what a query asks for.

    raises: Refused
    """
    start, end = _day(query, "startDate"), _day(query, "endDate")
    frame = query.get("timeframe", "")
    if frame and frame not in FRAMES:
        raise bad_request("timeframe is day, week, month or year.")
    if start and end and start > end:
        raise bad_request("startDate is after endDate.")
    names = {name: query.get(name, "") for name in ("registrationName", "operator", "role")}
    if any(text and not is_identifier(text) for text in names.values()):
        raise bad_request("A name holds a control character or is too long.")
    return Question(start, end, names["registrationName"], names["operator"], names["role"], frame)


def count_cases(*, caller: Caller, question: Question) -> list[dict[str, Json]]:
    """Return the figures, one entry for each span of time. Two SQL queries a span.

    raises: Refused, 404 where no service has this name
    """
    rows, pauses = Case.objects.filter(caller.visible()), Q()
    services = _services(question.registration)
    if services is not None:
        rows = rows.filter(service__in=services)
    if question.operator:
        rows = rows.filter(assignee=_operator(question.operator))
    if question.role and question.role.casefold() not in ROLES:
        rows = rows.none()
    found = []
    for start, end in _spans(question):
        within = _between("closed_at", start, end)
        counted = rows.filter(within, closed_at__isnull=False).aggregate(
            processed=Count("pk"),
            approved=Count("pk", filter=Q(outcome__in=("accepted", "accepted-by-silence"))),
            rejected=Count("pk", filter=Q(outcome="refused")),
        )
        pauses = _between("began_at", start, end)
        back = (
            Pause.objects.filter(pauses, reason="correction", case__in=rows).values("case").distinct().count()
        )
        found.append({**counted, "sentBack": back, "references": _references(question, start, end)})
    return found


def _services(name: str) -> list[str] | None:
    if not name:
        return None
    wanted = name.casefold()
    cards = records.published_forms()
    titles = records.service_titles(card.service for card in cards)
    found = [one for one, title in titles.items() if wanted in (title.casefold(), one)]
    if not found:
        raise Refused(404, "requests-not-found", "No registration has this name.")
    return found


def _operator(name: str) -> str:
    try:
        return f"account:{account_id(username=name)}"
    except AccountNotFound:
        return "account:nobody"


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        if len(text) != 10:
            raise ValueError("a full date is expected")
        return date.fromisoformat(text)
    except ValueError as fault:
        raise bad_request(f"{name} is a date such as 2021-01-30.") from fault


def _spans(question: Question) -> Iterator[tuple[date | None, date | None]]:
    if not question.frame:
        yield question.start, question.end
        return
    end = question.end or clock.today()
    start = question.start or end - timedelta(days=min(_RECENT[question.frame], end.toordinal() - 1))
    for _ in range(MOST_FRAMES):
        last = min(_frame_end(start, question.frame), end)
        yield start, last
        if last >= end:
            return
        start = last + timedelta(days=1)
    raise bad_request(f"That makes more than {MOST_FRAMES} spans: ask for a longer timeframe.")


def _frame_end(start: date, frame: str) -> date:
    """Return the last day of a span that begins on `start`: a day, seven days, a calendar month or year."""
    if frame in ("day", "week"):
        days = 0 if frame == "day" else 6
        return date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))
    if frame == "year" or start.month == 12:
        return date(start.year, 12, 31)
    return date(start.year, start.month + 1, 1) - timedelta(days=1)


def _between(column: str, start: date | None, end: date | None) -> Q:
    condition = Q()
    if start:
        condition &= Q(**{f"{column}__gte": _midnight(start)})
    if end and end < date.max:
        condition &= Q(**{f"{column}__lt": _midnight(end + timedelta(days=1))})
    return condition


def _midnight(day: date) -> datetime:
    safe = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))  # what every database and time zone can tell
    return timezone.make_aware(datetime.combine(safe, time.min))


def _references(question: Question, start: date | None, end: date | None) -> dict[str, Json]:
    texts = {
        "startDate": start.isoformat() if start else "",
        "endDate": end.isoformat() if end else "",
        "registrationName": question.registration,
        "operator": question.operator,
        "role": question.role,
    }
    frames = {f"timeframe{frame.title()}": frame == question.frame for frame in FRAMES}
    return {**{name: text for name, text in texts.items() if text}, **frames}
