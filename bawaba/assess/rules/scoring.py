"""Score answers by a method's own rules, one after the other; a later rule may read earlier figures."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from bawaba.assess.rules.answers import answer_faults, is_missing
from bawaba.assess.rules.conditions import asked
from bawaba.assess.rules.settings import (
    composite_rule,
    levels_rule,
    mean_rule,
    points_rule,
    settings_of,
    shares_rule,
)
from bawaba.assess.scoring.points import PointsQuestion, points_method, score_points
from bawaba.assess.scoring.shares import konveyor_risk, strict_risk
from bawaba.assess.types import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answers,
    Json,
    Method,
    Question,
    Refused,
    Risk,
    Score,
    ScoringRule,
)
from bawaba.kernel import expressions

Figures = dict[str, Json]


def score_method(method: Method, answers: Answers) -> Score:
    """Return every figure of a method for one set of answers, with the trace of each rule.

    What is not asked counts as not answered, but for points, whose official method counts whatever is given.
    raises: Refused for answers that do not fit
    """
    faults = list(answer_faults(method, answers))
    if faults:
        raise Refused(*faults)
    answers, filled = fill_in(method, answers)
    shown = list(asked(method, answers))
    given = {one.id: answers[one.id] for one in shown if not is_missing(answers.get(one.id))}
    figures: Figures = {}
    whole = {name: answer for name, answer in answers.items() if not is_missing(answer)}
    parts = [
        _SCORERS[rule.type](method, rule, whole if rule.type == "points" else given, figures)
        for rule in method.scoring
    ]
    missing = [one.id for one in shown if one.id not in given and (one.required or one.choices)]
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    return Score(
        figures=figures | _consequences(method, figures, given),
        trace=[{"by": rule.id, **term} for rule, part in zip(method.scoring, parts, strict=True) for term in part.trace],
        rules=[*filled, *({"by": rule.id, **one} for rule, part in zip(method.scoring, parts, strict=True) for one in part.rules)],
        missing=missing,
        notes=[*notes],
    )  # fmt: skip


def fill_in(method: Method, answers: Answers) -> tuple[Answers, list[dict[str, Json]]]:
    """Return the answers with the choices that the method takes by itself where nothing was answered, and which."""
    filled: list[dict[str, Json]] = []
    whole = dict(answers)
    for question in method.questions:
        if not is_missing(whole.get(question.id)):
            continue
        for choice in question.choices:
            if choice.auto is not None and expressions.is_true(choice.auto, whole):
                whole[question.id] = [choice.id] if question.type == "multiple" else choice.id
                filled.append({"rule": "filled-in", "question": question.id, "choice": choice.id})
                break
    return whole, filled


def _consequences(method: Method, figures: Figures, given: Answers) -> Figures:
    """Return what a method's level obliges to, and which actions its answers suggest."""
    found: Figures = {}
    if method.obligations:
        found["obligations"] = [dict(one) for one in method.obligations.get(str(figures.get("level")), ())]
    if method.actions:
        data = {**given, **figures}
        found["actions"] = [
            one.id for one in method.actions if one.when is None or expressions.is_true(one.when, data)
        ]
    return found


def _points(method: Method, rule: ScoringRule, given: Answers, figures: Figures) -> Score:
    questions = [
        PointsQuestion(
            one.id, one.part, one.type == "multiple", {choice.id: choice.points for choice in one.choices}  # type: ignore[arg-type]  # checked when the method was read
        )
        for one in method.questions
        if one.choices
    ]  # fmt: skip
    others = frozenset(one.id for one in method.questions if not one.choices)
    score = score_points(points_method(questions, others, points_rule(settings_of(rule))), given)
    figures.update(score.figures)
    return score


def _shares(method: Method, rule: ScoringRule, given: Answers, figures: Figures) -> Score:
    thresholds, strict = shares_rule(settings_of(rule))
    colours: list[Risk] = []
    for one in method.questions:
        risks = {choice.id: choice.risk for choice in one.choices}
        answer = given.get(one.id)
        if any(risks.values()) and answer != NOT_APPLICABLE:
            colours.append((risks.get(answer) if isinstance(answer, str) else None) or "unknown")
    score = (strict_risk if strict else konveyor_risk)(colours, thresholds)
    figures.update(score.figures)
    return score


