#!/usr/bin/env python3
"""Learn how the assistant weighs evidence, from development questions, into `data/calibration.json`.

For each language, with and without a model: the weights of the channels and of what single fields
say (softmax over candidates), then, apart for whole catalogues and for titles alone, the logistic
curve of the chance that the best candidate answers, its threshold (best F1 of abstention) and the
lead below which choices are offered. Needs a prepared home with vectors. Test questions are not read.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")

import django  # noqa: E402

django.setup()

from bawaba.assistant.queries import shelves  # noqa: E402
from bawaba.assistant.queries.books import read_text  # noqa: E402
from bawaba.assistant.queries.evidence import MOST_COMPARED, weigh_question  # noqa: E402
from bawaba.assistant.rules.weighing import (  # noqa: E402
    NAMES,
    Candidate,
    Curve,
    Signs,
    lead_of,
    rank_candidates,
    signs_of,
)
from bawaba.search.queries import FIELD_SIGNS, question_language  # noqa: E402

DATA: Final = ROOT / "bawaba/assistant/data"
OWN: Final = DATA / "evaluation/questions.jsonl"
TITLES: Final = DATA / "evaluation/title_questions.jsonl"
TITLE_CATALOGUE: Final = DATA / "evaluation/titles.jsonl"
SITUATIONS: Final = ROOT / "bawaba/search/data/evaluation/ma_questions.jsonl"
CHANNELS: Final = (
    "ar", "ar3", "fr", "en", "skeleton", "spoken", "translated", "vector", "held", *FIELD_SIGNS,
)  # fmt: skip
LANGUAGES: Final = ("ar", "darija", "darija-latn", "fr")
PULL, OWN_SHARE, ROUNDS = 0.02, 0.3, 250
OTHERS_WEIGHT: Final = 0.5  # of questions written for search: shorter, and nearly all with an answer
LEAST_MARGIN: Final = 0.06  # below this lead choices are offered even where development questions were easy
LEAST_RIGHT: Final = 0.85  # how often the best service must be right where none is offered beside it
MOST_OFFERED: Final = 0.35
REFUSED: Final = frozenset({"injection", "personal", "legal-advice", "abuse", "out-of-scope"})


@dataclass
class Question:
    """A development question with its evidence."""

    language: str
    kind: str
    wanted: frozenset[str]
    own: bool
    refused: bool
    words: int
    candidates: Mapping[bool, list[Candidate]]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def read_questions() -> Iterator[Question]:
    """Yield the development questions of every set."""
    published, titles = shelves.PublishedShelf(hurried=False), shelves.open_file(path=TITLE_CATALOGUE)
    for path, shelf, kind in (
        (OWN, published, "rich"), (SITUATIONS, published, "rich"), (TITLES, titles, "titles"),
    ):  # fmt: skip
        for row in rows(path):
            if row.get("split") == "dev":
                wanted = row.get("relevant") or row.get("accepted") or [row.get("service_id")]
                yield weighed(
                    row["question"], frozenset(filter(None, wanted)), shelf, kind, path != SITUATIONS
                )


def weighed(text: str, wanted: frozenset[str], shelf: shelves.Shelf, kind: str, own: bool) -> Question:
    language = question_language(text=text)
    reading = read_text(text, language)
    found = {}
    for vectors in (False, True):
        found[vectors] = weigh_question(text, language, reading, shelf, vectors=vectors).candidates
    return Question(
        language,
        kind,
        wanted,
        own,
        not wanted and not REFUSED.isdisjoint(reading.alarms),
        len(reading.subject),
        found,
    )


def fit_weights(questions: Sequence[Question], vectors: bool) -> dict[str, dict[str, float]]:
    """Return the channels' weights by language, each of sum one, none below zero.

    Softmax over candidates; a language's weights are drawn towards those of all, these towards zero, each
    channel in units of its spread. Learned with Adam (Kingma and Ba, 2015).
    """
    asked = [one for one in questions if one.language in LANGUAGES and answers(one, vectors).any()]
    tables = [table(one, vectors) for one in asked]
    spread = np.concatenate(tables).std(0) + 1e-9
    most = max(map(len, tables))
    x = np.zeros((len(asked), most, len(CHANNELS)))
    y, held = np.zeros((len(asked), most)), np.zeros((len(asked), most), bool)
    for place, (one, values) in enumerate(zip(asked, tables, strict=True)):
        x[place, : len(values)], held[place, : len(values)] = values / spread, True
        y[place, : len(values)] = answers(one, vectors) / answers(one, vectors).sum()
    spot = np.array([LANGUAGES.index(one.language) for one in asked])
    weights = descend(x, y, held, spot) / spread
    return {language: shares(weights[place], vectors) for place, language in enumerate(LANGUAGES)}


def descend(x: np.ndarray, y: np.ndarray, held: np.ndarray, spot: np.ndarray) -> np.ndarray:
    """Return a row of weights for each language. x: questions by candidates by channels; spot: their language."""
    free = np.zeros((1 + len(LANGUAGES), x.shape[2]))  # the first row is shared, the others are added to it
    mean, square = np.zeros_like(free), np.zeros_like(free)
    absent = np.where(held, 0.0, -1e9)
    for step in range(1, ROUNDS + 1):
        value = np.einsum("qcf,qf->qc", x, np.maximum(free[0] + free[1 + spot], 0)) + absent
        share = np.exp(value - value.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        pull = np.einsum("qcf,qc->qf", x, y - share) / len(x)
        slope = -PULL * free / np.array([1.0] + [OWN_SHARE] * len(LANGUAGES))[:, None]
        slope[0] += pull.sum(0)
        for place in range(len(LANGUAGES)):
            slope[1 + place] += pull[spot == place].sum(0)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        free += 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        free[1:] = np.maximum(free[0] + free[1:], 0) - free[0]
    return np.maximum(free[0] + free[1:], 0)


def table(question: Question, vectors: bool) -> np.ndarray:
    """Return the candidates whose fields were compared, by channel."""
    near = question.candidates[vectors][:MOST_COMPARED]
    return np.array([[one.whole.get(channel, 0.0) for channel in CHANNELS] for one in near]).reshape(
        -1, len(CHANNELS)
    )


def answers(question: Question, vectors: bool) -> np.ndarray:
    """Return which of these candidates answer, as 0 and 1."""
    near = question.candidates[vectors][:MOST_COMPARED]
    return np.array([one.key in question.wanted for one in near], float)


def shares(weights: np.ndarray, vectors: bool) -> dict[str, float]:
    """Return channel → weight, of sum one; without the vector's where there is no model."""
    named = {
        channel: float(weight)
        for channel, weight in zip(CHANNELS, weights, strict=True)
        if vectors or channel != "vector"
    }
    whole = sum(named.values())
    return {channel: round(weight / whole, 4) for channel, weight in named.items()}


