"""Rows of words and texts that pages show."""

from collections.abc import Mapping, Sequence
from typing import Any

from bawaba.ai.types import OwnSystem, ReferenceRecord
from bawaba.ai.wording import LABELS
from bawaba.kernel.languages import pick

Row = Mapping[str, object]


def sheet_rows(one: OwnSystem, language: str) -> Sequence[Row]:
    """Return what a system's page says, each field in the reader's language or the next one that says it.

    What a system of this site does not say of itself is left out; what a body has not said yet is shown as such.
    """
    rows: list[Row] = []
    for field, title in LABELS["sheet"].items():
        said = pick({code: texts.get(field, "") for code, texts in one.texts.items()}, language)
        if said.text or (one.source == "body" and field != "technique"):
            rows.append({"title": str(title), "text": said.text, "language": said.language})
    return rows


def reference_context(record: ReferenceRecord) -> dict[str, Any]:  # Any: a template's context
    """Return what the page of another country's system shows."""
    rows = [
        {"title": title, "text": record.texts[name]}
        for name, title in LABELS["reference"].items()
        if record.texts.get(name)
    ]
    words = [
        {"title": LABELS["facet"][name], "text": LABELS[name].get(word, "")}
        for name, word in record.words.items()
        if word != "unknown"
    ]
    link = record.texts.get("url", "")
    return {
        "record": record,
        "rows": rows,
        "words": words,
        "link": link if link.startswith("https://") else "",
        "register_title": LABELS["register"].get(record.origin, record.origin),
    }
