"""The register of AI over HTTP: every register searched at once, one system of this country, one of another."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Schema

from bawaba.ai import queries
from bawaba.ai.http import router
from bawaba.ai.register.exports import as_json
from bawaba.kernel.http import ALL, LanguageQuery, Words, language_of

Key = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
Word = Annotated[str, Field(max_length=20, pattern=r"^[a-z0-9-]*$")]


class SystemsQuery(LanguageQuery):
    """What is asked of the registers: a text, and a value of each facet or none."""

    q: Words = ""
    origin: Word = Field("", description="own, us-2024, nl or atrs.")
    stage: Word = ""
    impact: Word = ""
    personal_data: Word = ""
    impact_assessment: Word = ""
    built: Word = ""
    page: int = Field(1, ge=1, le=500)


class SystemCardAnswer(Schema):
    """A system in a list. origin: `own` or a register; language: of title, body and summary."""

    origin: str
    key: str
    language: str
    title: str
    body: str
    summary: str
    stage: str
    impact: str


class SystemsAnswer(Schema):
    """A page of systems, the best first. facets: name → value → systems found with it."""

    items: list[SystemCardAnswer]
    total: int
    page: int
    pages: int
    facets: dict[str, dict[str, int]]


class MeasureAnswer(Schema):
    """A measured figure of a system."""

    names: dict[str, str]
    value: float
    over: dict[str, str]
    number: int
    measured_on: str


class RegisterIncidentAnswer(Schema):
    """An incident as the public reads it. severity: 1 (slight) to 4 (very serious)"""

    happened_on: str
    severity: int
    closed: bool
    texts: dict[str, str]


class OwnSystemAnswer(Schema):
    """A system of this country. texts: language → field → text; sheet: version of its page, 0 for none yet."""

    key: str
    names: dict[str, str]
    body: str
    stage: Literal["planned", "development", "trial", "in-service", "suspended", "retired", "unknown"]
    impact: str
    affects: list[str]
    personal_data: str
    texts: dict[str, dict[str, str]]
    risks: list[dict[str, str]]
    measures: list[MeasureAnswer]
    incidents: list[RegisterIncidentAnswer]
    sheet: int
    page: str


class AiReferenceAnswer(Schema):
    """A system of another country's register, in its language. words: name of a facet → value"""

    origin: str
    key: str
    language: str
    texts: dict[str, str]
    words: dict[str, str]
    published_on: date | None


@router.get("/ai/systems", response=SystemsAnswer, operation_id="ai.search_systems")
def search_systems(request: HttpRequest, query: Query[SystemsQuery]) -> dict[str, object]:
    """Search every register at once."""
    language = language_of(request)
    filters = {name: getattr(query, "origin" if name == "register" else name) for name in queries.FACETS}
    found = queries.search_systems(
        text=query.q,
        filters=filters,
        language=str(settings.LANGUAGE_CODE) if language == ALL else language,
        page=query.page,
    )
    facets = {name: {one.value: one.count for one in options} for name, options in found.facets.items()}
    return {**asdict(found), "facets": facets}


@router.get("/ai/systems/{key}", response=OwnSystemAnswer, operation_id="ai.find_own_system")
def find_own_system(request: HttpRequest, key: Key) -> dict[str, object]:
    """Return one system of this country whole."""
    return as_json([queries.find_own_system(key=key)], site=str(settings.SITE_ADDRESS))[0]


@router.get("/ai/registers/{origin}/{key}", response=AiReferenceAnswer, operation_id="ai.find_reference")
def find_reference(request: HttpRequest, origin: Word, key: Key) -> dict[str, object]:
    """Return one system of another country's register."""
    return asdict(queries.find_reference(origin=origin, key=key))