def features(candidates: Sequence[Candidate], weights: Mapping[str, float], words: int) -> list[float]:
    signs = signs_of(rank_candidates(candidates, weights), weights, words)
    return [getattr(signs, name) for name in NAMES]


@dataclass
class Point:
    """Signs of one question, and how much it counts."""

    language: str
    signs: list[float]
    answerable: bool
    weight: float


def points_of(
    questions: Sequence[Question], vectors: bool, weights: Mapping[str, dict[str, float]]
) -> list[Point]:
    points = []
    for question in questions:
        if question.refused:  # for its words, whatever the evidence
            continue
        candidates = question.candidates[vectors]
        weighing = weights[question.language]
        right = bool(question.wanted)
        weight = 1.0 if question.own else OTHERS_WEIGHT
        points.append(Point(question.language, features(candidates, weighing, question.words), right, weight))
    return points


def fit_curves(points: Sequence[Point]) -> dict[str, dict[str, float]]:
    """Return a logistic curve for each language: slopes drawn towards those of all, a bias of its own."""
    languages = sorted({point.language for point in points})
    spot = np.array([languages.index(point.language) for point in points])
    x = np.array([point.signs for point in points])
    y = np.array([float(point.answerable) for point in points])
    importance = np.array([point.weight for point in points])
    for place in range(len(languages)):
        for side in (0.0, 1.0):
            chosen = (spot == place) & (y == side)
            importance[chosen] /= max(importance[chosen].sum(), 1e-9)
    shared, own, bias = np.zeros(len(NAMES)), np.zeros((len(languages), len(NAMES))), np.zeros(len(languages))
    for _ in range(8000):
        slopes = np.maximum(shared + own, 0)
        chance = 1 / (1 + np.exp(-(bias[spot] + (x * slopes[spot]).sum(1))))
        error = importance * (y - chance)
        for place in range(len(languages)):
            mine = spot == place
            step = x[mine].T @ error[mine]
            own[place] += 0.3 * (step - 0.02 * own[place])
            bias[place] += 0.3 * error[mine].sum()
        shared += 0.3 * (x.T @ error / len(languages) - 0.0005 * shared)
    slopes = np.maximum(shared + own, 0)
    return {
        language: {
            "bias": round(float(bias[place]), 4),
            **dict(zip(NAMES, slopes[place].round(4).tolist(), strict=True)),
        }
        for place, language in enumerate(languages)
    }


