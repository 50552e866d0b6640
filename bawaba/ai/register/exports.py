"""This country's register as files: JSON, CSV in the fields of two other registers, DCAT.

Fields of the UK's Algorithmic Transparency Recording Standard are those of its template (tier 1, and the parts
of tier 2 that we hold); fields of the Dutch publication standard 1.0 are the column names of its register's
files. A field that we do not hold is left empty, never filled with a guess.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from bawaba.ai.types import OwnSystem

Row = Mapping[str, str]

ATRS: Final = (
    "Name", "Description", "Website URL", "Contact email", "1.1 - Organisation or department", "1.2 - Team",
    "1.3 - Senior responsible owner", "2.1 - Detailed description", "2.2 - Scope",
    "3.1 - Process integration", "3.4 - Human decisions and review", "3.6 - Appeals and review",
    "4.1.1 - System architecture", "4.1.2 - Phase", "4.4.1 - Source data name", "5.1 - Impact assessment",
    "5.2 - Risks and mitigations",
)  # fmt: skip
NL: Final = (
    "name", "organization", "department", "description_short", "type", "category", "website", "status", "goal",
    "impact", "proportionality", "decision_making_process", "human_intervention", "risks", "source_data",
    "methods_and_models", "lawful_basis", "begin_date", "contact_email", "lang", "standard_version", "uuid",
)  # fmt: skip
PHASES: Final[Mapping[str, str]] = {
    "planned": "Idea/Planned", "development": "Pre-deployment", "trial": "Beta/Pilot",
    "in-service": "Production", "suspended": "", "retired": "Retired", "unknown": "",
}  # fmt: skip
STATUSES: Final[Mapping[str, str]] = {
    "planned": "in_ontwikkeling", "development": "in_ontwikkeling", "trial": "in_ontwikkeling",
    "in-service": "in_gebruik", "suspended": "buiten_gebruik", "retired": "buiten_gebruik", "unknown": "",
}  # fmt: skip


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
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


class _Said:
    """What a system says in one language, or in the first that it has."""

    def __init__(self, one: OwnSystem, language: str, body: str, site: str) -> None:
        order = [language, "fr", "ar", "en", *one.names]
        self.language = next((code for code in order if one.names.get(code)), language)
        self.name = one.names.get(self.language, one.key)
        self.texts = one.texts.get(self.language) or next(iter(one.texts.values()), {})
        self.risks = " / ".join(filter(None, (risk.get(self.language, "") for risk in one.risks)))
        self.body, self.page = body, f"{site}/{language}/ai/systems/{one.key}"


def _atrs(one: OwnSystem, said: _Said) -> Row:
    texts = said.texts
    return {
        "Name": said.name, "Description": texts.get("does", ""), "Website URL": said.page,
        "1.1 - Organisation or department": said.body, "2.1 - Detailed description": texts.get("does", ""),
        "2.2 - Scope": texts.get("people", ""), "3.4 - Human decisions and review": texts.get("decides", ""),
        "3.6 - Appeals and review": texts.get("objection", ""), "4.1.1 - System architecture": texts.get("technique", ""),
        "4.1.2 - Phase": PHASES[one.stage], "4.4.1 - Source data name": texts.get("data", ""),
        "5.2 - Risks and mitigations": said.risks,
    }  # fmt: skip


def _nl(one: OwnSystem, said: _Said) -> Row:
    texts = said.texts
    return {
        "name": said.name, "organization": said.body, "description_short": texts.get("does", "")[:400],
        "website": said.page, "status": STATUSES[one.stage], "goal": texts.get("does", ""), "impact": texts.get("people", ""),
        "human_intervention": texts.get("decides", ""), "risks": said.risks, "source_data": texts.get("data", ""),
        "methods_and_models": texts.get("technique", ""), "begin_date": one.since.isoformat() if one.since and one.stage == "in-service" else "",
        "lang": said.language, "standard_version": "1.0", "uuid": one.key,
    }  # fmt: skip


def as_dcat(systems: Sequence[OwnSystem], *, site: str, titles: Mapping[str, str]) -> str:
    """Return the register as a data set with its files, and each system as a resource (DCAT 3, Turtle)."""
    rdflib = import_module("rdflib")
    spaces = import_module("rdflib.namespace")
    dcat, terms, kind = spaces.DCAT, spaces.DCTERMS, spaces.RDF.type
    graph = rdflib.Graph()
    register = rdflib.URIRef(f"{site}/fr/ai/")
    graph.add((register, kind, dcat.Dataset))
    for language, title in titles.items():
        graph.add((register, terms.title, rdflib.Literal(title, lang=language)))
    for name, media in (("json", "application/json"), ("atrs.csv", "text/csv"), ("nl.csv", "text/csv")):
        file = rdflib.URIRef(f"{site}/fr/ai/register.{name}")
        graph.add((register, dcat.distribution, file))
        graph.add((file, kind, dcat.Distribution))
        graph.add((file, dcat.downloadURL, file))
        graph.add(
            (file, dcat.mediaType, rdflib.URIRef(f"https://www.iana.org/assignments/media-types/{media}"))
        )
    for one in systems:
        page = rdflib.URIRef(f"{site}/fr/ai/systems/{one.key}")
        graph.add((page, kind, dcat.Resource))
        graph.add((register, terms.hasPart, page))
        graph.add((page, terms.identifier, rdflib.Literal(one.key)))
        for language, name in one.names.items():
            graph.add((page, terms.title, rdflib.Literal(name, lang=language)))
        for language, texts in one.texts.items():
            if texts.get("does"):
                graph.add((page, terms.description, rdflib.Literal(texts["does"], lang=language)))
    return str(graph.serialize(format="turtle"))
