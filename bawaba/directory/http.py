"""Bodies and territories over HTTP."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from bawaba.directory import queries
from bawaba.directory.types import BodyKind, BodyRecord, TerritoryKind, TerritoryRecord
from bawaba.kernel.http import LanguageQuery, PageQuery, Texts, Words, answer_texts, link_next

router = Router(tags=["directory"])


class OpeningSpanAnswer(Schema):
    """Open on one weekday (ISO: 1 Monday to 7 Sunday) between two local times `HH:MM`."""

    weekday: int
    opens: str
    closes: str


class ContactPointAnswer(Schema):
    """One way to reach a body (cv:ContactPoint)."""

    label: Texts
    phone: str
    email: str
    url: str
    address: Texts
    hours: list[OpeningSpanAnswer]


class BodyAnswer(Schema):
    """A public body (cv:PublicOrganisation). parent: key of the body above, or empty."""

    key: str
    names: Texts
    kind: BodyKind
    parent: str
    country: str
    territory: str
    url: str
    descriptions: Texts
    identifiers: dict[str, str]
    contacts: list[ContactPointAnswer]


class BodiesAnswer(Schema):
    """A page of bodies."""

    items: list[BodyAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class TerritoryAnswer(Schema):
    """A territory: legal population of a census year, a point inside it (WGS84)."""

    code: str
    kind: TerritoryKind
    names: Texts
    parent: str
    population: int | None
    population_year: int | None
    households: int | None
    setting: str
    lon: float | None
    lat: float | None


class TerritoriesAnswer(Schema):
    """A page of territories."""

    items: list[TerritoryAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class BodiesQuery(PageQuery):
    """Which bodies."""

    country: Words = Field("", description="ISO 3166-1 alpha-2")
    parent: Words = Field("", description="Only those directly under this key.")
    top_only: bool = Field(False, description="Only those under no other body.")


class TerritoriesQuery(PageQuery):
    """Which territories."""

    kind: TerritoryKind | None = None
    parent: Words = Field("", description="Only those directly inside this code.")


@router.get("/bodies", response=BodiesAnswer, operation_id="directory.list_bodies")
def list_bodies(request: HttpRequest, response: HttpResponse, query: Query[BodiesQuery]) -> dict[str, object]:
    """List public bodies in the order of their keys."""
    page = queries.list_bodies(**query.dict(exclude={"lang"}))
    link_next(request, response, page.after)
    return {"items": [_body(body, request) for body in page.items], "after": page.after}


@router.get("/bodies/{slug:key}", response=BodyAnswer, operation_id="directory.get_body")
def get_body(request: HttpRequest, key: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one public body with its contact points and opening hours."""
    return _body(queries.get_body(key=key), request)


@router.get("/territories", response=TerritoriesAnswer, operation_id="directory.list_territories")
def list_territories(
    request: HttpRequest, response: HttpResponse, query: Query[TerritoriesQuery]
) -> dict[str, object]:
    """List regions, provinces, prefectures and communes in the order of their codes."""
    page = queries.list_territories(
        kind=query.kind or "", parent=query.parent, after=query.after, limit=query.limit
    )
    link_next(request, response, page.after)
    return {"items": [_territory(place, request) for place in page.items], "after": page.after}


@router.get("/territories/{code}", response=TerritoryAnswer, operation_id="directory.get_territory")
def get_territory(request: HttpRequest, code: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one territory."""
    return _territory(queries.get_territory(code=code), request)


def _body(body: BodyRecord, request: HttpRequest) -> dict[str, object]:
    contacts = [
        asdict(contact)
        | {
            "label": answer_texts(contact.label, request),
            "address": answer_texts(contact.address, request),
        }
        for contact in body.contacts
    ]
    return asdict(body) | {
        "names": answer_texts(body.names, request),
        "descriptions": answer_texts(body.descriptions, request),
        "contacts": contacts,
    }


def _territory(territory: TerritoryRecord, request: HttpRequest) -> dict[str, object]:
    return asdict(territory) | {"names": answer_texts(territory.names, request)}
