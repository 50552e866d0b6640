"""What changed between two records, field by field and language by language."""

from collections.abc import Iterator

from bawaba.catalogue.rules.codec import ITEM_PARTS, Json, LanguageText, Stored, encode
from bawaba.catalogue.types import Difference, ServiceRecord

_SHOWN_BY_LANGUAGE = {*ITEM_PARTS}


def _flatten(value: object) -> str:
    """Return a JSON value as lines that a person can read."""
    if isinstance(value, dict):
        return " · ".join(f"{_flatten(part)}" for part in value.values())
    if isinstance(value, list):
        return "\n".join(_flatten(part) for part in value)
    return "" if value is None else str(value)


def _lines(facts: Json, text: LanguageText, name: str) -> str:
    """Return a part's texts in one language in the order of its keys."""
    part = text.content.get(name)
    if name in _SHOWN_BY_LANGUAGE and part:
        return "\n".join(part[key] for key in facts.get(name, ()) if key in part)
    return _flatten(list(part.values()) if isinstance(part, dict) else part)


def _fact_differences(before: Stored, after: Stored) -> Iterator[Difference]:
    for name in dict.fromkeys((*before.facts, *after.facts)):
        if name in _SHOWN_BY_LANGUAGE:
            continue
        old, new = before.facts.get(name), after.facts.get(name)
        if old != new:
            yield Difference(name, "", _flatten(old), _flatten(new))


def _text_differences(before: Stored, after: Stored, language: str) -> Iterator[Difference]:
    old, new = before.texts.get(language, LanguageText()), after.texts.get(language, LanguageText())
    if old.title != new.title:
        yield Difference("title", language, old.title, new.title)
    if old.summary != new.summary:
        yield Difference("summary", language, old.summary, new.summary)
    for name in dict.fromkeys((*old.content, *new.content)):
        was, becomes = _lines(before.facts, old, name), _lines(after.facts, new, name)
        if was != becomes:
            yield Difference(name, language, was, becomes)


def compare(before: ServiceRecord, after: ServiceRecord) -> tuple[Difference, ...]:
    """Return every field that differs; empty when both say the same."""
    old, new = encode(before), encode(after)
    languages = sorted({*old.texts, *new.texts})
    return (
        *_fact_differences(old, new),
        *(one for language in languages for one in _text_differences(old, new, language)),
    )
