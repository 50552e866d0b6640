"""A frozen result explained: its level in words, every line of its score, what would raise it, what is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assess.models import Action, Answer, Assessment, Figure, Result, Review
from bawaba.assess.queries.access import seen
from bawaba.assess.queries.methods import method_of
from bawaba.assess.rules.answers import is_missing
from bawaba.assess.rules.conditions import asked
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.types import ActionInfo, Answers, Json, Method, Question, ScoringRule, Suggestion, Texts
from bawaba.kernel.actors import Actor

LEAST_GROUP: Final = 5
MOST_RAISES: Final = 8


@dataclass(frozen=True, slots=True)
class Level:
    """A level that a rule gives. names: in words, empty where the method has none; of: the figure it is read from"""

    rule: str
    number: int
    count: int
    names: Texts


@dataclass(frozen=True, slots=True)
class Term:
    """A line of a score: an answer, what it is worth, of how much, with which weight."""

    question: Question
    value: Json
    score: float | None
    weight: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one section under one rule, with the section's own figure. titles: of the section"""

    rule: str
    titles: Texts
    score: float | None
    weight: float | None
    terms: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Raise:
    """An answer that, were it the next better one, would raise the main figure by `gain`."""

    question: Question
    now: Json
    then: str
    gain: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A result with all that a reader asks about it. main: name of the figure that counts most, empty for none

    sections: name of section → its figure; before: the same of the wave before, empty where there is none
    """

    kind: str
    kinds: Sequence[str]
    frozen_at: object
    digest: str
    main: str
    value: float | None
    scale: tuple[float, float]
    levels: Sequence[Level]
    figures: Mapping[str, Json]
    sections: Sequence[tuple[Texts, float | None]]
    before: Sequence[float | None]
    blocks: Sequence[Block]
    filled: Sequence[tuple[Question, str]]
    missing: Sequence[Question]
    obligations: Sequence[Texts]
    suggestions: Sequence[Suggestion]
    raises: Sequence[Raise]


def explain_result(*, actor: Actor, key: str, kind: str = "") -> Explained | None:
    """Return the latest result, declared or verified, explained; None while nothing was handed in.

    kind: empty takes the verified one where there is one. At most nine SQL queries.
    raises: AssessmentNotFound
    """
    row, _part = seen(actor, key)
    latest: dict[str, Result] = {}
    for one in Result.objects.filter(assessment=row):
        latest.setdefault(one.kind, one)
    found = latest.get(kind) or latest.get("verified") or latest.get("declared")
    if found is None:
        return None
    method = method_of(row.version)
    answers = _answers(row, found.kind)
    main = main_figure(method)
    return Explained(
        kind=found.kind,
        kinds=sorted(latest),
        frozen_at=found.frozen_at,
        digest=found.digest,
        main=main,
        value=_number(found.figures.get(main)),
        scale=scale_of(method, main),
        levels=levels_of(method, found.figures),
        figures=found.figures,
        sections=_section_figures(method, found.figures, main),
        before=_before(row, method, main),
        blocks=_blocks(method, found.trace, answers),
        filled=[
            (question, str(one["choice"]))
            for one in found.rules
            if one.get("rule") == "filled-in"
            for question in method.questions
            if question.id == one["question"]
        ],
        missing=[one for one in method.questions if one.id in set(found.missing)],
        obligations=list(found.figures.get("obligations") or ()),
        suggestions=[one for one in method.actions if one.id in (found.figures.get("actions") or ())],
        raises=what_raises(method, answers, main),
    )


def list_actions(*, actor: Actor, key: str) -> list[ActionInfo]:
    """Return the actions of an assessment in the order of their dates. At most six SQL queries.

    raises: AssessmentNotFound
    """
    row, _part = seen(actor, key)
    return [
        ActionInfo(
            one.pk, one.suggestion, one.title, one.owner, one.due_on, one.cost_mad, one.expected_gain, one.done_at,
            one.created_at,
        )
        for one in Action.objects.filter(assessment=row)
    ]  # fmt: skip


def main_figure(method: Method) -> str:
    """Return the figure that counts most: the last mean or composite, else what points or shares give."""
    means = [rule.id for rule in method.scoring if rule.type in ("mean", "composite")]
    if means:
        return means[-1]
    kinds = {rule.type for rule in method.scoring}
    return "final" if "points" in kinds else "confidence" if "shares" in kinds else ""


def scale_of(method: Method, figure: str) -> tuple[float, float]:
    """Return from where to where a figure goes, 0 to 100 where its rule says nothing."""
    rules: dict[str, ScoringRule] = {rule.id: rule for rule in method.scoring}
    rule = rules.get(figure)
    if rule is not None and rule.type == "mean":
        return scale_of(method, str(rule.settings["of"][0]).partition(".")[0])
    scale = rule.settings.get("scale") if rule is not None else None
    return (float(scale[0]), float(scale[1])) if scale else (0.0, 100.0)


def levels_of(method: Method, figures: Mapping[str, Json]) -> list[Level]:
    """Return the levels that a method's rules give, in their order."""
    found = []
    for rule in method.scoring:
        name = "level" if rule.type == "points" else rule.id
        number = figures.get(name)
        if rule.type not in ("levels", "points") or not isinstance(number, int):
            continue
        bounds = rule.settings.get("bounds" if rule.type == "levels" else "levels") or (0.25, 0.5, 0.75)
        names = rule.settings.get("names") or ()
        found.append(
            Level(rule.id, number, len(bounds) + 1, names[number - 1] if len(names) >= number else {})
        )
    return found


