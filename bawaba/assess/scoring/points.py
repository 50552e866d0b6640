"""Points: impact, mitigation and level, as Canada's Algorithmic Impact Assessment counts them.

Source: canada-ca/aia-eia-js @b900dc7 (MIT). A known weakness of that method, kept because its figures
are official: questions that are not shown count in the maxima.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Fault, Json, Path, Refused, Score

Part = Literal["impact", "mitigation", "none"]
_PARTS: Final[Mapping[str, Part]] = {"-RS": "impact", "-MS": "mitigation", "-NS": "none"}
_NUMBER: Final = re.compile(r"-(\d+(?:\.\d+)?)$")
_CHOICES: Final = {"radiogroup", "dropdown", "checkbox"}
_INPUTS: Final = {"text", "comment", "boolean", "rating", "file", "expression", "matrix", "html"}
_GROUPS: Final = {"panel", "page", "paneldynamic"}


@dataclass(frozen=True, slots=True)
class PointsQuestion:
    """A question with choices. worth: choice → points; many: whether several may be ticked."""

    name: str
    part: Part
    many: bool
    worth: Mapping[str, float]

    @property
    def maximum(self) -> float:
        """Return the most that an answer can be worth: the best choice, or the sum of all of them."""
        return sum(self.worth.values()) if self.many else max([0.0, *self.worth.values()])


@dataclass(frozen=True, slots=True)
class PointsRule:
    """How points become a level.

    enough:    share of mitigation's maximum from which impact is reduced
    forks:     how many questionnaires share the mitigation questions, of which one is filled in
    reduction: share taken from the impact
    levels:    upper bounds of the levels but the last, as shares of impact's maximum
    """

    enough: float = 0.8
    forks: int = 2
    reduction: float = 0.15
    levels: tuple[float, ...] = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class PointsMethod:
    """A questionnaire whose answers are worth points.

    maxima: name of each scored question → the most that it can be worth
    others: names of what is asked and never scored
    met:    lines of traces of single choices that were met, by question and choice: many sets share them
    """

    questions: Mapping[str, PointsQuestion]
    maxima: Mapping[str, float]
    others: frozenset[str]
    rule: PointsRule
    impact_maximum: float
    mitigation_maximum: float
    met: dict[tuple[str, str], Mapping[str, Json]] = field(default_factory=dict, compare=False)


def points_method(
    questions: Sequence[PointsQuestion], others: frozenset[str] = frozenset(), rule: PointsRule | None = None
) -> PointsMethod:
    """Return the method that these questions make, with its maxima."""
    return PointsMethod(
        questions={question.name: question for question in questions},
        maxima={one.name: _plain(one.maximum) for one in questions if one.part != "none"},
        others=others,
        rule=rule or PointsRule(),
        impact_maximum=_plain(sum(one.maximum for one in questions if one.part == "impact")),
        mitigation_maximum=_plain(sum(one.maximum for one in questions if one.part == "mitigation")),
    )


def is_survey(value: Json) -> bool:
    """Say whether a JSON value has the shape of a SurveyJS definition."""
    return isinstance(value, Mapping) and isinstance(value.get("pages"), list)


def read_survey(document: Document) -> PointsMethod:
    """Return the points of a SurveyJS questionnaire whose names follow Canada's convention.

    A name ending in -RS is impact, in -MS mitigation, in -NS neither; a name with none of these takes
    the ending of the nearest panel around it that has one.
    raises: Refused
    """
    if not is_survey(document.value):
        raise Refused(document.fault("no-pages", ()))
    found: list[PointsQuestion] = []
    others: set[str] = set()
    faults: list[Fault] = []
    for path, element, part in _elements(document, faults):
        name, kind = str(element.get("name") or ""), element.get("type")
        if kind in _CHOICES:
            if name in others or any(name == one.name for one in found):
                faults.append(document.fault("name-twice", (*path, "name"), name))
            found.append(PointsQuestion(name, part, kind == "checkbox", _worth(document, path, faults)))
        elif kind in _INPUTS:
            others.add(name)
        else:
            faults.append(document.fault("unknown-type", (*path, "type"), kind))
    if not found and not others and not faults:
        faults.append(document.fault("no-questions", ("pages",)))
    if faults:
        raise Refused(*faults)
    return points_method(found, frozenset(others))


def _elements(document: Document, faults: list[Fault]) -> Iterator[tuple[Path, Mapping[str, Json], Part]]:
    """Yield each element that is no group, with its part, in the order of the questionnaire."""
    waiting: list[tuple[Path, Json, Part]] = [
        (("pages", place), page, "none") for place, page in reversed(list(enumerate(document.value["pages"])))
    ]
    while waiting:
        path, element, above = waiting.pop()
        if not isinstance(element, Mapping):
            faults.append(document.fault("not-a-map", path))
            continue
        part = _part(str(element.get("name") or "")) or above
        if len(path) > 2 and element.get("type") not in _GROUPS:
            if not element.get("name"):
                faults.append(document.fault("no-name", path))
            yield path, element, part
            continue
        inside = element.get("elements") or []
        waiting += [
            ((*path, "elements", place), one, part) for place, one in reversed(list(enumerate(inside)))
        ]


def _part(name: str) -> Part | None:
    return _PARTS.get(name[-3:])


def _worth(document: Document, path: Path, faults: list[Fault]) -> Mapping[str, float]:
    element = document.value
    for step in path:
        element = element[step]
    choices = element.get("choices")
    if not isinstance(choices, list) or not choices:
        faults.append(document.fault("no-choices", path, element.get("name")))
        return {}
    values = [str(choice.get("value") if isinstance(choice, Mapping) else choice) for choice in choices]
    for place, value in enumerate(values):
        if value in values[:place]:
            faults.append(document.fault("choice-twice", (*path, "choices", place), value))
    return {value: _points(value) for value in values}


def _points(value: str) -> float:
    """Return the number after the last hyphen, 0 where there is none."""
    found = _NUMBER.search(value)
    return float(found[1]) if found else 0.0


def score_points(method: PointsMethod, answers: Mapping[str, Json]) -> Score:
    """Return impact (`raw`), `mitigation`, `final` and `level` (1 and up) of one set of answers.

    final is 0.85 × raw, half up, when mitigation reaches 80 % of what one fork can have, else raw;
    the level is 1 up to 25 % of the maximum of impact, 2 up to 50 %, 3 up to 75 %, else 4.
    raises: Refused for names and choices that the method does not have
    """
    sums = {"impact": 0.0, "mitigation": 0.0, "none": 0.0}
    trace: list[Mapping[str, Json]] = []
    faults: list[Fault] = []
    answered = set()
    for name, answer in answers.items():
        line = method.met.get((name, answer)) if type(answer) is str else None
        line = line or _line(method, name, answer, faults)
        if line is None:
            continue
        answered.add(name)
        sums[line["part"]] += line["points"]
        if line["part"] != "none":
            trace.append(line)
    if faults:
        raise Refused(*faults)
    missing = [name for name in method.maxima if name not in answered]
    return _level(method, sums, trace, missing)


def _line(method: PointsMethod, name: str, answer: Json, faults: list[Fault]) -> Mapping[str, Json] | None:
    """Return the line of the trace that an answer makes, or None where nothing was answered."""
    question = method.questions.get(name)
    if question is None:
        if name not in method.others:
            faults.append(Fault("unknown-question", 0, name, name))
        return None
    ticked = _ticked(question, answer, faults)
    if ticked is None:
        return None
    line = {
        "question": name, "part": question.part, "answer": ticked,
        "points": _plain(sum(map(question.worth.__getitem__, ticked))), "maximum": method.maxima.get(name, 0),
    }  # fmt: skip
    if type(answer) is str:
        method.met[name, answer] = line
    return line


def _ticked(question: PointsQuestion, answer: Json, faults: list[Fault]) -> list[str] | None:
    """Return the choices of an answer, or None where nothing was answered."""
    if not answer or answer in (UNKNOWN, NOT_APPLICABLE):
        return None
    if isinstance(answer, list) and not question.many:
        faults.append(Fault("one-choice-only", 0, question.name, str(answer)[:80]))
        return None
    ticked = [str(answer)] if not isinstance(answer, list) else list(dict.fromkeys(map(str, answer)))
    unknown = set(ticked) - question.worth.keys()
    faults += [Fault("unknown-choice", 0, question.name, one[:80]) for one in ticked if one in unknown]
    return None if unknown else ticked


def _level(
    method: PointsMethod, sums: Mapping[str, float], trace: list[Mapping[str, Json]], missing: list[str]
) -> Score:
    rule, raw, mitigation = method.rule, sums["impact"], sums["mitigation"]
    enough = rule.enough * (method.mitigation_maximum / rule.forks)
    reduced = bool(method.mitigation_maximum) and mitigation >= enough
    final = math.floor((1 - rule.reduction) * raw + 0.5) if reduced else raw
    bounds = [share * method.impact_maximum for share in rule.levels]
    level = 1 + sum(final > bound for bound in bounds)
    figures = {
        "raw": _plain(raw), "mitigation": _plain(mitigation), "final": _plain(final), "level": level,
        "raw_maximum": method.impact_maximum, "mitigation_maximum": method.mitigation_maximum,
    }  # fmt: skip
    rules: list[dict[str, Json]] = [
        {"rule": "reduction", "needs": enough, "has": _plain(mitigation), "applied": reduced,
         "share": rule.reduction if reduced else 0},
        {"rule": "level", "bounds": bounds, "value": _plain(final), "level": level},
    ]  # fmt: skip
    notes = ["hidden-questions-count", *(["questions-missing"] if missing else [])]
    return Score(figures, trace, rules, missing, notes)


def _plain(number: float) -> float:
    """Return a whole number as an int."""
    return int(number) if float(number).is_integer() else number
