"""Read options from a configuration under their own name or the field's other names for them."""

import math
from collections.abc import Mapping
from typing import TypeVar

from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Fault, Json, Path

W = TypeVar("W", bound=str)


class Options:
    """One map of a configuration. Each reader takes the names under which an option may stand.

    A text alone is the option `method`, a number alone the option `value`.

    What is wrong is added to `faults`; `finish` adds the names that nobody asked for.
    """

    def __init__(self, document: Document, path: Path, value: Json, faults: list[Fault]) -> None:
        self._document, self._path, self._faults = document, path, faults
        self.given: dict[str, Json] = {}
        self._asked: set[str] = set()
        if isinstance(value, Mapping):
            self.given = dict(value)
        elif isinstance(value, str):
            self.given = {"method": value}
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.given = {"value": value}
        elif value not in (None, True):
            self.fault("not-a-map", (), value)

    def fault(self, code: str, below: Path, detail: object = "") -> None:
        self._faults.append(self._document.fault(code, (*self._path, *below), detail))

    def inside(self, below: Path, value: Json) -> "Options":
        """Return the options of a map that stands inside of this one."""
        return Options(self._document, (*self._path, *below), value, self._faults)

    def find(self, *names: str) -> tuple[str, Json]:
        """Return the first of these options that is given, with the name that it stands under."""
        self._asked.update(names)
        return next(((name, self.given[name]) for name in names if name in self.given), (names[0], None))

    def word(self, names: tuple[str, ...], known: Mapping[str, W], default: W) -> W:
        """Return one of `known`, which maps every spelling to the word that is meant."""
        name, value = self.find(*names)
        if value is None:
            return default
        return self.one_word(value, (name,), known, default)

    def one_word(self, value: Json, below: Path, known: Mapping[str, W], default: W) -> W:
        found = known.get(str(value).strip().lower().replace("_", "-").removesuffix("-mean"))
        found = found or known.get(str(value).strip().lower().replace("_", "-"))
        if found is None:
            self.fault("unknown-method", below, value)
        return found or default

    def words(self, names: tuple[str, ...], known: Mapping[str, W], default: W) -> tuple[W, ...]:
        name, value = self.find(*names)
        if value is None:
            return (default,)
        values = value if isinstance(value, list) else [value]
        below = [(name, place) if isinstance(value, list) else (name,) for place in range(len(values))]
        return tuple(self.one_word(one, at, known, default) for one, at in zip(values, below, strict=True))

    def number(
        self, names: tuple[str, ...], default: float, least: float = -math.inf, most: float = math.inf
    ) -> float:
        name, value = self.find(*names)
        return default if value is None else self.one_number(value, (name,), least, most)

    def one_number(self, value: Json, below: Path, least: float = -math.inf, most: float = math.inf) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.fault("not-a-number" if math.isinf(most) else "out-of-range", below, value)
            return least if math.isfinite(least) else 0.0
        return value

    def numbers(
        self, names: tuple[str, ...], default: tuple[float, ...], count: int = 0
    ) -> tuple[float, ...]:
        """Return a list of numbers, of `count` where that is over 0; one number is a list of one."""
        name, value = self.find(*names)
        if value is None:
            return default
        values = value if isinstance(value, list) else [value]
        if not values or (count and len(values) != count):
            self.fault("row-length", (name,), f"{len(values)}, {count}")
            return default
        return tuple(self.one_number(one, (name, place)) for place, one in enumerate(values))

    def flag(self, names: tuple[str, ...], default: bool) -> bool:
        name, value = self.find(*names)
        if value is not None and not isinstance(value, bool):
            self.fault("not-a-flag", (name,), value)
        return value if isinstance(value, bool) else default

    def text(self, names: tuple[str, ...], default: str = "") -> str:
        _name, value = self.find(*names)
        return default if value is None else str(value)

    def finish(self) -> None:
        for name in self.given:
            if name not in self._asked:
                self.fault("unknown-name", (name,), name)