def what_raises(method: Method, answers: Answers, main: str) -> list[Raise]:
    """Return the answers whose next better choice would raise the main figure most. No SQL query."""
    now = _number(score_method(method, answers).figures.get(main))
    if now is None:
        return []
    found = []
    for question in asked(method, answers):
        better = _next_choice(question, answers.get(question.id))
        if better is None:
            continue
        then = _number(score_method(method, {**answers, question.id: better}).figures.get(main))
        if then is not None and then > now + 1e-12:
            found.append(Raise(question, answers.get(question.id), better, then - now))
    return sorted(found, key=lambda one: -one.gain)[:MOST_RAISES]


def _next_choice(question: Question, value: Json) -> str | None:
    """Return the choice that is worth a step more than the answer, the first step where nothing is known."""
    if question.type != "single" or any(one.value is None for one in question.choices):
        return None
    worth = {one.id: one.value or 0.0 for one in question.choices}
    now = worth.get(value) if isinstance(value, str) else None
    above = [
        (step, name) for name, step in worth.items() if step > (min(worth.values()) if now is None else now)
    ]
    return min(above)[1] if above else None


def _answers(row: Assessment, kind: str) -> dict[str, Json]:
    given = dict(Answer.objects.filter(assessment=row).values_list("question", "value"))
    if kind == "verified":
        given |= dict(Review.objects.filter(assessment=row).values_list("question", "value"))
    return {name: value for name, value in given.items() if not is_missing(value)}


def _section_figures(
    method: Method, figures: Mapping[str, Json], main: str
) -> list[tuple[Texts, float | None]]:
    composites = [rule.id for rule in method.scoring if rule.type == "composite"]
    names = [main, *composites]
    found = []
    for section in method.sections:
        name = next((f"{one}.{section.id}" for one in names if f"{one}.{section.id}" in figures), "")
        if name:
            found.append((section.titles, _number(figures[name])))
    return found


def _before(row: Assessment, method: Method, main: str) -> list[float | None]:
    """Return the sections' figures of the same body in the wave before, in the same order; none without one."""
    previous = row.campaign.previous_id if row.campaign else None
    if previous is None:
        return []
    rows = Figure.objects.filter(campaign_id=previous, assessment__body=row.body)
    figures = dict(rows.exclude(assessment__state="superseded").values_list("name", "value"))
    return [value for _titles, value in _section_figures(method, figures, main)] if figures else []


def _blocks(method: Method, trace: Sequence[Mapping[str, Json]], answers: Answers) -> list[Block]:
    """Return the lines of a trace under their sections, section by section, rule by rule."""
    questions = {one.id: one for one in method.questions}
    sections = {
        one.id: (section.id, section.titles) for section in method.sections for one in section.questions
    }
    totals = {
        (line.get("by"), line.get("section")): line
        for line in trace
        if "section" in line and "question" not in line
    }
    terms: dict[tuple[str, str], list[Term]] = {}
    titles: dict[str, Texts] = {}
    for line in trace:
        question = questions.get(str(line.get("question", "")))
        if question is None:
            continue
        section, titles_here = sections[question.id]
        titles[section] = titles_here
        worth = line.get("score", line.get("points"))
        terms.setdefault((str(line["by"]), section), []).append(
            Term(
                question,
                answers.get(question.id),
                _number(worth),
                _number(line.get("weight")),
                _number(line.get("maximum")),
            )
        )
    return [
        Block(
            by, titles[section], _number(totals.get((by, section), {}).get("score")),
            _number(totals.get((by, section), {}).get("weight")), lines,
        )
        for (by, section), lines in terms.items()
    ]  # fmt: skip


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
