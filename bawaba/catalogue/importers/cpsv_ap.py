"""CPSV-AP in Turtle or JSON-LD: each cpsv:PublicService becomes a record, or is quarantined.

Mandatory in 3.2.0 and asked here: dct:identifier, dct:title, dct:description and
cv:hasCompetentAuthority. A body that the file names without describing it keeps the last part of
its address as its name until somebody names it. Our own export gives back the record it came from.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from math import ceil
from pathlib import Path
from typing import Final

from bawaba.catalogue.exports import codes
from bawaba.catalogue.exports.terms import Resource, Text, Value
from bawaba.catalogue.exports.turtle import write_resource
from bawaba.catalogue.importers.cpsv_parts import PartReader
from bawaba.catalogue.importers.graph_file import Node, read_nodes
from bawaba.catalogue.importers.graph_view import View, tail
from bawaba.catalogue.importers.protocol import ImportedRow, RowFault, quarantine
from bawaba.catalogue.rules import is_identifier, slug
from bawaba.catalogue.types import (
    AUDIENCES,
    CONFIDENCES,
    RECORD_KINDS,
    Audience,
    Cost,
    ImportedService,
    ServiceRecord,
    SourcePage,
)
from bawaba.directory.types import BodyRecord

_DURATION: Final = re.compile(
    r"P(?=.)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_AUDIENCE_WORDS: Final[tuple[tuple[Audience, re.Pattern[str]], ...]] = (
    ("business", re.compile(r"(?i)business|enterpris|entrepris|compan|undertaking|næring|unternehm")),
    ("institution", re.compile(r"(?i)institution|administration|public|authorit|government")),
)


def read(path: Path) -> Iterator[ImportedRow]:
    """Yield every public service of a Turtle or JSON-LD file; `line` is its number in the file.

    The whole graph is read first, because a service's parts may stand anywhere in it.
    raises: FileBroken
    """
    nodes = read_nodes(path)
    view = View(nodes)
    for line, iri in enumerate(view.subjects("cpsv:PublicService"), start=1):
        try:
            yield _ServiceReader(view, iri).imported(line)
        except RowFault as fault:
            yield quarantine(line=line, fault=fault, original=_original(iri, nodes[iri]))


def _original(iri: str, node: Node) -> str:
    properties = [(f"<{predicate}>", value) for predicate, values in node.items() for value in values]
    return write_resource(Resource(iri, (), properties)).strip()


def _foreign_key(given: str, iri: str) -> str:
    """Return an identifier made from another catalogue's: a bare number gets its publisher's host in front."""
    made = slug(tail(given))
    if re.search(r"[a-z]", made):
        return made
    host = slug(codes.host_of(iri).removeprefix("www."), limit=60)
    return f"{host}-{made}".strip("-")


class _ServiceReader:
    """Reads one service. `ours`: written by this program, which says how sure it is of each service."""

    def __init__(self, view: View, iri: str) -> None:
        self.view, self.iri = view, iri
        confidence = view.ref(iri, "dct:provenance")
        self.ours = confidence.startswith(codes.our_iri("confidence-"))
        self.confidence = confidence.removeprefix(codes.our_iri("confidence-"))
        self.parts = PartReader(view, iri)
        body = view.ref(iri, "cv:hasCompetentAuthority")
        places = (view.country(iri), view.country(body), codes.country_of(iri), codes.country_of(body))
        self.country = next(filter(None, places), "MA")

    def imported(self, line: int) -> ImportedService:
        for field, predicate in (
            ("identifier", "dct:identifier"),
            ("titles", "dct:title"),
            ("descriptions", "dct:description"),
            ("authority", "cv:hasCompetentAuthority"),
        ):
            if not self.view.has(self.iri, predicate):
                raise RowFault(field, "missing")
        body = self._body()
        record = self._record(body)
        return ImportedService(
            line=line,
            record=record,
            bodies=(body,),
            original=_original(self.iri, self.view.nodes[self.iri]),
            dropped=self.parts.dropped,
        )

    def _record(self, body: BodyRecord) -> ServiceRecord:
        view, iri, parts = self.view, self.iri, self.parts
        titles = view.texts(iri, "dct:title")
        summaries, descriptions = self._descriptions(titles)
        identifier, external_ids = self._identity()
        confidence = self.confidence if self.confidence in CONFIDENCES else "official"
        country = self.country
        kind = view.value(iri, "bw:kind")
        return ServiceRecord(
            identifier=identifier,
            titles=titles,
            summaries=summaries,
            descriptions=descriptions,
            keywords=self._keywords(),
            authority=body.key,
            audiences=self._audiences(),
            events=self._events(),
            documents=parts.documents(),
            steps=parts.rules("step"),
            rules=parts.rules("rule"),
            outputs=parts.items("output", "cpsv:produces"),
            cost=self._cost(country),
            delay_days=self._delay(),
            validities=view.texts(iri, "bw:validity"),
            channels=parts.channels(),
            url=view.address(iri),
            legal=parts.legal(),
            related=tuple(
                tail(ref) for name in ("cv:relatedService", "dct:relation") for ref in view.refs(iri, name)
            ),
            sources=parts.sources() if self.ours else self._own_source(),
            confidence=confidence,
            verified_on=self._verified_on(),
            verified_by=view.value(iri, "schema:reviewedBy"),
            contact=parts.contact(),
            territory=self._territory(),
            country=country,
            origin=view.value(iri, "bw:origin") if self.ours else "cpsv-ap",
            external_ids=external_ids,
            synthetic=view.value(iri, "bw:synthetic") == "true",
            kind=kind if kind in RECORD_KINDS else "service",
        )

    def _identity(self) -> tuple[str, dict[str, str]]:
        """Return our identifier; a foreign one that is only a number gets its publisher's host in front."""
        given = self.view.value(self.iri, "dct:identifier")
        others = {
            self.view.value(ref, "adms:schemeAgency") or "other": self.view.value(ref, "skos:notation")
            for ref in self.view.refs(self.iri, "adms:identifier")
        }
        if is_identifier(given) and (self.ours or re.search(r"[a-z]", given)):
            return given, others
        made = _foreign_key(given, self.iri)
        if not made:
            raise RowFault("identifier", "not-an-identifier")
        return made, {**others, "cpsv-ap": given}

    def _descriptions(self, titles: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return summaries and descriptions; the export repeats one in the place of the other."""
        summaries = self.view.texts(self.iri, "dct:abstract")
        given = self.view.texts(self.iri, "dct:description")
        if self.ours:
            repeated = summaries if summaries else titles if given == titles else {}
            return summaries, {code: text for code, text in given.items() if repeated.get(code) != text}
        short = {code: text for code, text in given.items() if len(text) <= 400}
        return short | summaries, {code: text for code, text in given.items() if code not in short}

    def _keywords(self) -> dict[str, tuple[str, ...]]:
        words: dict[str, list[str]] = {}
        for term in self.view.terms(self.iri, "dcat:keyword"):
            if isinstance(term, Text | Value):
                language = codes.language_of(term.tag) if isinstance(term, Text) else "und"
                words.setdefault(language, []).append(term.value)
        return {language: tuple(found) for language, found in words.items()}

    def _audiences(self) -> tuple[Audience, ...]:
        refs = self.view.refs(self.iri, "dct:audience")
        ours = codes.our_iri("audience-")
        named = [ref.removeprefix(ours) for ref in refs if ref.startswith(ours)]
        found = [name for name in named if name in AUDIENCES]
        return tuple(dict.fromkeys(found or map(self._guess_audience, refs))) or ("citizen",)

    def _guess_audience(self, ref: str) -> Audience:
        words = " ".join([tail(ref), *self.view.texts(ref, "skos:prefLabel").values()])
        return next((audience for audience, form in _AUDIENCE_WORDS if form.search(words)), "citizen")

    def _events(self) -> tuple[str, ...]:
        """Return the events of our own list; another catalogue's are not ours, so they are left out."""
        refs = self.view.refs(self.iri, "cv:isGroupedBy")
        if self.ours:
            return tuple(self.view.value(ref, "dct:identifier") or tail(ref) for ref in refs)
        self.parts.drop("events", len(refs))
        return ()

    def _cost(self, country: str) -> Cost:
        refs = self.view.refs(self.iri, "cv:hasCost")
        usual = codes.CURRENCY_OF_COUNTRY.get(country, "MAD")
        if not refs:
            return Cost(currency=usual)
        self.parts.drop("costs", len(refs) - 1)
        value = self.view.value(refs[0], "cv:hasValue")
        try:
            amount = Decimal(value) if value else None
        except InvalidOperation as error:
            raise RowFault("cost", "not-a-number") from error
        currency = tail(self.view.ref(refs[0], "cv:currency")) or usual
        return Cost(amount, currency, self.view.texts(refs[0], "dct:description"))

    def _delay(self) -> int | None:
        """Return whole days, rounded up; a year counts 365 days and a month 30."""
        text = self.view.value(self.iri, "cv:processingTime")
        if not text:
            return None
        found = _DURATION.fullmatch(text)
        if not found:
            raise RowFault("delay_days", "not-a-duration")
        years, months, days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return ceil(years * 365 + months * 30 + days + (hours + minutes / 60 + seconds / 3600) / 24)

    def _verified_on(self) -> date | None:
        text = self.view.value(self.iri, "schema:lastReviewed")
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError as error:
            raise RowFault("verified_on", "not-a-date") from error

    def _territory(self) -> str:
        places = self.view.refs(self.iri, "dct:spatial") if self.ours else []
        return next((tail(place) for place in places if "/territories/" in place), "")

    def _own_source(self) -> tuple[SourcePage, ...]:
        return (SourcePage(self.iri),) if self.iri.startswith(("http:", "https:")) else ()

    def _body(self) -> BodyRecord:
        view = self.view
        iri = view.ref(self.iri, "cv:hasCompetentAuthority")
        if not iri:
            raise RowFault("authority", "not-described")
        names = view.texts(iri, "skos:prefLabel") or view.texts(iri, "dct:title")
        given = view.value(iri, "dct:identifier")
        key = given if self.ours and is_identifier(given) else _foreign_key(given or iri, iri)
        if not key:
            raise RowFault("authority", "not-an-identifier")
        places = view.refs(iri, "dct:spatial") if self.ours else []
        return BodyRecord(
            key=key,
            names=names if names and set(names) != {"und"} else {"en": next(iter(names.values()), tail(iri))},
            country=view.country(iri) or self.country,
            territory=next((tail(place) for place in places if "/territories/" in place), ""),
            url=view.address(iri),
            descriptions=view.texts(iri, "dct:description"),
            identifiers={} if self.ours or iri.startswith("_:") else {"iri": iri},
        )
