"""Write down when feasts were announced; legal dates that lean on the forecast move."""

from datetime import date

from django.db import transaction

from bawaba.casework.errors import FeastUnknown
from bawaba.casework.models import Case, ObservedFeast
from bawaba.casework.queries.calendars import known_holidays
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.pausing import due_date
from bawaba.casework.services.stepping import keep_case
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied


def note_feast(*, actor: Actor, feast: str, hijri_year: int, day: date, source: str) -> int:
    """Keep the announced day of a feast, and count the legal dates of open cases anew; return how many moved.

    raises: PermissionDenied, FeastUnknown
    """
    if not actor.is_administrator:
        raise PermissionDenied
    if feast not in {one.key for one in known_holidays().feasts}:
        raise FeastUnknown
    _keep(actor, feast, hijri_year, day, source)
    epochs.forget()  # this process counts by the new day at once
    keys = Case.objects.filter(closed_at__isnull=True, phase="open").values_list("pk", flat=True)
    return sum(_count_anew(actor, key) for key in list(keys))


@transaction.atomic
def _keep(actor: Actor, feast: str, hijri_year: int, day: date, source: str) -> None:
    row, _new = ObservedFeast.objects.update_or_create(
        feast=feast,
        hijri_year=hijri_year,
        defaults={"day": day, "source": source, "noted_at": clock.now()},
    )
    epochs.advance()
    audit.record(
        actor=actor,
        verb="casework.feast-noted",
        target=row,
        detail={"day": day.isoformat(), "source": source},
    )


@transaction.atomic
def _count_anew(actor: Actor, key: int) -> bool:
    case = Case.objects.select_related("procedure").select_for_update(of=("self",)).get(pk=key)
    due = due_date(case)
    if case.phase != "open" or due == case.due_on:
        return False
    detail = {"from": case.due_on.isoformat(), "to": due.isoformat()}
    case.due_on = due
    keep_case(case)
    record_event(actor=actor, case=case, kind="date-moved", detail=detail)
    return True
