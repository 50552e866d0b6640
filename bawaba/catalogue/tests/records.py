"""Records for the tests of exports and imports: one that says everything, and many."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from bawaba.catalogue.types import (
    Channel,
    Cost,
    Item,
    LegalResource,
    PublishedService,
    ServiceRecord,
    SourcePage,
)
from bawaba.directory.types import BodyRecord, ContactPointRecord, OpeningSpan

PUBLISHED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

BODY = BodyRecord(
    key="ompic",
    names={"fr": "Office de la propriété industrielle", "ar": "مكتب الملكية الصناعية"},
    kind="agency",
    territory="MA-07",
    url="https://www.ompic.ma/",
    descriptions={"fr": "Tient le registre central du commerce."},
    contacts=(
        ContactPointRecord(
            label={"fr": "Siège"},
            phone="+212 5 22 00 00 00",
            email="contact@ompic.example",
            url="https://www.ompic.ma/fr/contact",
            address={"fr": "Route de Nouasseur, Casablanca"},
            hours=(OpeningSpan(1, "08:30", "16:30"),),
        ),
    ),
)


def full_record(identifier: str = "certificat-negatif", **changes: object) -> ServiceRecord:
    """Return a record in which every field says something, with characters that formats must escape."""
    values: dict[str, object] = {
        "identifier": identifier,
        "titles": {"fr": 'Certificat « négatif » "OMPIC"', "ar": "الشهادة السلبية", "zgh": "ⵜⴰⵡⵔⵉⵇⵜ"},
        "authority": "ompic",
        "audiences": ("business", "citizen"),
        "summaries": {"fr": "Réserve un nom\\marque.\nTrois noms au plus.", "ar": "تثبت أن التسمية متاحة."},
        "descriptions": {"fr": "Le certificat porte l'ICE.\n\tValable 90 jours."},
        "keywords": {
            "fr": ("nom", "enseigne"),
            "darija": ("سمية الشركة",),
            "darija-latn": ("smiya", "n7jez"),
        },
        "events": ("creation-entreprise", "gestion-entreprise"),
        "documents": (Item("cn1", {"fr": "Formulaire CN1", "ar": "مطبوع"}), Item("id", {"fr": "CNIE"})),
        "steps": (Item("s1", {"fr": "Choisir trois noms"}), Item("s2", {"fr": "Payer"})),
        "outputs": (Item("o1", {"fr": "Certificat négatif"}),),
        "rules": (Item("r1", {"fr": "Le nom ne doit pas être pris."}),),
        "cost": Cost(Decimal("170.50"), "MAD", {"fr": "En ligne"}),
        "delay_days": 2,
        "validities": {"fr": "90 jours"},
        "channels": (
            Channel("online", "https://www.directinfo.ma/a?b=c&d=é", "", {"fr": "Paiement par carte"}),
            Channel("office", "", "+212 5 37 00 00 00"),
            Channel("post", "https://example.org/with space"),
        ),
        "url": "https://www.directinfo.ma",
        "legal": (
            LegalResource("loi n° 15-95", "https://www.sgg.gov.ma/15-95.pdf"),
            LegalResource("décret 2-96"),
        ),
        "related": ("statuts-societe", "registre-commerce"),
        "sources": (
            SourcePage("https://www.ompic.ma/fr", "frais et délai"),
            SourcePage("Bulletin officiel 4418"),
        ),
        "confidence": "official",
        "verified_on": date(2026, 2, 14),
        "verified_by": "ompic",
        "contact": {"fr": "Centre d'appel", "ar": "مركز النداء"},
        "territory": "MA-07",
        "country": "MA",
        "origin": "ma-catalogue",
        "external_ids": {"idarati": "1234"},
        "synthetic": True,
        "kind": "form",
    }
    values.update(changes)
    return ServiceRecord(**values)  # type: ignore[arg-type]  # the fields, by name


def published(record: ServiceRecord) -> PublishedService:
    return PublishedService(record, BODY.names, revision=3, published_at=PUBLISHED_AT, completeness=90)


def many(count: int) -> Iterator[PublishedService]:
    """Yield services that differ in what they say, as those of a real catalogue do."""
    for number in range(count):
        record = full_record(
            f"service-{number}",
            titles={"fr": f"Service {number}", "ar": f"خدمة {number}"},
            related=(f"service-{number - 1}", f"service-{number + 1}"),
            documents=tuple(Item(f"d{place}", {"fr": f"Pièce {place}"}) for place in range(number % 5)),
            cost=Cost(None if number % 3 else Decimal(number)),
            delay_days=None if number % 2 else number % 60,
            descriptions={} if number % 4 else {"ar": "وصف مفصل"},
            summaries={} if number % 7 == 0 else {"fr": "En bref."},
            authority=f"body-{number % 40}",
            territory="" if number % 2 else "MA-01",
        )
        yield published(record)
