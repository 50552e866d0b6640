"""Forms, their versions, schemas and costs."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from bawaba.directory import queries as directory
from bawaba.forms.errors import FormNotFound
from bawaba.forms.models import Form, FormVersion
from bawaba.forms.rules.costs import count_cost
from bawaba.forms.rules.definitions import parse_definition
from bawaba.forms.rules.questions import whole_questions
from bawaba.forms.rules.schemas import export_schema
from bawaba.forms.rules.submissions import Validator
from bawaba.forms.types import (
    AnswerFault,
    Cost,
    Definition,
    FormCard,
    Json,
    ServiceFacts,
    VersionInfo,
    service_readers,
)
from bawaba.kernel import clock
from bawaba.kernel.epochs import keep_for_epoch
from bawaba.kernel.errors import NotFound
from bawaba.kernel.expressions.conditions import Question
from bawaba.kernel.paging import Page, cut_page

MOST_KEPT: Final = 256
_parsed: dict[str, Definition] = {}
_validators: dict[tuple[str, str, date], Validator] = {}
_SHOWN = Prefetch("versions", FormVersion.objects.filter(state__in=("draft", "published")), to_attr="current")


def find_form(*, key: str) -> FormCard:
    """Return one form. Two SQL queries.

    raises: FormNotFound
    """
    form = Form.objects.prefetch_related(_SHOWN).filter(key=key).first()
    if form is None:
        raise FormNotFound
    return _card(form)


def list_forms(
    *,
    bodies: set[str] | None = None,
    service: str = "",
    published_only: bool = False,
    after: str = "",
    limit: int = 50,
) -> Page[FormCard]:
    """Return forms in the order of their keys. Two SQL queries, whatever the number.

    bodies: only the forms of these bodies; service: only those of this catalogue service
    """
    forms: QuerySet[Form] = Form.objects.prefetch_related(_SHOWN).order_by("key")
    if bodies is not None:
        forms = forms.filter(body__in=bodies)
    if service:
        forms = forms.filter(service=service)
    if published_only:
        forms = forms.filter(versions__state="published")
    if after:
        forms = forms.filter(key__gt=after)
    return cut_page([_card(form) for form in forms[: limit + 1]], limit, lambda card: card.key)


def list_versions(*, key: str) -> list[VersionInfo]:
    """Return the versions of a form, the newest first. One SQL query."""
    rows = (
        FormVersion.objects.filter(form__key=key)
        .select_related("form")
        .order_by("-number")
        .defer("definition")
    )
    return [version_info(row) for row in rows]


def published_version(*, key: str) -> tuple[VersionInfo, Definition]:
    """Return the version of a form in force. One SQL query, none that parses what was parsed before.

    raises: FormNotFound
    """
    row = _version(key, state="published")
    return version_info(row), parsed(row)


def draft_version(*, key: str) -> tuple[VersionInfo, Definition] | None:
    """Return the version of a form that is being written, or None. One SQL query."""
    row = FormVersion.objects.select_related("form").filter(form__key=key, state="draft").first()
    return (version_info(row), parse_definition(row.definition)) if row else None


def definition_of(*, key: str, number: int) -> tuple[VersionInfo, Definition]:
    """Return one version of a form. One SQL query.

    raises: FormNotFound
    """
    row = _version(key, number=number)
    return version_info(row), parsed(row)


def export_version_schema(*, key: str, language: str, number: int = 0) -> dict[str, Json]:
    """Return JSON Schema 2020-12 of a published form's answers: of one version, or of the one in force.

    One SQL query.
    raises: FormNotFound
    """
    row = _version(key, number=number) if number else _version(key, state="published")
    if row.state == "draft":
        raise FormNotFound
    return export_schema(parsed(row), address=schema_address(key, row.number), language=language)


def validate_answers(*, key: str, answers: Json, number: int = 0) -> tuple[int, list[AnswerFault]]:
    """Check answers against a published form's schema with jsonschema-rs.

    Return the version's number and the faults. One SQL query, and one a code of a territory.
    raises: FormNotFound
    """
    row = _version(key, number=number) if number else _version(key, state="published")
    if row.state == "draft":
        raise FormNotFound
    return row.number, _validator(row, clock.today()).faults(answers)


def questions_of_service(*, service: str, language: str) -> list[Question]:
    """Return the questions of a service's published forms that a condition may read, each key once.

    Two SQL queries, and one a form.
    """
    cards = list_forms(service=service, published_only=True).items if service else ()
    found = (whole_questions(published_version(key=card.key)[1], language) for card in cards)
    return list({one.key: one for questions in found for one in questions}.values())


def read_definition(*, raw: Json) -> Definition:
    """Return the definition that JSON spells; what is wrong in it shows when it is published. No SQL query."""
    return parse_definition(raw)


def count_people_cost(*, definition: Definition, service: str) -> Cost:
    """Return what a form costs people, with the documents that its service does not list."""
    facts = service_facts(identifier=service) if service else None
    return count_cost(definition, allowed=facts.documents if facts else None)


def service_facts(*, identifier: str) -> ServiceFacts | None:
    """Return what the catalogue knows of a service; None without a catalogue or such a service."""
    for read in service_readers.providers().values():
        facts = read(identifier=identifier)
        if facts is not None:
            return facts
    return None


def known_territory(code: str) -> bool:
    """Say whether a territory of the directory has this code. Two SQL queries once an epoch."""
    return _territory_exists(code)


@keep_for_epoch
def _territory_exists(code: str) -> bool:
    try:
        directory.get_territory(code=code)
    except NotFound:
        return False
    return True


def parsed(row: FormVersion) -> Definition:
    """Return the definition of a version, read once in each process: the digest tells it apart."""
    if row.digest not in _parsed:
        _make_room(_parsed)
        _parsed[row.digest] = parse_definition(row.definition)
    return _parsed[row.digest]


def _validator(row: FormVersion, today: date) -> Validator:
    address = schema_address(row.form.key, row.number)
    if (address, row.digest, today) not in _validators:
        _make_room(_validators)
        schema = export_schema(parsed(row), address=address, language="en")
        _validators[address, row.digest, today] = Validator(schema, today=today, known=known_territory)
    return _validators[address, row.digest, today]


def _make_room(kept: dict[Any, Any]) -> None:  # Any: either memory
    if len(kept) >= MOST_KEPT:
        kept.clear()


def schema_address(key: str, number: int) -> str:
    """Return the address under which a version's schema is served."""
    return f"{settings.SITE_ADDRESS}/api/v1/forms/{key}/schema?version={number}"


def _version(key: str, **which: Any) -> FormVersion:  # Any: a filter of Django's
    row = FormVersion.objects.select_related("form").filter(form__key=key, **which).first()
    if row is None:
        raise FormNotFound
    return row


def version_info(row: FormVersion) -> VersionInfo:
    """Return what others see of a version."""
    return VersionInfo(
        form=row.form.key,
        number=row.number,
        state=row.state,
        digest=row.digest,
        published_at=row.published_at,
        published_by=row.published_by,
        note=row.note,
    )


def _card(form: Form) -> FormCard:
    rows: list[FormVersion] = form.current  # type: ignore[attr-defined]  # set by the prefetch
    by_state: Mapping[str, FormVersion] = {row.state: row for row in rows}
    shown = by_state.get("published") or by_state.get("draft")
    return FormCard(
        key=form.key,
        service=form.service,
        body=form.body,
        titles=shown.definition.get("title", {}) if shown else {},
        published=by_state["published"].number if "published" in by_state else 0,
        has_draft="draft" in by_state,
        changed_at=max((row.changed_at for row in rows), default=form.created_at),
    )
