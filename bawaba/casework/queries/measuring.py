"""Measure how administrations answer, for the study of their maturity (`kernel.ports.body_measures`)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Final

from django.db.models import Sum
from django.utils import timezone

from bawaba.casework.models import Case, Figure
from bawaba.kernel import clock
from bawaba.kernel.ports import BodyMeasure

PERIOD: Final = timedelta(days=365)
SATISFIED_STARS: Final = 4
ANSWERED: Final = ("accepted", "refused", "accepted-by-silence")
"""Outcomes that are an answer: a withdrawal is neither in time nor late."""
MOST_CASES: Final = 200_000
"""The latest decided requests whose delay is looked at, of all bodies together."""


def measure_bodies(*, bodies: Collection[str]) -> Mapping[str, Sequence[BodyMeasure]]:
    """Return, for each body that decided requests in the last year: the share decided in time, the median delay as a
    share of the legal one, and the share of ratings of four stars or five.

    The delay of a request, and its legal one, count the days during which the clock stood. Two SQL queries.
    """
    wanted, since = set(bodies), (clock.today() - PERIOD).replace(day=1)
    found: dict[str, list[BodyMeasure]] = {}
    for body, counts in _counts(wanted, since).items():
        for name, kinds, good in (
            ("casework.in_time_share", ("in-time", "late"), "in-time"),
            ("casework.satisfied_share", ("rating", "satisfied"), "satisfied"),
        ):
            total = sum(counts.get(kind, 0) for kind in kinds)
            if total > 0:
                share = 100 * counts.get(good, 0) / total
                found.setdefault(body, []).append(BodyMeasure(name, share, total, clock.today(), since))
    for body, shares in _delays(wanted).items():
        value = BodyMeasure(
            "casework.median_delay_of_legal", median(shares), len(shares), clock.today(), since
        )
        found.setdefault(body, []).append(value)
    return found


def _counts(wanted: set[str], since: date) -> dict[str, dict[str, int]]:
    """Return body → kind → how many; ratings of four stars and more are `satisfied`, the others `rating`."""
    rows = Figure.objects.filter(
        office="", service="", month__gte=since, kind__in=("in-time", "late", "rating")
    )
    counts: dict[str, dict[str, int]] = {}
    for body, kind, value, count in rows.values_list("body", "kind", "value").annotate(all=Sum("count")):
        if body in wanted:
            name = "satisfied" if kind == "rating" and value >= SATISFIED_STARS else kind
            here = counts.setdefault(body, {})
            here[name] = here.get(name, 0) + count
    return counts


def _delays(wanted: set[str]) -> dict[str, list[float]]:
    """Return body → the days that each decided request took, in hundredths of its legal time."""
    begin = clock.now() - PERIOD
    rows = Case.objects.filter(closed_at__gte=begin, synthetic=False, outcome__in=ANSWERED)
    shares: dict[str, list[float]] = {}
    for body, closed, begun, due in rows.order_by("-closed_at").values_list("body", "closed_at", "clock_on", "due_on")[:MOST_CASES]:  # fmt: skip
        legal = (due - begun).days
        if body in wanted and legal > 0:
            shares.setdefault(body, []).append(
                100 * max(0, (timezone.localtime(closed).date() - begun).days) / legal
            )
    return shares
