"""Read published indices of countries: from a file, and as they are kept."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from bawaba.assess.queries import shipped_index
from bawaba.maturity import shipped
from bawaba.maturity.errors import IndexFileRefused, IndexNotFound
from bawaba.maturity.models import IndexEdition, IndexScore
from bawaba.maturity.rules.indices import COMPONENTS, NotThatTable, explain, read_table
from bawaba.maturity.types import INDEX_FORMATS, IndexImport, IndexRow, RefusedRow, ScoreRow
from bawaba.maturity.wording import EXCEPTIONS, REFUSED_ROWS


@dataclass(frozen=True, slots=True)
class Standing:
    """A country in one edition. rank: among the countries of the edition that have a score, ties share the best"""

    country: str
    names: Mapping[str, str]
    value: float
    published: bool
    group: str
    components: Mapping[str, float | None]
    rank: int
    own: bool


@dataclass(frozen=True, slots=True)
class PeerTable:
    """A country among its peers in one edition of an index.

    all_values: of every country, from the least; trend: year → score of the own country
    agreeing, exceptions: how many published scores come out again, and why others do not
    """

    index: shipped.PublishedIndex
    year: int
    years: Sequence[int]
    standings: Sequence[Standing]
    own: Standing | None
    countries: int
    all_values: Sequence[float]
    trend: Mapping[int, float]
    imported_on: date
    agreeing: int
    exceptions: Mapping[str, int]


def read_index(*, text: str, kind: str) -> tuple[list[ScoreRow], Sequence[RefusedRow]]:
    """Return the countries of a table with their scores computed again, and the rows that are none. No SQL query.

    kind:   `gtmi`, `egdi` or `eu`
    raises: IndexFileRefused
    """
    if kind not in INDEX_FORMATS:
        raise IndexFileRefused
    try:
        table = read_table(text, kind=kind)
    except NotThatTable as fault:
        message = _("This file lacks columns of that index: %(columns)s.") % {"columns": str(fault)}
        raise IndexFileRefused(message) from fault
    if not table.rows:
        raise IndexFileRefused
    computed = _recompute(table.rows, kind)
    scores = [
        ScoreRow(row, value, group or row.group, explain(row, value, kind=kind))
        for row, (value, group) in zip(table.rows, computed, strict=True)
    ]
    return scores, table.refused


def count_import(*, kind: str, scores: Sequence[ScoreRow], refused: Sequence[RefusedRow]) -> IndexImport:
    """Return what a table holds, in figures. No SQL query."""
    published = [one for one in scores if one.row.published is not None]
    exceptions = Counter(one.exception for one in published if one.exception)
    return IndexImport(
        kind,
        len(scores),
        dict(sorted(Counter(one.row.year for one in scores).items())),
        len(published) - exceptions.total(),
        len(scores) - len(published),
        dict(exceptions),
        tuple(refused),
    )


def describe_index_import(told: IndexImport) -> dict[str, object]:
    """Return what an import did as JSON, with the reasons in words."""
    return {
        "format": told.format,
        "rows": told.rows,
        "years": {str(year): count for year, count in told.years.items()},
        "recomputed_as_published": told.agreeing,
        "without_published_score": told.without_published,
        "exceptions": [
            {"code": code, "rows": count, "reason": str(EXCEPTIONS[code])}
            for code, count in told.exceptions.items()
        ],
        "refused": [
            {"line": one.line, "name": one.name, "code": one.code, "reason": str(REFUSED_ROWS[one.code])}
            for one in told.refused
        ],
    }


def _recompute(rows: Sequence[IndexRow], kind: str) -> list[tuple[float | None, str]]:
    """Return each row's score, and its group where the index has groups, by the methods that `assess` ships."""
    found: list[tuple[float | None, str]] = [(None, "")] * len(rows)
    for name in {_method_name(kind, row.year) for row in rows}:
        places = [place for place, row in enumerate(rows) if _method_name(kind, row.year) == name]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["uCode", *COMPONENTS[kind]])
        for place in places:
            parts = rows[place].components
            writer.writerow(
                [f"r{place}", *("" if parts[one] is None else repr(parts[one]) for one in COMPONENTS[kind])]
            )
        results = shipped_index(name=name, data=text.getvalue())["results"]
        for one in csv.DictReader(io.StringIO(results)):
            value = float(one[kind]) if one[kind] else None
            found[int(one["uCode"][1:])] = (value, one.get("Level", "") if value is not None else "")
    return found


