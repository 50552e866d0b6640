"""The settings of each type of scoring: their names, their ranges, what they refer to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bawaba.assess.scoring.options import Options
from bawaba.assess.scoring.points import PointsRule
from bawaba.assess.scoring.reading import Document
from bawaba.assess.scoring.shares import Thresholds
from bawaba.assess.types import Fault, Json, Method, ScoringRule

MEANS: Final = {"arithmetic": "arithmetic", "geometric": "geometric"}
UNKNOWNS: Final = {"lowest": "lowest", "missing": "missing"}
FIGURES: Final[Mapping[str, Sequence[str]]] = {
    "points": ("raw", "mitigation", "final", "level", "raw_maximum", "mitigation_maximum"),
    "shares": ("risk", "confidence"),
}
"""Names under which a type gives its figures; the others give one, under the rule's own id."""


def setting_faults(method: Method, document: Document) -> list[Fault]:
    """Return what is wrong with the settings of a method's scoring."""
    faults: list[Fault] = []
    known: set[str] = set()
    for place, rule in enumerate(method.scoring):
        options = Options(document, ("scoring", place), dict(rule.settings), faults)
        _READERS[rule.type](options)
        _reference_faults(method, rule, options, known)
        options.finish()
        known |= set(FIGURES.get(rule.type, (rule.id,)))
        if rule.type == "composite":
            known |= {f"{rule.id}.{section.id}" for section in method.sections}
    return faults


def action_faults(method: Method, document: Document) -> list[Fault]:
    """Return which suggested actions come after one that is not there, or after themselves."""
    needs = {one.id: one.requires for one in method.actions}
    faults: list[Fault] = []
    for place, one in enumerate(method.actions):
        path = ("actions", place, "requires")
        faults += [document.fault("unknown-name", path, name) for name in one.requires if name not in needs]
        if one.id in _before(one.id, needs):
            faults.append(document.fault("circle", path, one.id))
    return faults


def _before(name: str, needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return everything that must come before an action."""
    found: set[str] = set()
    waiting = list(needs.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs.get(one, ())
    return found


def _reference_faults(method: Method, rule: ScoringRule, options: Options, known: set[str]) -> None:
    """Note what a rule refers to and what is not there: earlier figures, sections, languages of its names."""
    settings = rule.settings
    figures = {"levels": [settings.get("of")], "mean": settings.get("of")}.get(rule.type)
    for name in figures if isinstance(figures, list) else ():
        if name not in known:
            options.fault("unknown-figure", ("of",), name)
    sections = settings.get("sections")
    if rule.type == "composite" and sections is not None:
        ids = {section.id for section in method.sections}
        for name in sections if isinstance(sections, list) else [sections]:
            if name not in ids:
                options.fault("unknown-name", ("sections",), name)
    _name_faults(method, settings.get("names"), options)


def _name_faults(method: Method, names: Json, options: Options) -> None:
    for place, texts in enumerate(names if isinstance(names, list) else ()):
        for language in method.languages:
            if not isinstance(texts, Mapping) or not str(texts.get(language, "")).strip():
                options.fault("no-text", ("names", place), language)


def points_rule(options: Options) -> PointsRule:
    """Return the settings of points; Canada's numbers where none are given."""
    usual = PointsRule()
    return PointsRule(
        enough=options.number(("enough",), usual.enough, 0, 1),
        forks=int(options.number(("forks",), usual.forks, 1, 100)),
        reduction=options.number(("reduction",), usual.reduction, 0, 1),
        levels=options.numbers(("levels",), usual.levels),
    )


def shares_rule(options: Options) -> tuple[Thresholds, bool]:
    """Return thresholds, and whether unanswered questions count as strictly as ours do."""
    inside = options.inside(("thresholds",), options.find("thresholds")[1])
    usual = Thresholds()
    found = Thresholds(
        red=inside.number(("red",), usual.red, 0, 100),
        yellow=inside.number(("yellow",), usual.yellow, 0, 100),
        unknown=inside.number(("unknown",), usual.unknown, 0, 100),
    )
    inside.finish()
    strict = options.word(("unanswered",), {"strict": "strict", "konveyor": "konveyor"}, "strict")
    return found, strict == "strict"


def composite_rule(options: Options) -> tuple[str, float, tuple[float, float], str]:
    """Return the mean, the least share of weight that must be known, the scale, and what unknown counts."""
    low, high = options.numbers(("scale",), (0.0, 100.0), 2)
    options.find("sections")
    return (
        options.word(("mean",), MEANS, "arithmetic"),
        options.number(("needed",), 0.0, 0, 1),
        (low, high),
        options.word(("unknown",), UNKNOWNS, "lowest"),
    )


def levels_rule(options: Options) -> tuple[str, tuple[float, ...]]:
    """Return the figure that levels are of, and from which values each level but the first begins."""
    bounds = options.numbers(("bounds",), ())
    if not bounds or list(bounds) != sorted(set(bounds)):
        options.fault("bad-bounds", ("bounds",), list(bounds))
    _name, names = options.find("names")
    if names is not None and not (isinstance(names, list) and len(names) == len(bounds) + 1):
        options.fault("row-length", ("names",), len(bounds) + 1)
    return options.text(("of",)), bounds


def mean_rule(options: Options) -> tuple[tuple[str, ...], tuple[float, ...], str, float]:
    """Return the figures that a mean is of, their weights, the mean, and how much weight must be known."""
    _name, given = options.find("of")
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        options.fault("not-a-list", ("of",), given)
        given = []
    weights = options.numbers(("weights",), (1.0,) * max(len(given), 1), len(given))
    return (
        tuple(given),
        weights,
        options.word(("mean",), MEANS, "arithmetic"),
        options.number(("needed",), 0.0, 0, 1),
    )


def _decision(options: Options) -> None:
    _name, rules = options.find("rules")
    options.find("otherwise")
    if not isinstance(rules, list) or not rules:
        options.fault("not-a-list", ("rules",), rules)
        return
    for place, one in enumerate(rules):
        if not isinstance(one, Mapping) or set(one) != {"when", "gives"}:
            options.fault("bad-decision", ("rules", place))


_READERS: Final[Mapping[str, Callable[[Options], object]]] = {
    "points": points_rule, "shares": shares_rule, "composite": composite_rule, "mean": mean_rule, "levels": levels_rule,
    "decision": _decision,
}  # fmt: skip


def settings_of(rule: ScoringRule) -> Options:
    """Return a rule's settings for reading; they were checked when the method was."""
    return Options(Document({}, "", {}), (), dict(rule.settings), [])
