"""Keep published indices of countries, each year as a whole."""

import hashlib
from pathlib import Path

from django.db import transaction

from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.maturity import shipped
from bawaba.maturity.errors import NotStudyLead
from bawaba.maturity.models import IndexEdition, IndexScore
from bawaba.maturity.queries.indices import count_import, read_index
from bawaba.maturity.types import IndexImport, ScoreRow


@transaction.atomic
def import_index(*, actor: Actor, text: str, kind: str) -> IndexImport:
    """Keep the countries of a published table in place of what was kept of its years.

    Rows that are no country's are left out and told of with their reasons.
    raises: NotStudyLead, IndexFileRefused
    """
    if not actor.is_administrator:
        raise NotStudyLead
    scores, refused = read_index(text=text, kind=kind)
    digest = hashlib.sha256(text.encode()).hexdigest()
    told = count_import(kind=kind, scores=scores, refused=refused)
    for year in told.years:
        IndexEdition.objects.filter(index=kind, year=year).delete()
        edition = IndexEdition.objects.create(
            index=kind, year=year, digest=digest, imported_at=clock.now(), imported_by=actor.key
        )
        IndexScore.objects.bulk_create(_score(edition, one) for one in scores if one.row.year == year)
    epochs.advance()
    detail = {"years": list(told.years), "rows": told.rows, "refused": len(refused), "sha256": digest}
    audit.record(actor=actor, verb="maturity.index-imported", target=("maturity.index", kind), detail=detail)
    return told


def import_shipped_indices(*, actor: Actor) -> dict[str, IndexImport]:
    """Keep the indices whose licence lets them ship with the room.

    raises: NotStudyLead
    """
    return {
        one.id: import_index(actor=actor, text=shipped.read(f"indices/{Path(one.shipped).name}"), kind=one.id)
        for one in shipped.published_indices().values()
        if one.shipped
    }


def _score(edition: IndexEdition, one: ScoreRow) -> IndexScore:
    return IndexScore(
        edition=edition, country=one.row.country, name=one.row.name[:120], published=one.row.published,
        recomputed=one.recomputed, group=one.group, components=dict(one.row.components), exception=one.exception,
    )  # fmt: skip
