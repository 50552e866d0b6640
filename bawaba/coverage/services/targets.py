"""Targets and days of many people: data of a country that is added, never overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid, CoveragePlaceNotFound, TargetSetInvalid, TargetSetKept
from bawaba.coverage.models import HostCity, Milestone, StadiumDay, TargetSet
from bawaba.coverage.services.layers import check_may_import, check_may_plan
from bawaba.coverage.types import TargetSetRecord
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor


@transaction.atomic
def add_target_set(*, actor: Actor, record: TargetSetRecord) -> bool:
    """Add targets with their source; the very same ones again change nothing. Returns whether they are new.

    raises: PermissionDenied; TargetSetInvalid; TargetSetKept when other targets have that key
    """
    check_may_plan(actor)
    given = sorted((one.due_on, one.share) for one in record.milestones)
    days = {day for day, _share in given}
    if not given or len(days) < len(given) or not all(0 < share <= 1 for _day, share in given):
        raise TargetSetInvalid
    known = TargetSet.objects.filter(key=record.key).first()
    if known is not None:
        there = sorted(known.milestones.values_list("due_on", "share"))
        if there != given or known.stated_on != record.stated_on:
            raise TargetSetKept
        return False
    row = TargetSet.objects.create(
        key=record.key, names=dict(record.names), source=dict(record.source), source_url=record.source_url,
        stated_on=record.stated_on, verified=record.verified,
    )  # fmt: skip
    Milestone.objects.bulk_create(
        [Milestone(target_set=row, due_on=day, share=share) for day, share in given]
    )
    audit.record(
        actor=actor, verb="coverage.targets-added", target=row,
        detail={"key": record.key, "milestones": [[str(day), share] for day, share in given]},
    )  # fmt: skip
    epochs.advance()
    return True


@transaction.atomic
def add_stadium_days(
    *, actor: Actor, city: str, days: Sequence[tuple[date, Mapping[str, str], int | None]], source: str,
    source_url: str = "",
) -> int:  # fmt: skip
    """Add days on which a host city expects many people, from an official calendar; returns how many are new.

    days: the day, the venue's name by language, how many people
    raises: PermissionDenied, CoveragePlaceNotFound
    """
    check_may_import(actor)
    row = HostCity.objects.filter(key=city).first()
    if row is None:
        raise CoveragePlaceNotFound(_("No host city has that name."))
    if not source.strip():
        raise CoverageFileInvalid(_("a calendar needs its source"))
    known = set(row.days.values_list("on", flat=True))
    fresh = [
        StadiumDay(city=row, on=day, venue=dict(venue), people=people, source=source, source_url=source_url)
        for day, venue, people in days
        if day not in known
    ]
    StadiumDay.objects.bulk_create(fresh)
    if fresh:
        audit.record(actor=actor, verb="coverage.stadium-days-added", target=row, detail={"days": len(fresh)})
        epochs.advance()
    return len(fresh)