def _composite(method: Method, rule: ScoringRule, given: Answers, figures: Figures) -> Score:
    """Return a mean of sections, each a mean of its questions, each on the scale from its least to its most.

    Not applicable takes no part; unknown counts least where the rule does not say otherwise; what is
    missing takes no part, and a mean of too little weight has no value.
    """
    mean, needed, (low, high), unknown = composite_rule(settings_of(rule))
    trace: list[dict[str, Json]] = []
    sections: list[tuple[float, float | None]] = []
    chosen = rule.settings.get("sections")
    for section in method.sections:
        if chosen is not None and section.id not in chosen:
            continue
        terms: list[tuple[float, float | None]] = []
        for one in section.questions:
            answer = given.get(one.id)
            if not _has_value(one) or answer == NOT_APPLICABLE:
                continue
            share = _share(one, answer, unknown)
            score = None if share is None else low + share * (high - low)
            terms.append((one.weight, score))
            trace.append({"section": section.id, "question": one.id, "score": score, "weight": one.weight})
        if terms:
            value = mean_of(terms, mean, needed)
            sections.append((section.weight, value))
            trace.append({"section": section.id, "score": value, "weight": section.weight})
            figures[f"{rule.id}.{section.id}"] = value
    figures[rule.id] = mean_of(sections, mean, needed)
    uncertain = unknown == "lowest" and UNKNOWN in given.values()
    return Score(
        {}, trace, [{"rule": mean, "needed": needed}], (), ["unknown-counts-least"] if uncertain else []
    )


def mean_of(terms: Iterable[tuple[float, float | None]], mean: str, needed: float = 0.0) -> float | None:
    """Return the mean of (weight, value) over the values that are known; None for too little weight."""
    listed = list(terms)
    known = [(weight, value) for weight, value in listed if value is not None]
    total, there = sum(weight for weight, _value in listed), sum(weight for weight, _value in known)
    if not there or there < needed * total:
        return None
    if mean == "geometric":
        if any(value <= 0 for _weight, value in known):
            return 0.0 if all(value >= 0 for _weight, value in known) else None
        return math.exp(sum(weight * math.log(value) for weight, value in known) / there)
    return sum(weight * value for weight, value in known) / there


def _mean(_method: Method, rule: ScoringRule, _given: Answers, figures: Figures) -> Score:
    names, weights, mean, needed = mean_rule(settings_of(rule))
    terms = [(weight, figures.get(name)) for name, weight in zip(names, weights, strict=True)]
    figures[rule.id] = mean_of(terms, mean, needed)
    trace = [
        {"figure": name, "score": value, "weight": weight}
        for name, (weight, value) in zip(names, terms, strict=True)
    ]
    return Score({}, trace, [{"rule": mean, "needed": needed}])


def _has_value(question: Question) -> bool:
    return any(choice.value is not None for choice in question.choices) or (
        question.type == "number" and question.least is not None and question.most is not None
    )


def _share(question: Question, answer: Json, unknown: str) -> float | None:
    """Return where an answer stands from the least (0) to the most (1) that the question can be worth."""
    if answer == UNKNOWN:
        return 0.0 if unknown == "lowest" else None
    if answer is None:
        return None
    if question.type == "number" and question.least is not None and question.most is not None:
        return float(answer - question.least) / (question.most - question.least)
    worth = {choice.id: choice.value or 0.0 for choice in question.choices}
    if question.type == "multiple":
        least, most = (
            sum(min(0.0, one) for one in worth.values()),
            sum(max(0.0, one) for one in worth.values()),
        )
        value = sum(worth[one] for one in answer)
    else:
        least, most, value = min(worth.values()), max(worth.values()), worth[answer]
    return (value - least) / (most - least) if most > least else None


def _levels(_method: Method, rule: ScoringRule, _given: Answers, figures: Figures) -> Score:
    name, bounds = levels_rule(settings_of(rule))
    value = figures.get(name)
    level = None if value is None else 1 + sum(value >= bound for bound in bounds)
    figures[rule.id] = level
    return Score(
        {}, (), [{"rule": "level", "of": name, "value": value, "bounds": list(bounds), "level": level}]
    )


def _decision(_method: Method, rule: ScoringRule, given: Answers, figures: Figures) -> Score:
    data = {**given, **figures}
    for place, one in enumerate(rule.settings["rules"]):
        if expressions.is_true(one["when"], data):
            figures[rule.id] = one["gives"]
            return Score(
                {}, (), [{"rule": "decision", "place": place, "when": one["when"], "gives": one["gives"]}]
            )
    figures[rule.id] = rule.settings.get("otherwise")
    return Score({}, (), [{"rule": "decision", "place": None, "gives": figures[rule.id]}])


_SCORERS: Final[Mapping[str, Callable[[Method, ScoringRule, Answers, Figures], Score]]] = {
    "points": _points, "shares": _shares, "composite": _composite, "mean": _mean,
    "levels": _levels, "decision": _decision,
}  # fmt: skip
