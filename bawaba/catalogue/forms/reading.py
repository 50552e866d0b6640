"""From checked forms back to a record; what the sheet does not show is kept as it was."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bawaba.catalogue.forms.fields import EDITED, FactsForm, QuietForm, TextsForm
from bawaba.catalogue.types import Channel, Item, LegalResource, ServiceRecord, SourcePage, Texts

Values = Mapping[str, Any]  # Any: cleaned values of fields of every kind


def record_of_forms(
    base: ServiceRecord,
    facts: FactsForm,
    texts: Mapping[str, TextsForm],
    rows: Mapping[str, Sequence[QuietForm]],
) -> ServiceRecord:
    """Return `base` with everything that the checked forms say.

    rows: part → its rows in their order
    """
    told = facts.cleaned_data
    by_language = {language: form.cleaned_data for language, form in texts.items()}
    return replace(
        base,
        identifier=told.get("identifier") or base.identifier,
        authority=told["authority"],
        audiences=tuple(told["audiences"]),
        events=tuple(told["events"]),
        titles=_merged(base.titles, by_language, "title"),
        summaries=_merged(base.summaries, by_language, "summary"),
        descriptions=_merged(base.descriptions, by_language, "description"),
        validities=_merged(base.validities, by_language, "validity"),
        contact=_merged(base.contact, by_language, "contact"),
        keywords=_keywords(base, by_language, told),
        cost=replace(
            base.cost,
            amount=told["amount"],
            currency=told["currency"],
            notes=_merged(base.cost.notes, by_language, "fee_note"),
        ),
        delay_days=told["delay_days"],
        url=told["url"],
        territory=told["territory"],
        related=tuple(_lines(told["related"])),
        kind=told["kind"],
        confidence=told["confidence"],
        verified_on=told["verified_on"],
        verified_by=told["verified_by"],
        documents=_items(base.documents, rows["documents"]),
        steps=_items(base.steps, rows["steps"]),
        outputs=_items(base.outputs, rows["outputs"]),
        rules=_items(base.rules, rows["rules"]),
        channels=_channels(base, rows["channels"]),
        legal=tuple(_legal(row.cleaned_data) for row in rows["legal"]),
        sources=tuple(
            SourcePage(row.cleaned_data["page"], row.cleaned_data["seen"]) for row in rows["sources"]
        ),
    )


def _legal(told: Values) -> LegalResource:
    return LegalResource(told["title"] or told["url"], told["url"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _merged(before: Texts, told: Mapping[str, Values], name: str) -> dict[str, str]:
    """Return the texts of the languages that the sheet shows, and the others as they were."""
    kept = {language: text for language, text in before.items() if language not in EDITED}
    return kept | {language: values[name] for language, values in told.items() if values[name]}


def _keywords(base: ServiceRecord, told: Mapping[str, Values], facts: Values) -> dict[str, tuple[str, ...]]:
    shown = {language: _lines(values["keywords"]) for language, values in told.items()}
    shown |= {"darija": _lines(facts["darija"]), "darija-latn": _lines(facts["darija_latn"])}
    kept = {language: words for language, words in base.keywords.items() if language not in shown}
    return kept | {language: tuple(words) for language, words in shown.items() if words}


def _row_texts(before: Texts, told: Values) -> dict[str, str]:
    kept = {language: text for language, text in before.items() if language not in EDITED}
    return kept | {language: told[f"text_{language}"] for language in EDITED if told[f"text_{language}"]}


def _items(before: Iterable[Item], rows: Sequence[QuietForm]) -> tuple[Item, ...]:
    """Return the rows as items: a known key keeps its other languages, a new row gets a new key."""
    known = {item.key: item.texts for item in before}
    made: dict[str, Item] = {}
    for row in rows:
        key = row.cleaned_data["key"]
        if key not in known or key in made:
            key = f"i{secrets.token_hex(4)}"
        made[key] = Item(key, _row_texts(known.get(key, {}), row.cleaned_data))
    return tuple(made.values())


def _channels(base: ServiceRecord, rows: Sequence[QuietForm]) -> tuple[Channel, ...]:
    known = {str(place): way.notes for place, way in enumerate(base.channels)}
    return tuple(
        Channel(told["kind"], told["url"], told["phone"], _row_texts(known.get(told["key"], {}), told))
        for told in (row.cleaned_data for row in rows)
    )
