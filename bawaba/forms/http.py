"""Forms over HTTP: which there are, their definitions and schemas, and whether answers are valid."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Query, Router, Schema

from bawaba.forms import queries
from bawaba.forms.errors import FormNotFound
from bawaba.forms.rules.definitions import write_definition
from bawaba.forms.types import FormCard
from bawaba.kernel.http import (
    ALL,
    LanguageQuery,
    PageQuery,
    Texts,
    Words,
    answer_texts,
    language_of,
    link_next,
)

router = Router(tags=["forms"])


class FormAnswer(Schema):
    """A form in force. version: its number; service: identifier in the catalogue, or empty."""

    key: str
    service: str
    body: str
    titles: Texts
    version: int


class FormsAnswer(Schema):
    """A page of forms."""

    items: list[FormAnswer]
    after: str = Field(description="Cursor of the next page, empty on the last one.")


class FormsQuery(PageQuery):
    """Which forms."""

    service: Words = Field("", description="Only those of this service.")


class VersionQuery(LanguageQuery):
    """Which version of a form."""

    version: int = Field(0, ge=0, le=1_000_000, description="0 is the one in force.")


class DefinitionAnswer(Schema):
    """A published version of a form, as it is frozen."""

    key: str
    version: int
    digest: str = Field(description="SHA-256 of the definition as canonical JSON.")
    definition: dict[str, Any]  # Any: JSON, described in docs/rooms/forms.md


class SubmissionBody(Schema):
    """Answers to check: an object by field key."""

    answers: dict[str, Any]  # Any: checked against the form's own schema
    version: int = Field(0, ge=0, le=1_000_000, description="0 is the one in force.")


class FaultAnswer(Schema):
    """What is wrong with one answer. name: keys and places joined by dots; code: stable."""

    name: str
    code: str


class ValidityAnswer(Schema):
    """Whether answers are complete and valid."""

    version: int
    valid: bool
    faults: list[FaultAnswer]


@router.get("/forms", response=FormsAnswer, operation_id="forms.list_forms")
def list_forms(request: HttpRequest, response: HttpResponse, query: Query[FormsQuery]) -> dict[str, object]:
    """List the forms in force in the order of their keys."""
    page = queries.list_forms(
        service=query.service, published_only=True, after=query.after, limit=query.limit
    )
    link_next(request, response, page.after)
    return {"items": [_form(card, request) for card in page.items], "after": page.after}


@router.get("/forms/{slug:key}", response=FormAnswer, operation_id="forms.find_form")
def find_form(request: HttpRequest, key: str, query: Query[LanguageQuery]) -> dict[str, object]:
    """Get one form in force."""
    card = queries.find_form(key=key)
    if not card.published:
        raise FormNotFound
    return _form(card, request)


@router.get("/forms/{slug:key}/definition", response=DefinitionAnswer, operation_id="forms.definition_of")
def definition_of(request: HttpRequest, key: str, query: Query[VersionQuery]) -> dict[str, object]:
    """Get a published version whole: pages, fields, conditions, texts in each language."""
    found = (
        queries.definition_of(key=key, number=query.version)
        if query.version
        else queries.published_version(key=key)
    )
    info, definition = found
    if info.state == "draft":
        raise FormNotFound
    return {
        "key": key,
        "version": info.number,
        "digest": info.digest,
        "definition": write_definition(definition),
    }


@router.get(
    "/forms/{slug:key}/schema", response=dict[str, Any], operation_id="forms.export_version_schema"
)  # Any: JSON Schema
def export_version_schema(request: HttpRequest, key: str, query: Query[VersionQuery]) -> dict[str, Any]:
    """Get JSON Schema 2020-12 of a form's answers."""
    language = language_of(request)
    return queries.export_version_schema(
        key=key, language="en" if language == ALL else language, number=query.version
    )


@router.post("/forms/{slug:key}/validations", response=ValidityAnswer, operation_id="forms.validate_answers")
def validate_answers(request: HttpRequest, key: str, body: Body[SubmissionBody]) -> dict[str, object]:
    """Check answers against a form's schema; nothing is kept."""
    number, faults = queries.validate_answers(key=key, answers=body.answers, number=body.version)
    return {
        "version": number,
        "valid": not faults,
        "faults": [{"name": one.name, "code": one.code} for one in faults],
    }


def _form(card: FormCard, request: HttpRequest) -> dict[str, object]:
    titles = answer_texts(card.titles, request)
    return {
        "key": card.key,
        "service": card.service,
        "body": card.body,
        "titles": titles,
        "version": card.published,
    }
