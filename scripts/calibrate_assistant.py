#!/usr/bin/env python3
"""Learn how the assistant weighs evidence, from development questions, into `data/calibration.json`.

For each language, with and without a model: the weights of the channels (softmax over candidates,
drawn towards equal weights), then, apart for whole catalogues and for titles alone, the logistic
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
from bawaba.assistant.queries.evidence import weigh_question  # noqa: E402
from bawaba.assistant.rules.weighing import (  # noqa: E402
    NAMES,
    Candidate,
    Curve,
    Signs,
    lead_of,
    rank_candidates,
    signs_of,
)
from bawaba.search.queries import question_language  # noqa: E402

DATA: Final = ROOT / "bawaba/assistant/data"
OWN: Final = DATA / "evaluation/questions.jsonl"
TITLES: Final = DATA / "evaluation/title_questions.jsonl"
DRAWN: Final = DATA / "evaluation/drawn_questions.jsonl"
COUNTER: Final = DATA / "evaluation/counter_questions.jsonl"
WINDOW: Final = DATA / "evaluation/window_questions.jsonl"
COUNTER_WHOLE: Final = DATA / "evaluation/counter_whole.jsonl"
TITLE_CATALOGUE: Final = DATA / "evaluation/titles.jsonl"
SITUATIONS: Final = ROOT / "bawaba/search/data/evaluation/ma_questions.jsonl"
CHANNELS: Final = ("ar", "ar3", "fr", "en", "skeleton", "spoken", "translated", "vector")
LANGUAGES: Final = ("ar", "darija", "darija-latn", "fr")
PULL, SHARPNESS, ROUNDS = 0.02, 8.0, 400
OTHERS_WEIGHT: Final = 0.5  # of questions written for search: shorter, and nearly all with an answer
# Of what no catalogue answers, asked at length: our other refusals are short, so length alone seemed to prove
# that a question has an answer. Light, or questions from situations would be refused instead.
LONG_WEIGHT: Final = 0.02
LEAST_MARGIN: Final = 0.06  # below this lead choices are offered even where development questions were easy
LEAST_RIGHT: Final = 0.85  # how often the best service must be right where none is offered beside it
MOST_OFFERED: Final = 0.35
# A title tells twins apart. Learned from our own questions, which were written beside the titles, it
# weighed 0.06 to 0.18 and harmed the questions written for search; this much helps both.
TITLE_WEIGHT: Final = 0.04
# What single fields say, set by hand for the same reason: learned freely, they and the channels brought
# development questions to .946 and those kept aside from .775 down to .692. This share is the best of seven
# that leaves the questions written for search where they were.
FIELD_WEIGHTS: Final = {"keyword_said": 0.05, "in_fields": 0.03, "in_keywords": 0.02, "title_said": 0.02}
# What the words say laid side by side, set by hand once for all languages. Where a title is all that is known,
# how much of it the question tells counts too; over whole records it misled.
WORD_WEIGHTS: Final = {"said": 0.3}
ALONE_WEIGHTS: Final = {"said": 0.3, "told": 0.2}
REFUSED: Final = frozenset({"injection", "personal", "legal-advice", "abuse", "out-of-scope"})


@dataclass
class Question:
    """A development question with its evidence."""

    language: str
    kind: str
    wanted: frozenset[str]
    weight: float
    refused: bool
    words: int
    candidates: Mapping[bool, list[Candidate]]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def read_questions() -> Iterator[Question]:
    """Yield the development questions of every set."""
    published, titles = shelves.PublishedShelf(hurried=False), shelves.open_file(path=TITLE_CATALOGUE)
    for path, shelf, kind, weight in (
        (OWN, published, "rich", 1.0), (SITUATIONS, published, "rich", OTHERS_WEIGHT),
        (COUNTER_WHOLE, published, "rich", 1.0), (DRAWN, published, "rich", LONG_WEIGHT),
        (TITLES, titles, "titles", 1.0), (DRAWN, titles, "titles", 1.0),
        (COUNTER, titles, "titles", 1.0), (WINDOW, titles, "titles", 1.0),
    ):  # fmt: skip
        for row in rows(path):
            if row.get("split") == "dev" and (weight != LONG_WEIGHT or row.get("anywhere")):
                wanted = row.get("relevant") or row.get("accepted") or [row.get("service_id")]
                yield weighed(row["question"], frozenset(filter(None, wanted)), shelf, kind, weight)


def weighed(text: str, wanted: frozenset[str], shelf: shelves.Shelf, kind: str, weight: float) -> Question:
    language = question_language(text=text)
    reading = read_text(text, language)
    found = {}
    for vectors in (False, True):
        found[vectors] = weigh_question(text, language, reading, shelf, vectors=vectors).candidates
    return Question(
        language,
        kind,
        wanted,
        weight,
        not wanted and not REFUSED.isdisjoint(reading.alarms),
        len(reading.subject),
        found,
    )


def fit_weights(questions: Sequence[Question], vectors: bool) -> dict[str, float]:
    """Return the channels' weights, of sum one."""
    data = []
    for question in questions:
        matrix = np.array(
            [[one.whole.get(channel, 0.0) for channel in CHANNELS] for one in question.candidates[vectors]]
        )
        right = np.array([one.key in question.wanted for one in question.candidates[vectors]], float)
        if right.sum():
            data.append((matrix, right / right.sum()))
    weights, speed = np.ones(len(CHANNELS)), np.zeros(len(CHANNELS))
    for step in range(ROUNDS):
        slope = -PULL * SHARPNESS * (weights - 0.7)
        for matrix, right in data:
            value = SHARPNESS * (matrix @ weights)
            share = np.exp(value - value.max())
            slope += SHARPNESS * (matrix.T @ (right - share / share.sum())) / len(data)
        speed = 0.9 * speed + slope
        weights = np.maximum(weights + 0.02 * speed / (1 + step / 100), 0)
    total = weights.sum() if vectors else weights[:-1].sum()
    named = dict(zip(CHANNELS, (weights / total).round(4).tolist(), strict=True))
    named |= {"title": TITLE_WEIGHT, **FIELD_WEIGHTS, **WORD_WEIGHTS}
    return named if vectors else {name: weight for name, weight in named.items() if name != "vector"}


def without_fields(weights: Mapping[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the weights for catalogues of titles alone: with one field there is nothing to tell apart."""
    return {
        language: {name: value for name, value in mine.items() if name not in FIELD_WEIGHTS} | ALONE_WEIGHTS
        for language, mine in weights.items()
    }


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
        signs = features(candidates, weighing, question.words)
        points.append(Point(question.language, signs, right, question.weight))
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
        weights = {
            language: fit_weights(
                [one for one in questions if one.language == language and one.wanted], vectors
            )
            for language in LANGUAGES
        }
        for kind in ("rich", "titles"):
            asked = [one for one in questions if one.kind == kind and one.language in LANGUAGES]
            weighing = weights if kind == "rich" else without_fields(weights)
            learned |= learn_curves(asked, vectors, weighing, f"{kind}/{name}")
    text = json.dumps(learned, indent=1, sort_keys=True)
    (DATA / "calibration.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(questions)} questions, {len(learned)} calibrations")


if __name__ == "__main__":
    main()
