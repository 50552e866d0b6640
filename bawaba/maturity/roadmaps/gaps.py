"""From answers to what is missing: the level of each question, the actions that are needed, what each brings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Method, Question, Section
from bawaba.maturity.types import ImprovementAction, Json

Answers = Mapping[str, Json]
Scorer = Callable[[Answers], float]
"""Gives the index of a set of answers, by the scoring engine."""

TOP: Final = 4


@dataclass(frozen=True, slots=True)
class Gaps:
    """What an administration needs. answers: with the lowest level where none was given

    needed: actions that some question has not taken yet, each with its gain in points of the index
    missing: questions without an answer
    """

    answers: Answers
    needed: tuple[ImprovementAction, ...]
    gains: Mapping[str, float]
    missing: tuple[str, ...]
    index: float


def find_gaps(method: Method, answers: Answers, actions: Sequence[ImprovementAction], score: Scorer) -> Gaps:
    """Return the actions that are needed, and the gain of each: the index with its dimension raised to the end
    of the step, less the index with it raised to its beginning, the others as they are.

    What has no answer counts as the lowest level, and is named; what does not apply stays out.
    """
    levelled = [one for one in method.questions if levels_of(one)]
    missing = tuple(one.id for one in levelled if answers.get(one.id) in (None, UNKNOWN))
    lowest = {one.id: choice_at(one, 0) for one in levelled if one.id in missing}
    whole = {**answers, **lowest}
    sections = {one.id: one for one in method.sections}
    needed = tuple(one for one in actions if _is_needed(sections.get(one.section), whole, one.to_level))
    raised = {
        (name, level): score(raise_section(sections[name], whole, level))
        for name in {one.section for one in needed}
        for level in range(TOP + 1)
    }
    gains = {
        one.id: max(0.0, raised[one.section, one.to_level] - raised[one.section, one.from_level]) for one in needed
    }  # fmt: skip
    return Gaps(whole, needed, gains, missing, score(whole))


def apply_actions(method: Method, answers: Answers, done: Sequence[ImprovementAction]) -> dict[str, Json]:
    """Return the answers once actions are finished: each dimension raised to the highest level among them."""
    reached: dict[str, int] = {}
    for one in done:
        reached[one.section] = max(reached.get(one.section, 0), one.to_level)
    found = dict(answers)
    for section in method.sections:
        found = raise_section(section, found, reached.get(section.id, 0))
    return found


def raise_section(section: Section, answers: Answers, level: int) -> dict[str, Json]:
    """Return answers in which no applicable question of a dimension is below a level."""
    found = dict(answers)
    for one in section.questions:
        now = level_of(one, found.get(one.id))
        if now is not None and now < level:
            found[one.id] = choice_at(one, level)
    return found


def level_of(question: Question, answer: Json) -> float | None:
    """Return the level of an answer; None for a question without levels, or one that does not apply."""
    levels = levels_of(question)
    if not levels or answer == NOT_APPLICABLE:
        return None
    return levels.get(answer, 0.0) if isinstance(answer, str) else 0.0


def levels_of(question: Question) -> dict[str, float]:
    """Return the level of each choice of a question; empty where its choices are no levels."""
    if question.type != "single":
        return {}
    return {one.id: one.value for one in question.choices if one.value is not None}


def choice_at(question: Question, level: int) -> str:
    """Return the first choice that is worth a level, or the best one where none is."""
    order = sorted(levels_of(question).items(), key=lambda pair: pair[1])
    return next((name for name, value in order if value >= level), order[-1][0])


def has_reached(section: Section, answers: Answers, level: int) -> bool:
    """Say whether every applicable question of a dimension is at a level, or above it."""
    return not _is_needed(section, answers, level)


def _is_needed(section: Section | None, answers: Answers, level: int) -> bool:
    if section is None:
        return False
    levels = (level_of(one, answers.get(one.id)) for one in section.questions)
    return any(now is not None and now < level for now in levels)
