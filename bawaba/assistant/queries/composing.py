"""An answer put together from a service's own fields: every fact is a quotation, every gap is named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assistant import wording
from bawaba.assistant.queries.shelves import Entry
from bawaba.assistant.rules.facts import Said, said, said_items, start_address, ways_of
from bawaba.assistant.types import Citation, Intent, Part
from bawaba.catalogue.types import Channel, ServiceRecord
from bawaba.ui.figures import days_text, money_text, phone_text

# What a question that asks for nothing in particular is told, where it is known.
OVERVIEW: Final[tuple[Intent, ...]] = ("documents", "fee", "delay", "where")


@dataclass(frozen=True, slots=True)
class Source:
    """A service's entry as one answer quotes it. url: of its page, in the answer's language."""

    entry: Entry
    language: str
    url: str

    @property
    def record(self) -> ServiceRecord:
        return self.entry.record

    def cite(self, field: str, found: Said | str) -> Citation:
        """Return the citation of a field: its words, or its value as written."""
        quote, language = (found, "") if isinstance(found, str) else (found.text, found.language)
        entry = self.entry
        return Citation(entry.record.identifier, field, quote, self.url, entry.as_of, language, entry.version)


def compose_parts(source: Source, intents: Sequence[Intent]) -> list[Part]:
    """Return one part for each thing asked, or an overview of what is known when nothing was named."""
    if not intents:
        return list(_overview(source))
    parts = [_COMPOSERS[intent](source) for intent in intents if intent in _COMPOSERS]
    return [*parts, *_beside(source, intents, parts)]


def _beside(source: Source, intents: Sequence[Intent], parts: Sequence[Part]) -> Iterator[Part]:
    """Yield what helps beside what was asked, where the catalogue knows it.

    Who asks how to get it needs to know what to bring, and where to go when no steps are known; who asks
    what the catalogue does not say at least reads what the service is.
    """
    gaps = {part.intent for part in parts if part.missing}
    summary = _summary(source)
    if summary is not None and parts and len(gaps) == len(parts) and "who" not in gaps:
        yield summary
    wanted: list[Intent] = ["documents"] if "how" in intents else []
    wanted += ["where"] if "how" in gaps else []
    for intent in wanted:
        if intent not in intents and not (part := _COMPOSERS[intent](source)).missing:
            yield part


def _summary(source: Source) -> Part | None:
    found = said(source.record.summaries, source.language)
    return Part("overview", found.text, citations=[source.cite("summary", found)]) if found else None


def title_of(source: Source) -> Citation:
    """Return the citation of the service's title."""
    found = said(source.record.titles, source.language) or Said(source.record.identifier, "")
    return source.cite("title", found)


def authority_of(source: Source) -> Citation | None:
    """Return the citation of the body in charge, if its name is known."""
    found = said(source.entry.authority_names, source.language)
    return source.cite("authority", found) if found else None


def _overview(source: Source) -> Iterator[Part]:
    summary = _summary(source)
    if summary is not None:
        yield summary
    known = [part for intent in OVERVIEW if not (part := _COMPOSERS[intent](source)).missing]
    yield from known
    if summary is None and not known:
        yield _missing(source, "overview")


def _missing(source: Source, intent: Intent) -> Part:
    """Return the part that names a gap, and whom to ask."""
    text = str(wording.MISSING[intent])
    authority = authority_of(source)
    if authority is None:
        return Part(intent, text, missing=True)
    asked = str(wording.ASK) % {"authority": authority.quote}
    return Part(intent, f"{text} {asked}", citations=[authority], missing=True)


def _list(source: Source, intent: Intent, field: str, found: Sequence[Said]) -> Part:
    if not found:
        return _missing(source, intent)
    quotes = [source.cite(field, one) for one in found]
    return Part(intent, str(wording.HEADS[intent]), [one.text for one in found], quotes)


def _documents(source: Source) -> Part:
    return _list(source, "documents", "documents", said_items(source.record.documents, source.language))


def _how(source: Source) -> Part:
    part = _list(source, "how", "steps", said_items(source.record.steps, source.language))
    address = start_address(source.record)
    if part.missing and (authority_of(source) or address):  # where to go comes below it
        return Part("how", str(wording.MISSING["how"]), missing=True)
    if part.missing or not address:
        return part
    start = str(wording.START) % {"address": address}
    return Part("how", part.text, [*part.lines, start], [*part.citations, source.cite("url", address)])


def _fee(source: Source) -> Part:
    cost, language = source.record.cost, source.language
    note = said(cost.notes, language)
    if cost.amount is None and note is None:
        return _missing(source, "fee")
    sentences, citations = [], []
    if cost.amount is not None:
        amount = money_text(cost.amount, cost.currency, language)
        free = cost.amount == 0
        sentences.append(str(wording.FREE) if free else str(wording.COSTS) % {"amount": amount})
        citations.append(source.cite("cost", amount))
    if note is not None:
        told = _ended(note.text)
        sentences.append(told if sentences else str(wording.COST_NOTE) % {"note": told})
        citations.append(source.cite("fee_note", note))
    return Part("fee", " ".join(sentences), citations=citations)


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "؟", "…", ")")) else f"{text}."


def _delay(source: Source) -> Part:
    days = source.record.delay_days
    if days is None:
        return _missing(source, "delay")
    written = days_text(days, source.language)
    return Part(
        "delay", str(wording.LIMIT) % {"days": written}, citations=[source.cite("delay_days", written)]
    )


def _validity(source: Source) -> Part:
    found = said(source.record.validities, source.language)
    if found is None:
        return _missing(source, "validity")
    return Part(
        "validity",
        str(wording.VALID) % {"validity": found.text},
        citations=[source.cite("validity", found)],
    )


def _who(source: Source) -> Part:
    found = said_items(source.record.rules, source.language)
    if found:
        return _list(source, "who", "rules", found)
    summary = said(source.record.summaries, source.language)
    part = _missing(source, "who")
    if summary is None:
        return part
    citations = [*part.citations, source.cite("summary", summary)]
    return Part("who", f"{part.text} {summary.text}", citations=citations, missing=True)


def _where(source: Source) -> Part:
    lines, citations = [], []
    authority = authority_of(source)
    if authority is not None:
        lines.append(str(wording.AUTHORITY) % {"authority": authority.quote})
        citations.append(authority)
    for way in ways_of(source.record):
        lines.append(_way_line(source, way))
        citations.append(source.cite("channels", lines[-1]))
    address = start_address(source.record)
    if address and not any(way.url == address for way in source.record.channels):
        lines.append(str(wording.START) % {"address": address})
        citations.append(source.cite("url", address))
    if not lines:
        return _missing(source, "where")
    return Part("where", str(wording.HEADS["where"]), lines, citations)


def _way_line(source: Source, way: Channel) -> str:
    note = said(way.notes, source.language)
    name = str(wording.CHANNELS.get(way.kind, way.kind))
    told = [phone_text(way.phone) if way.phone else "", way.url, note.text if note else ""]
    rest = ", ".join(part for part in told if part)
    return f"{name}: {rest}" if rest else name


def _appeal(source: Source) -> Part:
    return _missing(source, "appeal")


def _status(source: Source) -> Part:
    return _missing(source, "status")


_COMPOSERS: Final[Mapping[Intent, Callable[[Source], Part]]] = {
    "documents": _documents,
    "fee": _fee,
    "delay": _delay,
    "where": _where,
    "how": _how,
    "who": _who,
    "validity": _validity,
    "appeal": _appeal,
    "status": _status,
}
