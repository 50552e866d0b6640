"""Counts over the registers, for the page of statistics."""

from collections import Counter

from bawaba.ai.models import Incident, ReferenceSystem
from bawaba.ai.queries.own_systems import list_own_systems
from bawaba.ai.types import RegisterStatistics


def count_systems() -> RegisterStatistics:
    """Return how many systems each register holds, by stage, impact and what is known of their data.

    At most eight SQL queries.
    """
    own = list_own_systems()
    totals: Counter[str] = Counter({"own": len(own)})
    by_facet: dict[str, Counter[tuple[str, str]]] = {}
    for name in ("stage", "impact", "personal_data"):
        found = Counter(("own", str(getattr(one, name))) for one in own)
        rows = ReferenceSystem.objects.order_by().values_list("origin", name)
        found.update(Counter((origin, word) for origin, word in rows))
        by_facet[name] = found
    for (origin, _word), number in by_facet["stage"].items():
        totals[origin] += number if origin != "own" else 0
    bodies = {one.body for one in own if one.body}
    waiting = Incident.objects.filter(closed_at=None, use_case__published_at__isnull=False)
    return RegisterStatistics(dict(totals), by_facet, len(bodies), waiting.exclude(public_summary={}).count())
