"""A portfolio read from JSON, each fault named by its place."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from bawaba.ai.errors import InstanceInvalid
from bawaba.ai.portfolio.instances import Portfolio

MOST_ITEMS: Final = 5_000
MOST_WAVES: Final = 20

Object = Mapping[str, Any]  # Any: JSON that is being checked


def read_instance(path: Path) -> Portfolio:
    """Return the portfolio that a JSON file describes.

    raises: InstanceInvalid
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InstanceInvalid(str(path), error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise InstanceInvalid(path.name, _("This is not UTF-8 text.")) from error
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path.name}:{error.lineno}:{error.colno}"
        raise InstanceInvalid(place, _("This is not JSON.")) from error
    except RecursionError as error:
        raise InstanceInvalid(path.name, _("This is not JSON.")) from error
    if not isinstance(found, dict):
        raise InstanceInvalid(path.name, _("An object is expected."))
    return portfolio_of(found)


def portfolio_of(found: Object) -> Portfolio:
    """Return the portfolio that a JSON object describes.

    raises: InstanceInvalid
    """
    n = _whole(found, "n", least=1, most=MOST_ITEMS)
    waves = _whole(found, "T", least=1, most=MOST_WAVES)
    orgs = _whole(found, "orgs", least=0, most=MOST_ITEMS, default=0)
    org = _indices(found, "org", n, count=n, below=orgs) if found.get("org") else [0] * n
    portfolio = Portfolio(
        value=_numbers(found, "value", n, least=-math.inf),
        cost=_numbers(found, "cost", n),
        budget=_numbers(found, "budget", waves),
        discount=_number(found.get("discount", 1.0), "discount", least=0.0),
        org=org,
        org_cap=_whole(found, "org_cap", least=0, default=n),
        requires=_pairs(found, "requires", n),
        exclusive=_pairs(found, "exclusive", n),
        high_risk=frozenset(_indices(found, "high_risk", n)),
        max_high_risk_per_wave=_whole(found, "max_high_risk_per_wave", least=0, default=n),
        mandatory=frozenset(_indices(found, "mandatory", n)),
    )
    for place, pair in enumerate(portfolio.requires):
        if pair[0] == pair[1]:
            raise InstanceInvalid(f"requires[{place}]", _("An item cannot need itself."))
    for place, pair in enumerate(portfolio.exclusive):
        if pair[0] == pair[1]:
            raise InstanceInvalid(f"exclusive[{place}]", _("An item cannot exclude itself."))
    return portfolio


def _number(value: Any, place: str, *, least: float = 0.0) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InstanceInvalid(place, _("A number is expected."))
    if value < least:
        raise InstanceInvalid(place, _("A number below zero makes no sense here."))
    return float(value)


def _whole(
    found: Object, name: str, *, least: int, most: int | None = None, default: int | None = None
) -> int:
    value = found.get(name, default)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InstanceInvalid(name, _("A whole number is expected."))
    if value < least or (most is not None and value > most):
        raise InstanceInvalid(name, _("This number is out of range: %(value)s.") % {"value": value})
    return value


def _list(found: Object, name: str, *, count: int | None = None) -> Sequence[Any]:
    value = found.get(name, [] if count is None else None)
    if not isinstance(value, list):
        raise InstanceInvalid(name, _("A list is expected."))
    if count is not None and len(value) != count:
        text = _("The list has %(found)s entries where %(expected)s are expected.")
        raise InstanceInvalid(name, text % {"found": len(value), "expected": count})
    return value


def _numbers(found: Object, name: str, count: int, *, least: float = 0.0) -> list[float]:
    return [
        _number(value, f"{name}[{place}]", least=least)
        for place, value in enumerate(_list(found, name, count=count))
    ]


def _index(value: Any, place: str, below: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
        raise InstanceInvalid(
            place, _("There is no item or body with this number: %(value)s.") % {"value": value}
        )
    return value


def _indices(
    found: Object, name: str, n: int, *, count: int | None = None, below: int | None = None
) -> list[int]:
    return [
        _index(value, f"{name}[{place}]", n if below is None else below)
        for place, value in enumerate(_list(found, name, count=count))
    ]


def _pairs(found: Object, name: str, n: int) -> list[tuple[int, int]]:
    pairs = []
    for place, value in enumerate(_list(found, name)):
        if not isinstance(value, list) or len(value) != 2:
            raise InstanceInvalid(f"{name}[{place}]", _("A pair of items is expected."))
        pairs.append((_index(value[0], f"{name}[{place}][0]", n), _index(value[1], f"{name}[{place}][1]", n)))
    return pairs
