"""A published record as the search engine takes it."""

from collections.abc import Sequence

from bawaba.catalogue.rules.codec import languages_of
from bawaba.catalogue.types import Item, ServiceRecord, Texts
from bawaba.kernel.ports import SearchDocument, SearchText


def _said(items: Sequence[Item], language: str) -> list[str]:
    return [item.texts[language] for item in items if item.texts.get(language)]


def _body_text(record: ServiceRecord, language: str, authority_names: Texts) -> str:
    parts = [
        record.descriptions.get(language, ""),
        authority_names.get(language, ""),
        *_said(record.documents, language),
        *_said(record.steps, language),
        *_said(record.outputs, language),
        *_said(record.rules, language),
        record.cost.notes.get(language, ""),
        record.validities.get(language, ""),
    ]
    return "\n".join(part for part in parts if part)


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def facets_of(record: ServiceRecord, authorities: Sequence[str]) -> dict[str, list[str]]:
    """Return the facets of a record; those with no value are left out.

    authorities: keys of the competent body and of the bodies above it
    """
    facets: dict[str, list[str]] = {
        "audience": list(record.audiences),
        "event": list(record.events),
        "authority": list(authorities),
        "territory": [record.territory] if record.territory else [],
        "country": [record.country],
        "online": [_yes_no(record.is_online)],
        "free": [_yes_no(record.is_free)] if record.cost.amount is not None else [],
        "kind": [record.kind],
    }
    return {name: values for name, values in facets.items() if values}


def search_document(
    record: ServiceRecord,
    *,
    revision: str,
    authority_names: Texts,
    authorities: Sequence[str],
    weight: float = 0.0,
) -> SearchDocument:
    """Return what the search engine indexes of a published record.

    revision: the record's content hash; weight: popularity in [0, 1]
    """
    texts = {
        language: SearchText(
            title=record.titles.get(language, ""),
            summary=record.summaries.get(language, ""),
            keywords=record.keywords.get(language, ()),
            body=_body_text(record, language, authority_names),
        )
        for language in languages_of(record)
    }
    return SearchDocument(
        kind="service",
        key=record.identifier,
        texts=texts,
        facets=facets_of(record, authorities),
        weight=weight,
        revision=revision,
    )
