"""The data of an index: units, indicators, groups, denominators and the tree above them (COINr's layout)."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bawaba.assess.types import Fault, Refused

Matrix = npt.NDArray[np.float64]
MISSING: Final = {"", "NA", "NaN", "nan", "N/A", "n/a", "-"}
KINDS: Final = {"Indicator", "Aggregate", "Group", "Denominator", "Other"}
MOST_ROWS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Node:
    """A line of iMeta. parent: code of the aggregate above, empty at the top; line: in the file."""

    code: str
    kind: str
    name: str
    parent: str
    level: int
    direction: int
    weight: float
    denominator: str
    line: int
    more: Mapping[str, str] = field(default_factory=dict)

    def number(self, column: str) -> float | None:
        """Return the number in a further column of iMeta, None where there is none."""
        text = self.more.get(column, "").strip()
        if text in MISSING:
            return None
        try:
            return float(text)
        except ValueError as fault:
            raise Refused(Fault("not-a-number", self.line, f"iMeta.{self.code}.{column}", text)) from fault


@dataclass(frozen=True, slots=True)
class Table:
    """Values of units (rows) and codes (columns); what is missing is NaN."""

    units: tuple[str, ...]
    codes: tuple[str, ...]
    values: Matrix

    def column(self, code: str) -> Matrix:
        found: Matrix = self.values[:, self.codes.index(code)]
        return found

    def having(self, values: Matrix) -> "Table":
        return replace(self, values=values)

    def keeping(self, kept: npt.NDArray[np.bool_]) -> "Table":
        units = tuple(unit for unit, stays in zip(self.units, kept, strict=True) if stays)
        return replace(self, units=units, values=self.values[kept])


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that an index is made from. children: aggregate → codes below it, in iMeta's order."""

    raw: Table
    nodes: Mapping[str, Node]
    children: Mapping[str, tuple[str, ...]]
    tops: tuple[str, ...]
    names: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    denominators: Mapping[str, Mapping[str, float]]

    @property
    def indicators(self) -> tuple[str, ...]:
        return self.raw.codes

    @property
    def aggregates(self) -> tuple[str, ...]:
        """Return the aggregates from the lowest level up, in alphabetical order inside of a level."""
        found = [node for node in self.nodes.values() if node.kind == "Aggregate"]
        return tuple(one.code for one in sorted(found, key=lambda one: (one.level, one.code.casefold())))

    def directions(self) -> Matrix:
        return np.array([self.nodes[code].direction for code in self.indicators], dtype=np.float64)


def read_layout(*, data: str, meta: str) -> Layout:
    """Return the layout of two CSV files, iData and iMeta.

    raises: Refused, each fault with its line
    """
    faults: list[Fault] = []
    nodes = _read_meta(meta, faults)
    rows = list(_rows(data, "iData"))
    if not rows or "uCode" not in rows[0][1]:
        raise Refused(*faults, Fault("no-units", 1, "iData", "uCode"))
    units = [row["uCode"] for _line, row in rows]
    for place, (line, row) in enumerate(rows):
        if not row["uCode"] or row["uCode"] in units[:place]:
            faults.append(Fault("unit-twice", line, "iData.uCode", row["uCode"]))
    asked = [node for node in nodes.values() if node.kind in ("Indicator", "Denominator", "Group")]
    faults += [
        Fault("no-column", node.line, f"iMeta.{node.code}", node.code)
        for node in asked
        if node.code not in rows[0][1]
    ]
    if faults:
        raise Refused(*faults)
    indicators = tuple(node.code for node in nodes.values() if node.kind == "Indicator")
    values = np.array([[_number(row, code, line, faults) for code in indicators] for line, row in rows])
    denominators = {
        node.code: {row["uCode"]: _number(row, node.code, line, faults) for line, row in rows}
        for node in asked
        if node.kind == "Denominator"
    }
    if faults:
        raise Refused(*faults)
    return Layout(
        raw=Table(tuple(units), indicators, values),
        nodes=nodes,
        children=_children(nodes),
        tops=tuple(node.code for node in nodes.values() if node.kind == "Aggregate" and not node.parent),
        names={row["uCode"]: row.get("uName", "") for _line, row in rows},
        groups={
            node.code: {row["uCode"]: row[node.code] for _line, row in rows}
            for node in asked
            if node.kind == "Group"
        },
        denominators=denominators,
    )


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV file.

    raises: Refused
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = next(reader, [])
        if len(set(header)) < len(header):
            twice = next(one for one in header if header.count(one) > 1)
            raise Refused(Fault("name-twice", 1, name, twice))
        for place, row in enumerate(reader):
            if not any(row):
                continue
            if len(row) != len(header):
                raise Refused(Fault("row-length", reader.line_num, name, f"{len(row)}, {len(header)}"))
            if place >= MOST_ROWS:
                raise Refused(Fault("too-long", reader.line_num, name, str(MOST_ROWS)))
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in row), strict=True))
    except csv.Error as fault:
        raise Refused(Fault("not-csv", reader.line_num, name, str(fault))) from fault


