"""France's service-public.fr, flattened to JSON Lines: online services, forms, tools and explanations.

Fields: id (`part|prof|asso:NUMBER`), kind, audience, title, description, theme, authority, date,
url, links, cerfa, fiche and services (ids of other rows), legal (addresses). References to rows
that the file does not hold are left out and counted.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bawaba.catalogue.importers.json_lines import Row, read_objects, strings_in, text_in
from bawaba.catalogue.importers.protocol import ImportedRow, RowFault, quarantine
from bawaba.catalogue.rules import is_web_address, slug
from bawaba.catalogue.types import (
    Audience,
    Channel,
    Cost,
    ImportedService,
    LegalResource,
    Quarantined,
    RecordKind,
    ServiceRecord,
    SourcePage,
)

ORIGIN: Final = "service-public-fr"
SOURCE_NOTE: Final = "Direction de l'information légale et administrative, Licence Ouverte"
DOWNLOAD_NOTE: Final = {"fr": "Document à télécharger"}
MOST_SUMMARY: Final = 700

_ID: Final = re.compile(r"(part|prof|asso):([A-Z]{0,2}\d+)")
_LEGAL_ID: Final = re.compile(r"[A-Z]{8}\d{12}")
_FILE: Final = re.compile(r"(?i)\.(pdf|docx?|odt|rtf|xlsx?|ods)$")
_AUDIENCES: Final[Mapping[str, Audience]] = {
    "particuliers": "citizen",
    "professionnels": "business",
    "associations": "citizen",
}
_KINDS: Final[Mapping[str, RecordKind]] = {
    "Téléservice": "service",
    "Téléservice personnalisé sur SP": "service",
    "Formulaire": "form",
    "Modèle de document": "template",
    "Simulateur": "tool",
    "Outil de recherche": "tool",
    "Recherche guidée": "tool",
}


@dataclass(frozen=True)
class _Contents:
    """What the file holds: the events of each row's theme, by the row's id."""

    events: Mapping[str, tuple[str, ...]]


def read(path: Path) -> Iterator[ImportedRow]:
    """Yield each line as a record, or as quarantined. The file is read twice: rows refer to each other.

    raises: FileBroken
    """
    contents = _survey(path)
    for found in read_objects(path):
        if isinstance(found, Quarantined):
            yield found
            continue
        line, original, row = found
        try:
            yield _imported(line, original, row, contents)
        except RowFault as fault:
            yield quarantine(line=line, fault=fault, original=original)


def _survey(path: Path) -> _Contents:
    events: dict[str, tuple[str, ...]] = {}
    for found in read_objects(path):
        if isinstance(found, Quarantined):
            continue
        identifier, theme = found[2].get("id"), found[2].get("theme")
        if isinstance(identifier, str):
            words = [word for word in theme if isinstance(word, str)] if isinstance(theme, list) else []
            events[identifier] = _events_of(words)
    return _Contents(events)


def _imported(line: int, original: str, row: Row, contents: _Contents) -> ImportedService:
    references = [*strings_in(row, "fiche"), *strings_in(row, "services")]
    related = [one for one in dict.fromkeys(references) if one in contents.events and one != row.get("id")]
    legal = strings_in(row, "legal")
    addresses = [text for text in legal if is_web_address(text)]
    authority = strings_in(row, "authority")[:1]
    if not authority:
        raise RowFault("authority", "missing")
    dropped = {
        "references": sum(one not in contents.events for one in references),
        "legal addresses": len(legal) - len(addresses),
    }
    return ImportedService(
        line=line,
        record=_record(row, related, addresses, contents),
        authority_names={"fr": authority[0]},
        original=original,
        dropped={name: number for name, number in dropped.items() if number},
    )


def _record(row: Row, related: list[str], legal: list[str], contents: _Contents) -> ServiceRecord:
    given, kind_name = text_in(row, "id"), text_in(row, "kind")
    title, description = _plain(text_in(row, "title")), _plain(text_in(row, "description"))
    summary = _summary_of(description)
    url, cerfa = text_in(row, "url"), text_in(row, "cerfa")
    kind = _KINDS.get(kind_name, "guide")
    own = contents.events.get(given, ())
    events = own or tuple(event for one in related for event in contents.events[one])
    return ServiceRecord(
        identifier=_identifier(given),
        titles={"fr": title},
        summaries={"fr": summary} if summary and summary != title else {},
        descriptions={"fr": description} if summary != description else {},
        authority="",
        audiences=(_audience(row),),
        events=tuple(dict.fromkeys(events))[:2],
        cost=Cost(currency="EUR"),
        channels=tuple(_channel(link) for link in strings_in(row, "links")),
        url=url,
        legal=tuple(LegalResource(_legal_title(address), address) for address in legal),
        related=tuple(_identifier(one) for one in related),
        sources=(SourcePage(url, SOURCE_NOTE),) if url else (),
        confidence="official",
        verified_on=_date(row),
        country="FR",
        origin=ORIGIN,
        external_ids={
            ORIGIN: given,
            "kind": slug(kind_name),
            **({"cerfa": cerfa} if cerfa else {}),
        },
        kind=kind,
    )


def _identifier(given: str) -> str:
    found = _ID.fullmatch(given)
    if not found:
        raise RowFault("id", "not-an-identifier")
    return f"fr-{found.group(1)}-{found.group(2).lower()}"


def _plain(text: str) -> str:
    """Return text without the marks of the source: `**` before a title, `^` before a superscript."""
    return re.sub(r"\^(?=\w)", "", text).replace("**", "").strip()


def _summary_of(text: str) -> str:
    """Return the text, or when it is long its first sentences, or its first words."""
    if len(text) <= MOST_SUMMARY:
        return text
    end = max(text.rfind(mark, 0, MOST_SUMMARY) for mark in (". ", "? ", "! ", ".\n"))
    if end > 0:
        return text[: end + 1]
    return text[: text.rfind(" ", 0, MOST_SUMMARY)].rstrip(" ,;:.") + "…"


def _audience(row: Row) -> Audience:
    audience = _AUDIENCES.get(text_in(row, "audience"))
    if audience is None:
        raise RowFault("audience", "unknown")
    return audience


def _channel(link: str) -> Channel:
    """Return where a link leads: a file is printed and sent, anything else is done online."""
    if _FILE.search(urlsplit(link).path):
        return Channel("post", link, notes=DOWNLOAD_NOTE)
    return Channel("online", link)


def _legal_title(address: str) -> str:
    """Return how a text is cited: the last Légifrance identifier in its address, or its host."""
    found = _LEGAL_ID.findall(address)
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return f"{host} {found[-1]}" if found else host


def _date(row: Row) -> date | None:
    text = text_in(row, "date")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RowFault("date", "not-a-date") from None


@cache
def _themes() -> list[tuple[str, str, str]]:
    """Return (theme, part of a later theme, event), the first that fits decides."""
    file = resources.files("bawaba.catalogue").joinpath("data", "service_public_fr_events.json")
    return [(theme, part, event) for theme, part, event in json.loads(file.read_text(encoding="utf-8"))]


def _events_of(words: list[str]) -> tuple[str, ...]:
    if not words:
        return ()
    below = " ".join(words[1:])
    event = next((event for theme, part, event in _themes() if theme == words[0] and part in below), "")
    return (event,) if event else ()
