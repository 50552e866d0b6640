"""Records and services for the tests of every room."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bawaba.catalogue.services import approve, create_draft, load_events, save_draft, submit_for_review
from bawaba.catalogue.services.publishing import Publication, publish_batch
from bawaba.catalogue.types import (
    Channel,
    Cost,
    Item,
    LegalResource,
    RevisionInfo,
    ServiceRecord,
    SourcePage,
)
from bawaba.directory.services import ensure_bodies
from bawaba.directory.types import BodyRecord
from bawaba.kernel import clock, epochs
from bawaba.kernel.actors import Actor, system_actor

SYSTEM = system_actor("tests")
BODY = "service-etat-civil"
BODY_NAMES = {"ar": "مصلحة الحالة المدنية", "fr": "Service de l'état civil"}


def service_record(**changes: Any) -> ServiceRecord:
    """Return a complete Moroccan record, with the given fields in place of its own."""
    record = ServiceRecord(
        identifier="declaration-essai",
        titles={"ar": "التصريح بالولادة", "fr": "Déclaration de naissance"},
        summaries={"ar": "تسجيل مولود بالحالة المدنية.", "fr": "Inscrire un nouveau-né à l'état civil."},
        authority=BODY,
        audiences=("citizen",),
        keywords={
            "ar": ("مولود",),
            "fr": ("bébé",),
            "darija": ("تزاد عندي ولد",),
            "darija-latn": ("nsejjel weldi",),
        },
        events=("naissance",),
        documents=(
            Item("d1", {"ar": "شهادة الولادة", "fr": "Certificat d'accouchement"}),
            Item("d2", {"ar": "عقد الزواج", "fr": "Acte de mariage"}),
        ),
        steps=(Item("s1", {"ar": "التوجه إلى المكتب", "fr": "Aller au bureau"}),),
        cost=Cost(amount=None, notes={"ar": "مجانا حسب الدليل", "fr": "Gratuit selon un guide"}),
        delay_days=1,
        channels=(Channel("online", url="https://exemple.ma/demande"), Channel("office")),
        url="https://exemple.ma",
        legal=(LegalResource("loi n° 36-21"),),
        sources=(SourcePage("https://exemple.ma/page", "documents"),),
        confidence="official",
        verified_on=date(2026, 6, 1),
        origin="ma-catalogue",
    )
    return replace(record, **changes)


def ensure_body(key: str = BODY, names: Mapping[str, str] | None = None, **changes: Any) -> str:
    """Make a body and return its key."""
    ensure_bodies(actor=SYSTEM, bodies=[BodyRecord(key=key, names=names or BODY_NAMES, **changes)])
    return key


def publish(*records: ServiceRecord) -> list[int]:
    """Publish records as an import by the system does, with their bodies and the shipped events."""
    load_events(actor=SYSTEM)
    names = {record.authority: BODY_NAMES for record in records}
    ids = ensure_bodies(actor=SYSTEM, bodies=[BodyRecord(key=key, names=names[key]) for key in names])
    publications = [Publication(record, ids[record.authority]) for record in records]
    published = publish_batch(actor=SYSTEM, publications=publications, moment=clock.now())
    epochs.advance()
    return published


def person(number: int, *roles: tuple[str, str]) -> Actor:
    """Return a person who holds roles, such as ("editor", "ompic")."""
    return Actor(kind="person", key=f"account:{number}", account_id=number, roles=frozenset(roles))


EDITOR = person(1, ("editor", BODY))
SECOND_EDITOR = person(2, ("editor", BODY))
PUBLISHER = person(3, ("publisher", BODY))


def draft(**changes: Any) -> RevisionInfo:
    """Begin a new service as its editor."""
    load_events(actor=SYSTEM)
    ensure_body()
    return create_draft(actor=EDITOR, record=service_record(origin="", **changes))


def in_review(**changes: Any) -> RevisionInfo:
    """Begin a new service and hand it to a second person."""
    info = draft(**changes)
    return submit_for_review(actor=EDITOR, identifier=info.identifier, expected=info.number)


def published_by_two(**changes: Any) -> RevisionInfo:
    """Publish a new service the way persons do."""
    info = in_review(**changes)
    return approve(actor=PUBLISHER, identifier=info.identifier, expected=info.number)


def edited(info: RevisionInfo, **changes: Any) -> RevisionInfo:
    """Save a change to a service that `draft`, `in_review` or `published_by_two` made."""
    record = service_record(origin="", identifier=info.identifier, **changes)
    return save_draft(actor=EDITOR, record=record, expected=info.number)
