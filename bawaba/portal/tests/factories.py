"""A small site to open doors on: services, bodies, events, territories, a search index."""

from typing import Any

from bawaba.catalogue.tests.factories import SYSTEM, publish, service_record
from bawaba.catalogue.types import ServiceRecord
from bawaba.directory.models import Territory, TerritoryName
from bawaba.kernel import epochs
from bawaba.search.services import rebuild_index

IDENTIFIER = "declaration-essai"


def open_site(*records: ServiceRecord) -> None:
    """Publish records (one by default) and index them."""
    publish(*(records or (service_record(),)))
    rebuild_index(actor=SYSTEM)
    epochs.forget()


def several(count: int, **changes: Any) -> list[ServiceRecord]:
    """Return as many records, alike but for their identifiers and titles."""
    return [
        service_record(
            identifier=f"service-{number}",
            titles={"ar": f"خدمة {number}", "fr": f"Déclaration numéro {number}"},
            **changes,
        )
        for number in range(count)
    ]


def make_territory(
    code: str, kind: str, name: str, parent: Territory | None = None, people: int = 1000
) -> Territory:
    """Make a territory with one French name."""
    territory = Territory.objects.create(
        code=code, kind=kind, parent=parent, population=people, population_year=2024, households=people // 4
    )
    TerritoryName.objects.create(territory=territory, language="fr", name=name)
    return territory