def _number(row: Mapping[str, str], code: str, line: int, faults: list[Fault]) -> float:
    text = row[code]
    if text in MISSING:
        return float("nan")
    try:
        found = float(text)
    except ValueError:
        found = float("inf")
    if np.isinf(found):
        faults.append(Fault("not-a-number", line, f"iData.{code}", text[:80]))
    return found


def _read_meta(text: str, faults: list[Fault]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for line, row in _rows(text, "iMeta"):
        if "iCode" not in row or "Type" not in row:
            raise Refused(Fault("no-columns", 1, "iMeta", "iCode, Type, Parent, Direction, Weight"))
        node = _node(line, row, faults)
        if not node.code or node.code in nodes:
            faults.append(Fault("name-twice", line, "iMeta.iCode", node.code))
        nodes[node.code] = node
    if faults:
        raise Refused(*faults)
    _check_tree(nodes, faults)
    if faults:
        raise Refused(*faults)
    return {code: replace(node, level=_level(nodes, code)) for code, node in nodes.items()}


def _node(line: int, row: Mapping[str, str], faults: list[Fault]) -> Node:
    code, kind = row["iCode"], row["Type"]
    if kind not in KINDS:
        faults.append(Fault("unknown-type", line, f"iMeta.{code}.Type", kind))
    counted = kind in ("Indicator", "Aggregate")
    direction = row.get("Direction", "") or "1"
    if counted and direction not in ("1", "-1", "1.0", "-1.0"):
        faults.append(Fault("not-a-direction", line, f"iMeta.{code}.Direction", direction))
    return Node(
        code=code,
        kind=kind,
        name=row.get("iName", ""),
        parent="" if not counted or row.get("Parent", "") in MISSING else row["Parent"],
        level=0,
        direction=-1 if direction.startswith("-") else 1,
        weight=_weight(line, code, row.get("Weight", ""), faults) if counted else 0.0,
        denominator="" if row.get("Denominator", "") in MISSING else row["Denominator"],
        line=line,
        more=dict(row),
    )


def _weight(line: int, code: str, text: str, faults: list[Fault]) -> float:
    try:
        found = 1.0 if text in MISSING else float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        faults.append(Fault("negative-weight", line, f"iMeta.{code}.Weight", text))
    return found


def _check_tree(nodes: Mapping[str, Node], faults: list[Fault]) -> None:
    if not any(node.kind == "Indicator" for node in nodes.values()):
        faults.append(Fault("no-indicators", 1, "iMeta"))
    parents = {node.parent for node in nodes.values() if node.parent}
    for node in nodes.values():
        above = nodes.get(node.parent) if node.parent else None
        if node.parent and (above is None or above.kind != "Aggregate"):
            faults.append(Fault("unknown-parent", node.line, f"iMeta.{node.code}.Parent", node.parent))
        if node.kind == "Indicator" and node.denominator and node.denominator not in nodes:
            faults.append(Fault("unknown-denominator", node.line, f"iMeta.{node.code}", node.denominator))
        if node.kind == "Aggregate" and node.code not in parents:
            faults.append(Fault("no-children", node.line, f"iMeta.{node.code}", node.code))
        circle = _circle(nodes, node.code)
        if circle:
            faults.append(Fault("circle", node.line, f"iMeta.{node.code}", " → ".join(circle)))


def _circle(nodes: Mapping[str, Node], code: str) -> list[str]:
    """Return the way from a code back to itself, empty where there is none."""
    way = [code]
    while (parent := nodes[way[-1]].parent if way[-1] in nodes else "") and parent not in way:
        way.append(parent)
    return [*way, code] if parent == code else []


def _children(nodes: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(one.code for one in nodes.values() if one.parent == code)
        for code, node in nodes.items()
        if node.kind == "Aggregate"
    }


def _level(nodes: Mapping[str, Node], code: str) -> int:
    """Return 1 for an indicator, one more than the highest below it for an aggregate, 0 for the rest."""
    if nodes[code].kind not in ("Indicator", "Aggregate"):
        return 0
    below = [one.code for one in nodes.values() if one.parent == code]
    return 1 + max((_level(nodes, one) for one in below), default=0)
