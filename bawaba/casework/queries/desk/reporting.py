"""What supervisors read: how many, how fast, how well, by service, office and month."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet, Sum

from bawaba.casework.models import Case, Figure
from bawaba.casework.queries.access import EVERYWHERE
from bawaba.casework.queries.desk.listing import names_of
from bawaba.casework.queries.desk.places import office_bodies
from bawaba.casework.rules.figures import Report, ages, months_back, report
from bawaba.catalogue.queries import list_cards
from bawaba.directory.queries import body_names, subtree_keys
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

MOST_LINES: Final = 20
MOST_COUNTED: Final = 10_000
Row = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The report of one service, office or month. key: of what it is about; name: in the reader's language."""

    key: str
    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class DeskReport:
    """What a supervisor's page says of the last months.

    overdue: cases open now whose legal date has passed, counted up to 10,000; ages: (months, cases), the
    last without a limit; more: there are more offices than lines
    """

    total: Report
    overdue: int
    ages: Sequence[tuple[int | None, int]]
    by_month: Sequence[tuple[date, Report]]
    by_service: Sequence[ReportLine]
    by_office: Sequence[ReportLine]
    more: bool


def supervised(actor: Actor) -> frozenset[str] | None:
    """Return the bodies that an actor supervises, with those below: None is every one. One SQL query a role."""
    held = {body for role, body in actor.roles if role == "supervisor"}
    if EVERYWHERE in held:
        return None
    return frozenset(key for body in held for key in subtree_keys(key=body))


def desk_report(
    *, actor: Actor, language: str, months: int = 12, service: str = "", office: str = ""
) -> DeskReport:
    """Return the report of the last months on what an actor supervises. At most nine SQL queries.

    service, office: one alone, or empty for all. No case is read but those overdue, up to 10,000.
    """
    bodies = supervised(actor)
    span = months_back(clock.today(), months)
    pairs = office_bodies()
    rows = _covering(pairs, bodies, office)
    within = rows.filter(month__gte=span[0])
    by_month = _grouped(within.filter(service=service), "month")
    waiting = dict(
        rows.filter(service=service, kind="waiting").order_by().values_list("month").annotate(Sum("count"))
    )
    seen = _seen_offices(pairs, bodies) if not office else {}
    offices, more = _by_office(seen, span[0], service, language)
    every = [row for one in by_month.values() for row in one if row[0] != "waiting"]
    return DeskReport(
        total=report([*every, ("waiting", 0, sum(waiting.values()))]),
        overdue=_overdue(bodies, service, office),
        ages=ages(waiting, today=clock.today()),
        by_month=[(month, report(by_month.get(month, ()))) for month in span],
        by_service=_by_service(within, language),
        by_office=offices,
        more=more,
    )


Pairs = Sequence[tuple[str, str]]


def _covering(pairs: Pairs, bodies: frozenset[str] | None, office: str) -> QuerySet[Figure]:
    """Return the fewest counts that cover what is seen: whole bodies where all is seen, else offices."""
    if office:
        return Figure.objects.filter(office=office if bodies is None or office in bodies else "-")
    if bodies is None:
        return Figure.objects.filter(office="")
    whole = {body for place, body in pairs if not place and body in bodies}
    apart = [(place, body) for place, body in pairs if place in bodies and body not in whole]
    rows = Figure.objects.filter(office="", body__in=whole)
    if not apart:
        return rows
    places, owners = {place for place, _body in apart}, {body for _place, body in apart}
    return Figure.objects.filter(Q(office="", body__in=whole) | Q(office__in=places, body__in=owners))


def _seen_offices(pairs: Pairs, bodies: frozenset[str] | None) -> dict[str, set[str]]:
    """Return the offices that are seen, each with the bodies for which it is."""
    seen: dict[str, set[str]] = {}
    for place, body in pairs:
        if place and (bodies is None or place in bodies or body in bodies):
            seen.setdefault(place, set()).add(body)
    return seen


def _grouped(rows: QuerySet[Figure], name: str) -> dict[Any, list[Row]]:  # Any: months, services or offices
    found: dict[Any, list[Row]] = {}  # Any: as above
    counted = rows.order_by().values_list(name, "kind", "value").annotate(Sum("count"))
    for key, kind, value, count in counted:
        found.setdefault(key, []).append((kind, value, count))
    return found


def _by_service(within: QuerySet[Figure], language: str) -> list[ReportLine]:
    grouped = _grouped(within.exclude(service=""), "service")
    titles = {
        card.identifier: card.title for card in list_cards(identifiers=list(grouped), language=language)
    }
    lines = [ReportLine(key, titles.get(key, key), report(rows)) for key, rows in grouped.items()]
    return sorted(lines, key=lambda line: -line.report.received)


def _by_office(
    seen: dict[str, set[str]], since: date, service: str, language: str
) -> tuple[list[ReportLine], bool]:
    """Return the report of the offices that received most. Three SQL queries."""
    if not seen:
        return [], False
    owners = {body for bodies in seen.values() for body in bodies}
    rows = Figure.objects.filter(service=service, body__in=owners, month__gte=since).order_by()
    received = (
        rows.filter(office__in=list(seen), kind="received").values_list("office").annotate(sent=Sum("count"))
    )
    keys = [key for key, _sent in received.order_by("-sent")[: MOST_LINES + 1]]
    grouped = _grouped(rows.filter(office__in=keys[:MOST_LINES]), "office")
    names = names_of(body_names(keys=grouped), language)
    lines = [ReportLine(key, names.get(key, key), report(grouped[key])) for key in keys[:MOST_LINES]]
    return lines, len(keys) > MOST_LINES


def _overdue(bodies: Collection[str] | None, service: str, office: str) -> int:
    rows = Case.objects.filter(closed_at__isnull=True, phase="open", due_on__lt=clock.today())
    if office:
        rows = rows.filter(office=office if bodies is None or office in bodies else "-")
    elif bodies is not None:
        rows = rows.filter(Q(office__in=bodies) | Q(body__in=bodies))
    rows = rows.filter(service=service) if service else rows
    return len(rows.order_by().values_list("pk")[: MOST_COUNTED + 1])


def lines_of(report_: DeskReport) -> Iterable[tuple[str, str, Report]]:
    """Yield every line of a report: what it is about, its name, its figures."""
    yield "total", "", report_.total
    for month, one in report_.by_month:
        yield "month", month.isoformat()[:7], one
    for line in report_.by_service:
        yield "service", line.name, line.report
    for line in report_.by_office:
        yield "office", line.name, line.report
