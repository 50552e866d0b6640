"""Read the tables of published indices, and say which rows are no country's.

Formats as published: GTMI (World Bank), a row per economy and year; EGDI (UN DESA), the same; the European
Commission's eGovernment Benchmark, a row per country, indicator and life event.
"""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bawaba.maturity.types import IndexRow, RefusedRow

NATIONAL: Final = "EGOV_LIFE_EVENTS"
EU_VARIABLES: Final[Mapping[str, str]] = {
    "e_gov_1_UC": "uc", "e_gov_2_TR": "tr", "e_gov_3_KE": "ke", "e_gov_4_CB": "cb", "e_gov_0_score": "score",
}  # fmt: skip
COMPONENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "gtmi": ("cgsi", "psdi", "dcei", "gtei"), "egdi": ("osi", "hci", "tii"), "eu": ("uc", "tr", "ke", "cb"),
}  # fmt: skip
TOLERANCE: Final[Mapping[str, float]] = {"gtmi": 1e-9, "egdi": 1e-4, "eu": 1e-9}
"""How far a published score may be from ours: the UN prints four or five decimals."""
MOST: Final[Mapping[str, float]] = {"gtmi": 1.0, "egdi": 1.0, "eu": 100.0}

# Sums and means that tables carry beside countries: the World Bank's codes of regions and income groups, the
# Commission's averages. They have the form of a country's code, so that only their names tell them.
_AGGREGATES: Final = (
    "AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX LAC LCN LDC LIC LMC LMY LTE "
    "MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD EU EUplus EU27 EU27PLUS"
)
AGGREGATES: Final = frozenset(_AGGREGATES.split())
_YEARS: Final = range(2000, 2101)


class NotThatTable(Exception):
    """The file lacks columns of the format. columns: which"""

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        super().__init__(", ".join(columns))


@dataclass(slots=True)
class ReadTable:
    """The countries of a table, and the rows that were refused."""

    rows: list[IndexRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def read_table(text: str, *, kind: str) -> ReadTable:
    """Return the countries of a table of `gtmi`, `egdi` or `eu`, and each row that is none with its reason.

    raises: NotThatTable
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    _require(reader.fieldnames or (), kind)
    lines = ((number, row) for number, row in enumerate(reader, 2))
    return _READERS[kind](lines)


Lines = Iterator[tuple[int, dict[str, str]]]


def _require(found: object, kind: str) -> None:
    names = set(found) if isinstance(found, list | tuple) else set()
    needed = {
        "gtmi": {"year", "country_code", "country_name", *COMPONENTS["gtmi"]},
        "egdi": {"year", "country-code", "country-name", *COMPONENTS["egdi"]},
        "eu": {"year", "Country", "variable", "brkdown", "Value"},
    }[kind]
    if not needed <= names:
        raise NotThatTable(*sorted(needed - names))


def _read_gtmi(lines: Lines) -> ReadTable:
    return _read_wide(lines, "gtmi", code="country_code", name="country_name", score="gtmi", group="grp")


def _read_egdi(lines: Lines) -> ReadTable:
    return _read_wide(lines, "egdi", code="country-code", name="country-name", score="e-gov-index", group="")


def _read_wide(lines: Lines, kind: str, *, code: str, name: str, score: str, group: str) -> ReadTable:
    table, seen = ReadTable(), set[tuple[str, int]]()
    for line, row in lines:
        country, called = (row.get(code) or "").strip(), (row.get(name) or "").strip()
        reason = why_no_country(country, called)
        try:
            year = int(float(row.get("year") or ""))
            published = read_share(row.get(score), kind)
            components = {one: read_share(row.get(one), kind) for one in COMPONENTS[kind]}
        except ValueError:
            reason = reason or "not-a-number"
        else:
            reason = reason or _why_not(country, year, seen, [published, *components.values()])
        if reason:
            table.refused.append(RefusedRow(line, called or country, reason))
            continue
        seen.add((country, year))
        grouped = (row.get(group) or "").strip() if group else ""
        table.rows.append(IndexRow(country, called, year, published, grouped, components))
    return table


def _why_not(country: str, year: int, seen: set[tuple[str, int]], values: list[float | None]) -> str:
    if year not in _YEARS:
        return "no-year"
    if (country, year) in seen:
        return "twice"
    return "empty" if all(value is None for value in values) else ""


def _read_eu(lines: Lines) -> ReadTable:
    """Return the national figures; rows of one life event, or of a part of a dimension, are not read."""
    table, found, refused = ReadTable(), dict[tuple[str, int], dict[str, float | None]](), set[str]()
    for line, row in lines:
        variable, country = EU_VARIABLES.get(row["variable"]), row["Country"].strip()
        if variable is None or row["brkdown"] != NATIONAL:
            continue
        try:
            year, value = int(float(row["year"] or "")), read_share(row["Value"], "eu")
        except ValueError:
            table.refused.append(RefusedRow(line, country, "not-a-number"))
            continue
        reason = "summary-row" if country in AGGREGATES else "" if _is_code(country, 2) else "no-country-code"
        if reason and country not in refused:
            table.refused.append(RefusedRow(line, country, reason))
            refused.add(country)
        if not reason:
            found.setdefault((country, year), {})[variable] = value
    for (country, year), values in found.items():
        parts = {name: values.get(name) for name in COMPONENTS["eu"]}
        table.rows.append(IndexRow(country, country, year, values.get("score"), "", parts))
    return table


_READERS: Final[Mapping[str, Callable[[Lines], ReadTable]]] = {
    "gtmi": _read_gtmi, "egdi": _read_egdi, "eu": _read_eu,
}  # fmt: skip


def why_no_country(code: str, name: str) -> str:
    """Return why a row of codes of three letters is no country's: a code of the reason, empty for a country."""
    if code in AGGREGATES:
        return "summary-row"
    if not _is_code(code, 3):
        return "summary-row" if _is_number(code) else "no-country-code"
    return "summary-row" if not name or _is_number(name) else ""


def _is_code(text: str, letters: int) -> bool:
    return len(text) == letters and text.isascii() and text.isalpha() and text.isupper()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_share(text: str | None, kind: str) -> float | None:
    """Return a value of an index, None where the cell is empty.

    raises: ValueError for what is no number of the scale
    """
    if text is None or text.strip() in ("", "NA"):
        return None
    value = float(text)
    if not math.isfinite(value) or not 0 <= value <= MOST[kind] + 1e-9:
        raise ValueError(text)
    return value


def explain(row: IndexRow, recomputed: float | None, *, kind: str) -> str:
    """Return why the published and the recomputed score differ; empty where they agree or one is not given.

    The reasons are those that the tables document: the UN prints 0 for a country that has no value, or 0,
    of a component, instead of leaving its index out.
    """
    if row.published is None:
        return ""
    if recomputed is not None and abs(row.published - recomputed) <= TOLERANCE[kind]:
        return ""
    if row.published == 0 and any(value is None for value in row.components.values()):
        return "printed-zero-component-missing"
    if row.published == 0 and any(value == 0 for value in row.components.values()):
        return "printed-zero-component-zero"
    return "component-missing" if recomputed is None else "unexplained"