def _method_name(kind: str, year: int) -> str:
    return "egdi-2010" if kind == "egdi" and year == 2010 else kind


def list_editions() -> dict[str, list[int]]:
    """Return index → the years that are kept, the newest first. One SQL query."""
    found: dict[str, list[int]] = {}
    for index, year in IndexEdition.objects.order_by("index", "-year").values_list("index", "year"):
        found.setdefault(index, []).append(year)
    return {name: found[name] for name in INDEX_FORMATS if name in found}


def peer_table(*, index: str, year: int | None = None) -> PeerTable | None:
    """Return the country of this site among its peers; None where nothing of the index is kept.

    Three SQL queries. year: the newest where it is not given, or not kept
    """
    years = list_editions().get(index)
    if not years:
        return None
    shown = year if year in years else years[0]
    rows = list(
        IndexScore.objects.filter(edition__index=index, edition__year=shown).select_related("edition")
    )
    own, width = own_country(), 2 if index == "eu" else 3
    valued = [(row, value) for row in rows if (value := _value(row)) is not None]
    order = sorted((value for _row, value in valued), reverse=True)
    peers = {own: None, **dict.fromkeys(shipped.peers_of(settings.COUNTRY))}
    names = {_code(code, width): texts for code, texts in shipped.country_names().items() if code in peers}
    standings = [
        Standing(
            row.country, names.get(row.country, {"en": row.name}), value, row.published is not None, row.group,
            row.components, 1 + order.index(value), row.country == _code(own, width),
        )
        for row, value in valued
        if row.country in names
    ]  # fmt: skip
    standings.sort(key=lambda one: (one.rank, one.country))
    trend = IndexScore.objects.filter(edition__index=index, country=_code(own, width)).select_related(
        "edition"
    )
    return PeerTable(
        index=shipped.published_indices()[index],
        year=shown,
        years=years,
        standings=standings,
        own=next((one for one in standings if one.own), None),
        countries=len(valued),
        all_values=order[::-1],
        trend={
            one.edition.year: value
            for one in trend.order_by("edition__year")
            if (value := _value(one)) is not None
        },
        imported_on=rows[0].edition.imported_at.date(),
        agreeing=sum(row.published is not None and not row.exception for row in rows),
        exceptions=dict(Counter(row.exception for row in rows if row.exception)),
    )


def describe_peers(*, index: str, year: int | None = None) -> dict[str, object]:
    """Return the country of this site among its peers as JSON. Three SQL queries.

    raises: IndexNotFound where nothing of the index is kept
    """
    table = peer_table(index=index, year=year)
    if table is None:
        raise IndexNotFound
    return {
        "index": table.index.id, "year": table.year, "years": list(table.years), "countries": table.countries,
        "publisher": dict(table.index.publisher), "licence": table.index.licence, "address": table.index.address,
        "items": [
            {
                "country": one.country, "names": {code: text for code, text in one.names.items() if code != "two"},
                "value": one.value, "published": one.published, "group": one.group, "rank": one.rank, "own": one.own,
                "components": dict(one.components),
            }
            for one in table.standings
        ],
        "trend": {str(at): value for at, value in table.trend.items()},
    }  # fmt: skip


def own_country() -> str:
    """Return the code, of three letters, of the country of this site; empty where it is not listed."""
    codes = (code for code, names in shipped.country_names().items() if names["two"] == settings.COUNTRY)
    return next(codes, "")


def _code(country: str, width: int) -> str:
    if width == 3 or not country:
        return country
    return shipped.country_names()[country]["two"]


def _value(row: IndexScore) -> float | None:
    """Return the score of a row; none where its publisher prints 0 for a component that is missing."""
    if row.exception:
        return row.recomputed
    return row.recomputed if row.published is None else row.published
