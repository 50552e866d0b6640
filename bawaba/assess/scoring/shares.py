"""Shares of colours: risk and confidence from how many answers are red, yellow, green, unknown.

Source: konveyor/tackle2-hub @624977ec, internal/assessment (Apache-2.0). Known weaknesses of that
method, kept because its figures are compared: what is not answered counts 70 of 100 in the
confidence, and a form with few unknowns can be green. `strict_risk` is our own default.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import COLOURS, Fault, Json, Path, Refused, Risk, Score

_WEIGHTS: Final[Mapping[str, int]] = {"red": 1, "yellow": 80, "green": 100, "unknown": 70}
_ADJUST: Final[Mapping[str, float]] = {"red": 0.5, "yellow": 0.98}
_FADE: Final[Mapping[str, float]] = {"red": 0.6, "yellow": 0.95}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which share of the answers, in per cent, a colour decides."""

    red: float = 5
    yellow: float = 30
    unknown: float = 5


def read_colours(document: Document, path: Path = ()) -> tuple[tuple[Risk, ...], Thresholds]:
    """Return the colours and thresholds of `{"answers": [...], "thresholds": {...}}`.

    An answer of null counts as unknown.
    raises: Refused
    """
    value = document.value
    for step in path:
        value = value[step]
    if not isinstance(value, Mapping) or not isinstance(value.get("answers"), list):
        raise Refused(document.fault("no-answers", path))
    strange = [name for name in value if name not in ("answers", "thresholds", "id", "name", "note")]
    faults = [document.fault("unknown-name", (*path, name), name) for name in strange]
    colours: list[Risk] = []
    for place, answer in enumerate(value["answers"]):
        known = next((one for one in COLOURS if one == (answer or "unknown")), None)
        if known is None:
            faults.append(document.fault("unknown-colour", (*path, "answers", place), answer))
        else:
            colours.append(known)
    thresholds = read_thresholds(document, (*path, "thresholds"), value.get("thresholds"), faults)
    if faults:
        raise Refused(*faults)
    return tuple(colours), thresholds


def read_thresholds(document: Document, path: Path, value: Json, faults: list[Fault]) -> Thresholds:
    """Return thresholds; those that are not given are 5, 30 and 5 per cent."""
    if value is None:
        return Thresholds()
    if not isinstance(value, Mapping):
        faults.append(document.fault("not-a-map", path))
        return Thresholds()
    given: dict[str, float] = {}
    for name, share in value.items():
        if name not in ("red", "yellow", "unknown"):
            faults.append(document.fault("unknown-name", (*path, name), name))
        elif isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
            faults.append(document.fault("not-a-share", (*path, name), share))
        else:
            given[name] = share
    return Thresholds(**given)


def konveyor_risk(colours: Sequence[Risk], thresholds: Thresholds | None = None) -> Score:
    """Return `risk` (a colour) and `confidence` (0 to 100) as Konveyor counts them."""
    limits, count = thresholds or Thresholds(), Counter(colours)
    risk = _deciding(count, limits)
    figures = {"risk": risk, "confidence": _confidence(count)}
    notes = ["unanswered-counts-70"] if count["unknown"] or not colours else []
    return Score(figures, _terms(count), _rules(count, limits), (), notes)


def strict_risk(colours: Sequence[Risk], thresholds: Thresholds | None = None) -> Score:
    """Return `risk` and `confidence` by our own default: what is not known is worth nothing.

    Risk is never better than unknown while an answer is missing, and confidence counts an unknown
    answer as 0 of 100 where Konveyor counts 70.
    """
    limits, count = thresholds or Thresholds(), Counter(colours)
    risk = _deciding(count, limits)
    if count["unknown"] and risk in ("green", "yellow"):
        risk = "unknown"
    figures = {"risk": risk, "confidence": _confidence(count, unknown=0)}
    return Score(figures, _terms(count), _rules(count, limits), (), ["unanswered-counts-nothing"])


def _deciding(count: Counter[Risk], limits: Thresholds) -> Risk:
    total = count.total()
    if not total:
        return "unknown"
    first: tuple[tuple[Risk, float], ...] = (
        ("red", limits.red), ("yellow", limits.yellow), ("unknown", limits.unknown),
    )  # fmt: skip
    return next((colour for colour, share in first if count[colour] / total >= share / 100), "green")


def _confidence(count: Counter[Risk], *, unknown: int = _WEIGHTS["unknown"]) -> int:
    if not count.total():
        return 0
    adjust = float(_ADJUST["red"] ** count["red"]) * float(_ADJUST["yellow"] ** count["yellow"])
    found = 0.0
    bad: tuple[Risk, ...] = ("red", "yellow")
    for colour in bad:
        for _one in range(count[colour]):
            found = found * _FADE[colour] + _WEIGHTS[colour] * adjust
    found += count["green"] * _WEIGHTS["green"] * adjust + count["unknown"] * unknown * adjust
    return int(found / (_WEIGHTS["green"] * count.total()) * 100)


def _terms(count: Counter[Risk]) -> list[dict[str, Json]]:
    total = count.total()
    return [
        {"colour": colour, "count": count[colour], "share": count[colour] / total if total else 0}
        for colour in COLOURS
    ]


def _rules(count: Counter[Risk], limits: Thresholds) -> list[dict[str, Json]]:
    total = count.total()
    needs: tuple[tuple[Risk, float], ...] = (
        ("red", limits.red), ("yellow", limits.yellow), ("unknown", limits.unknown),
    )  # fmt: skip
    return [
        {"rule": colour, "needs": share / 100, "has": count[colour] / (total or 1),
         "applied": bool(total) and count[colour] / total >= share / 100}
        for colour, share in needs
    ]  # fmt: skip
