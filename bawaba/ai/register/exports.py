"""This country's register as files: JSON, CSV in the fields of two other registers, DCAT.

Fields of the UK's Algorithmic Transparency Recording Standard are the names of version 3.0 (template_table.md)
as the notes on version 4.0 change them; two fields that 4.0 merged keep the name of the first. Fields of the
Dutch publication standard are those of version 1.0 of the delivery interface of algoritmes.overheid.nl. A field
that we do not hold is left empty, never filled with a guess.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from bawaba.ai.types import OwnSystem

Row = Mapping[str, str]

ATRS: Final = (
    "Title", "Organisation name", "Phase", "Region", "One sentence description",
    "Name", "Description", "Website URL", "Contact email",
    "Organisation or department", "Team", "Senior responsible owner", "Third party involvement", "Third party",
    "Companies House Number", "Third party role", "Procurement procedure type", "Data access terms",
    "Detailed description", "Benefit", "Previous process", "Alternatives considered",
    "Process integration", "Frequency and scale of usage", "Human review", "Required training", "Appeals and review",
    "System architecture", "System-level input", "System-level output", "Maintenance", "Models",
    "Impact assessment", "Risks and mitigations",
)  # fmt: skip
"""Version 4.0 without its sheets of models and data: our register holds a system, not its models one by one."""

NL: Final = (
    "name", "description_short", "organization", "category", "status", "begin_date", "end_date", "contact_email",
    "website", "publication_category", "url", "goal", "proportionality", "human_intervention", "risks",
    "lawful_basis", "process_index_url", "impacttoetsen", "source_data", "methods_and_models", "provider",
    "publiccode", "lang", "standard_version", "source_id", "tags",
)  # fmt: skip
PHASES: Final[Mapping[str, str]] = {
    "development": "Pre-deployment", "in-service": "Production", "retired": "Retired",
}  # fmt: skip
"""A trial is a private or a public beta there, which ours do not tell apart."""

STATUSES: Final[Mapping[str, str]] = {
    "planned": "In ontwikkeling", "development": "In ontwikkeling", "trial": "In ontwikkeling",
    "in-service": "In gebruik", "suspended": "Buiten gebruik", "retired": "Buiten gebruik",
}  # fmt: skip
WITH_IMPACT: Final = "Impactvolle algoritmes"
LONGEST_SUMMARY: Final = 400
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_json(systems: Iterable[OwnSystem], *, site: str) -> list[dict[str, Any]]:  # Any: JSON
    """Return systems as JSON objects, every language of each text."""
    return [
        {
            "key": one.key, "names": dict(one.names), "body": one.body, "stage": one.stage, "impact": one.impact,
            "affects": list(one.affects), "personal_data": one.personal_data, "texts": {code: dict(said) for code, said in one.texts.items()},
            "risks": [dict(risk) for risk in one.risks],
            "measures": [
                {"names": dict(found.names), "value": found.value, "over": dict(found.over), "number": found.number,
                 "measured_on": found.measured_on.isoformat()}
                for found in one.measures
            ],
            "incidents": [
                {"happened_on": news.happened_on.isoformat(), "severity": news.severity, "closed": news.closed, "texts": dict(news.texts)}
                for news in one.news
            ],
            "sheet": one.number, "page": f"{site}/fr/ai/systems/{one.key}",
        }
        for one in systems
    ]  # fmt: skip


def as_csv(
    systems: Iterable[OwnSystem], *, form: str, language: str, bodies: Mapping[str, str], site: str
) -> str:
    """Return systems as CSV in the fields of `atrs` or `nl`.

    bodies: name of each body's key, in the language
    """
    fields, row_of = (ATRS, _atrs) if form == "atrs" else (NL, _nl)
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, restval="")
    writer.writeheader()
    for one in systems:
        row = row_of(one, _Said(one, language, bodies.get(one.body, ""), site))
        writer.writerow({name: _harmless(text) for name, text in row.items()})
    return out.getvalue()


def _harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


class _Said:
    """What a system says in one language, or in the first that it has."""

    def __init__(self, one: OwnSystem, language: str, body: str, site: str) -> None:
        order = [language, "fr", "ar", "en", *one.names]
        self.language = next((code for code in order if one.names.get(code)), language)
        self.name = one.names.get(self.language, one.key)
        self.texts = one.texts.get(self.language) or next(iter(one.texts.values()), {})
        self.risks = " / ".join(filter(None, (risk.get(self.language, "") for risk in one.risks)))
        self.body, self.page = body, f"{site}/{language}/ai/systems/{one.key}"
        address = _ADDRESS.search(self.texts.get("contact", ""))
        self.address = address[0] if address else ""


def _atrs(one: OwnSystem, said: _Said) -> Row:
    texts = said.texts
    return {
        "Title": said.name, "Organisation name": said.body, "Phase": PHASES.get(one.stage, ""),
        "One sentence description": texts.get("does", "").partition("\n")[0],
        "Name": said.name, "Description": texts.get("does", ""), "Website URL": said.page,
        "Contact email": said.address, "Organisation or department": said.body,
        "Detailed description": _joined(texts.get("does", ""), texts.get("people", "")),
        "Human review": texts.get("decides", ""), "Appeals and review": texts.get("objection", ""),
        "System architecture": texts.get("technique", ""), "System-level input": texts.get("data", ""),
        "Risks and mitigations": said.risks,
    }  # fmt: skip


def _nl(one: OwnSystem, said: _Said) -> Row:
    texts, since = said.texts, one.since.isoformat() if one.since else ""
    return {
        "name": said.name, "description_short": texts.get("does", "")[:LONGEST_SUMMARY], "organization": said.body,
        "status": STATUSES.get(one.stage, ""), "begin_date": since if one.stage == "in-service" else "",
        "end_date": since if one.stage == "retired" else "", "contact_email": said.address, "website": said.page,
        "publication_category": WITH_IMPACT if one.impact in {"rights", "safety", "both"} else "",
        "goal": _joined(texts.get("does", ""), texts.get("people", "")), "human_intervention": texts.get("decides", ""),
        "risks": said.risks, "source_data": texts.get("data", ""), "methods_and_models": texts.get("technique", ""),
        "lang": said.language, "standard_version": "1.0", "source_id": one.key,
    }  # fmt: skip


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def as_dcat(
    systems: Sequence[OwnSystem], *, site: str, titles: Mapping[str, str], descriptions: Mapping[str, str]
) -> str:
    """Return the register as linked data (DCAT 3 with what DCAT-AP 3.0 requires, Turtle).

    A catalogue holds one data set with its files; each system is a resource of it. No licence is said: the
    country that runs the site chooses it.
    """
    rdflib = import_module("rdflib")
    spaces = import_module("rdflib.namespace")
    dcat, terms, kind, foaf = spaces.DCAT, spaces.DCTERMS, spaces.RDF.type, spaces.FOAF
    graph = rdflib.Graph()
    catalogue, register, publisher = (
        rdflib.URIRef(f"{site}/{end}") for end in ("#catalogue", "fr/ai/", "#publisher")
    )
    graph.add((catalogue, kind, dcat.Catalog))
    graph.add((catalogue, dcat.dataset, register))
    graph.add((register, kind, dcat.Dataset))
    graph.add((register, dcat.landingPage, register))
    graph.add((publisher, kind, foaf.Agent))
    graph.add((publisher, foaf.name, rdflib.Literal(urlsplit(site).netloc)))
    for one in (catalogue, register):
        graph.add((one, terms.publisher, publisher))
        _say(graph, one, terms.title, titles)
        _say(graph, one, terms.description, descriptions)
    _add_files(graph, register, site)
    for system in systems:
        page = rdflib.URIRef(f"{site}/fr/ai/systems/{system.key}")
        graph.add((page, kind, dcat.Resource))
        graph.add((register, terms.hasPart, page))
        graph.add((page, terms.identifier, rdflib.Literal(system.key)))
        _say(graph, page, terms.title, system.names)
        _say(
            graph,
            page,
            terms.description,
            {code: said.get("does", "") for code, said in system.texts.items()},
        )
    return str(graph.serialize(format="turtle"))


def _add_files(graph: Any, register: Any, site: str) -> None:  # Any: rdflib comes late, as below
    rdflib, spaces = import_module("rdflib"), import_module("rdflib.namespace")
    dcat, kind = spaces.DCAT, spaces.RDF.type
    for name, media in (("json", "application/json"), ("atrs.csv", "text/csv"), ("nl.csv", "text/csv")):
        file = rdflib.URIRef(f"{site}/fr/ai/register.{name}")
        graph.add((register, dcat.distribution, file))
        graph.add((file, kind, dcat.Distribution))
        graph.add((file, dcat.accessURL, file))
        graph.add((file, dcat.downloadURL, file))
        graph.add(
            (file, dcat.mediaType, rdflib.URIRef(f"https://www.iana.org/assignments/media-types/{media}"))
        )


def _say(graph: Any, subject: Any, predicate: Any, texts: Mapping[str, str]) -> None:
    literal = import_module("rdflib").Literal
    for language, text in texts.items():
        if text:
            graph.add((subject, predicate, literal(text, lang=language)))
