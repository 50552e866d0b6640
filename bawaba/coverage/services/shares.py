"""The shares of areas, counted from cells when a layer or a scenario comes in."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bawaba.coverage.models import AreaShare, Cell, CellFact, Layer
from bawaba.coverage.queries.ground import Ground, load_ground
from bawaba.coverage.rules.rollup import Counted, roll_up
from bawaba.kernel import rows

Numbers = NDArray[np.float64]
_COUNTED = ("level", "area", "setting", "people", "covered", "samples", "good")
_PLAIN: dict[str, object] = {"layer_id": None, "scenario_id": None, "year": None, "operator": ""}


def people_cells() -> tuple[Sequence[str], Sequence[str], Numbers]:
    """Return the cells of people in use: name, commune, people. One SQL query."""
    found = list(
        Cell.objects.filter(layer__kind="people", layer__in_use=True).values_list("h3", "area", "people")
    )
    return [row[0] for row in found], [row[1] for row in found], np.array([row[2] for row in found])


def count_shares(layer: Layer) -> None:
    """Write the shares of every area that this layer makes, and those of the best of all operators."""
    ground, (names, communes, people) = load_ground(), people_cells()
    latest = Layer.objects.filter(kind=layer.kind, place=layer.place, in_use=True)
    facts = {one.pk: _facts(one) for one in latest}
    stale = AreaShare.objects.filter(basis=layer.kind, place=layer.place)
    stale.exclude(level="country").delete()  # those of the country stay: they are the history
    stale.filter(layer__in=latest).delete()
    for one in latest:
        _write(one, one.operator, ground, communes, _values(names, people, [facts[one.pk]]))
    _write(layer, "", ground, communes, _values(names, people, list(facts.values())))


def _facts(layer: Layer) -> Mapping[str, tuple[float, int, int]]:
    found = CellFact.objects.filter(layer=layer).values_list("h3", "share", "samples", "good")
    return {name: (share or 0.0, samples, good) for name, share, samples, good in found}


def _values(
    names: Sequence[str], people: Numbers, facts: Sequence[Mapping[str, tuple[float, int, int]]]
) -> Numbers:
    """Return people, covered, samples, good of each cell, shape (cells, 4); the best where several say."""
    nothing = (0.0, 0, 0)
    shares = np.array([max((one.get(name, nothing)[0] for one in facts), default=0.0) for name in names])
    sums = np.zeros((len(names), 2))
    done: set[str] = set()
    for at, name in enumerate(names):  # a cell of two communes gives its samples to the first alone
        if name not in done:
            done.add(name)
            sums[at] = [sum(one.get(name, nothing)[part] for one in facts) for part in (1, 2)]
    return np.column_stack([people, people * shares, sums])


def _write(layer: Layer, operator: str, ground: Ground, communes: Sequence[str], values: Numbers) -> None:
    write_shares(
        roll_up(communes, values, ground.areas), basis=layer.kind, layer_id=layer.pk, operator=operator,
        place=layer.place,
    )  # fmt: skip


def write_shares(counted: Iterable[Counted], **what: object) -> None:
    """Write one row a level, area and setting. what: the columns that all of them share"""
    names = tuple(_PLAIN | what)
    rows.insert_many(AreaShare, (*_COUNTED, *names), (
        (*(getattr(one, name) for name in _COUNTED), *(_PLAIN | what).values()) for one in counted
    ))  # fmt: skip
