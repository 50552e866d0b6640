"""Statistics: how many applications were processed, approved, sent back and rejected, by spans of time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
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

Span = tuple[date | None, date | None]
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
    """Return the figures, one entry for each span of time. Two SQL queries, whatever the spans.

    raises: Refused, 404 where no service has this name
    """
    rows = _narrowed(caller, question)
    spans = list(_spans(question))
    start, end = spans[0][0], spans[-1][1]
    closed = rows.filter(_between("closed_at", start, end), closed_at__isnull=False)
    paused = Pause.objects.filter(_between("began_at", start, end), reason="correction", case__in=rows)
    if not question.frame:  # one span: the database need not tell the days apart
        outcomes = Counter(dict(closed.order_by().values_list("outcome").annotate(Count("pk"))))
        return [_entry(question, spans[0], outcomes, paused.count())]
    by_day = _by_day(closed, "closed_at", "outcome")
    back_by_day = _by_day(paused, "began_at", "reason")
    return [
        _entry(question, span, _within(by_day, span), _within(back_by_day, span).total()) for span in spans
    ]


def _narrowed(caller: Caller, question: Question) -> QuerySet[Case]:
    rows = Case.objects.filter(caller.visible())
    services = _services(question.registration)
    if services is not None:
        rows = rows.filter(service__in=services)
    if question.operator:
        rows = rows.filter(assignee=_operator(question.operator))
    if question.role and question.role.casefold() not in ROLES:
        rows = rows.none()
    return rows


def _by_day(rows: QuerySet[Any], moment: str, word: str) -> dict[date, Counter[str]]:  # Any: cases or pauses
    """Return day → how many rows have each word. One SQL query."""
    found: dict[date, Counter[str]] = {}
    counted = rows.order_by().annotate(day=TruncDate(moment)).values_list("day", word).annotate(Count("pk"))
    for day, name, count in counted:
        found.setdefault(day, Counter())[name] += count
    return found


def _within(by_day: Mapping[date, Counter[str]], span: Span) -> Counter[str]:
    start, end = span
    kept = (
        counts for day, counts in by_day.items() if (not start or day >= start) and (not end or day <= end)
    )
    return sum(kept, Counter())


def _entry(question: Question, span: Span, outcomes: Counter[str], back: int) -> dict[str, Json]:
    return {
        "processed": outcomes.total(),
        "approved": outcomes["accepted"] + outcomes["accepted-by-silence"],
        "rejected": outcomes["refused"],
        "sentBack": back,
        "references": _references(question, *span),
    }


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


def _spans(question: Question) -> Iterator[Span]:
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