def chances(points: Sequence[Point], curve: Mapping[str, float]) -> list[tuple[float, bool]]:
    """Return the chance of each real question, with whether it is answerable."""
    sloped = Curve(curve["bias"], Signs(**{name: curve[name] for name in NAMES}), 0.5)
    return [(sloped.chance(Signs(*point.signs)), point.answerable) for point in points if point.weight == 1.0]


STEPS: Final = np.linspace(0.05, 0.95, 91)


def threshold_gains(real: Sequence[tuple[float, bool]], caught: int) -> np.ndarray:
    """Return the F1 of abstention for each step. caught: questions that are refused for their words."""
    chance = np.array([one for one, _ in real])
    answerable = np.array([known for _, known in real], bool)
    abstained = chance[None, :] < STEPS[:, None]
    hits = (abstained & ~answerable).sum(1) + caught
    wrong, missed = (abstained & answerable).sum(1), (~abstained & ~answerable).sum(1)
    return 2 * hits / np.maximum(2 * hits + wrong + missed, 1)


def best_threshold(own: np.ndarray, every: np.ndarray) -> float:
    """Return the step of the best F1, of one language and of all: one alone has few questions."""
    gains = own + every
    return round(float(STEPS[gains >= gains.max() - 1e-9].mean()), 3)


def choose_margin(questions: Sequence[Question], vectors: bool, weights: Mapping[str, float]) -> float:
    """Return the least lead above which the best service is right often enough."""
    seen = []
    for question in questions:
        ranked = rank_candidates(question.candidates[vectors], weights)
        if ranked and question.wanted:
            lead = lead_of([score for score, _ in ranked])
            seen.append((lead, ranked[0][1].key in question.wanted))
    seen.sort()
    for place in range(int(len(seen) * MOST_OFFERED) + 1):
        left = [right for _, right in seen[place:]]
        if left and sum(left) / len(left) >= LEAST_RIGHT:
            return round(seen[place][0], 4)
    return round(seen[int(len(seen) * MOST_OFFERED)][0], 4) if seen else 0.0


def learn_curves(
    asked: Sequence[Question], vectors: bool, weights: Mapping[str, dict[str, float]], name: str
) -> dict[str, object]:
    """Return language/kind/model -> what was learned for it."""
    curves = fit_curves(points_of(asked, vectors, weights))
    gains = {}
    for language in curves:
        mine = points_of([one for one in asked if one.language == language], vectors, weights)
        caught = sum(one.refused and one.language == language for one in asked)
        gains[language] = threshold_gains(chances(mine, curves[language]), caught)
    every = np.mean(list(gains.values()), axis=0)
    return {
        f"{language}/{name}": {
            "weights": weights[language],
            "curve": {**curve, "threshold": best_threshold(gains[language], every)},
            "margin": max(
                LEAST_MARGIN,
                choose_margin([one for one in asked if one.language == language], vectors, weights[language]),
            ),
        }
        for language, curve in curves.items()
    }


def main() -> None:
    """Write the calibrations."""
    questions = list(read_questions())
    learned: dict[str, object] = {}
    for vectors, name in ((True, "vectors"), (False, "words")):
        weights = fit_weights(questions, vectors)
        for kind in ("rich", "titles"):
            asked = [one for one in questions if one.kind == kind and one.language in LANGUAGES]
            learned |= learn_curves(asked, vectors, weights, f"{kind}/{name}")
    text = json.dumps(learned, indent=1, sort_keys=True)
    (DATA / "calibration.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(questions)} questions, {len(learned)} calibrations")


if __name__ == "__main__":
    main()
