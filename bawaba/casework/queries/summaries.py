"""Cases in a person's list, and whom to ask about one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bawaba.casework.models import Case
from bawaba.casework.queries.papers import service_title
from bawaba.casework.queries.records import procedure_of
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.rules.workflow import find_state
from bawaba.casework.types import CaseInfo, Texts
from bawaba.directory import queries as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel.epochs import keep_for_epoch
from bawaba.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A line of a person's list. unread: messages of the office that wait for them."""

    info: CaseInfo
    number: str
    title: Texts
    where: Texts
    unread: int
    closed_on: date | None = None


def summaries_of(cases: Iterable[CaseInfo]) -> list[CaseSummary]:
    """Return the lines of a list. Two SQL queries, and one for each service and form that is new in an epoch."""
    found = list(cases)
    rows = {
        row.key: row
        for row in Case.objects.select_related("procedure").filter(key__in=[one.key for one in found])
    }
    unread: dict[int, int] = {}
    waiting = Case.objects.filter(
        pk__in=[row.pk for row in rows.values()], messages__from_person=False, messages__read_at__isnull=True
    )
    for number in waiting.values_list("pk", flat=True):
        unread[number] = unread.get(number, 0) + 1
    return [_summary(one, rows[one.key], unread) for one in found]


@keep_for_epoch
def contact_of(office: str) -> BodyRecord | None:
    """Return the body that handles a case, with how to reach it. At most four SQL queries an epoch."""
    try:
        return directory.get_body(key=office)
    except NotFound:
        return None


def _summary(info: CaseInfo, row: Case, unread: dict[int, int]) -> CaseSummary:
    state = find_state(procedure_of(row.procedure), row.state)
    return CaseSummary(
        info=info,
        number=spell_number(info.number),
        title=service_title(info.service, info.form),
        where=state.names if state else {},
        unread=unread.get(row.pk, 0),
        closed_on=timezone.localdate(row.closed_at) if row.closed_at else None,
    )
