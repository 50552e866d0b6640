"""Popularity: what readers open from results moves up a little, by the daily counts of clicks."""

import math
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Sum

from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.search.engines.reader import INDEX, reader
from bawaba.search.models import ClickCount, IndexedDocument, IndexState

COUNTED_DAYS: Final = 90
# Fewer openings than this say nothing yet, and might say something of one person.
FEWEST_CLICKS: Final = 10
_ROWS: Final = 1000


@transaction.atomic
def apply_popularity(*, actor: Actor) -> int:
    """Set the weight of documents from the clicks of `COUNTED_DAYS`, in (0, 1] by logarithm.

    A weight that the document's source gave and that is higher stays. Returns how many changed.
    """
    epochs.queue_up()
    popular = click_weights()
    changed = [
        document
        for document in IndexedDocument.objects.filter(live=True, key__in={key for _, key in popular})
        if popular.get((document.kind, document.key), 0.0) > document.weight + 0.01
    ]
    if not changed:
        return 0
    IndexState.objects.filter(name=INDEX).update(version=F("version") + 1, stamp=secrets.token_hex(8))
    version = IndexState.objects.get(name=INDEX).version
    for document in changed:
        document.weight, document.version = popular[document.kind, document.key], version
    IndexedDocument.objects.bulk_update(changed, ["weight", "version"], batch_size=_ROWS)
    epochs.advance()
    reader.forget()
    transaction.on_commit(reader.forget)
    audit.record(
        actor=actor, verb="search.popularity-applied", target=("search.index", INDEX),
        detail={"changed": len(changed)},
    )  # fmt: skip
    return len(changed)


def click_weights() -> Mapping[tuple[str, str], float]:
    """Return (kind, key) → weight in (0, 1] of what was opened often enough. One SQL query."""
    rows = (
        ClickCount.objects.filter(day__gte=clock.today() - timedelta(days=COUNTED_DAYS))
        .values_list("kind", "key").annotate(total=Sum("count")).filter(total__gte=FEWEST_CLICKS)
    )  # fmt: skip
    totals = {(kind, key): total for kind, key, total in rows}
    most = math.log1p(max(totals.values(), default=0)) or 1.0
    return {identity: math.log1p(total) / most for identity, total in totals.items()}
