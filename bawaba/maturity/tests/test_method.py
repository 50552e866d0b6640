"""The default method of the study: whole, readable, in three languages, with actions that can be planned."""

import re
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bawaba.assess.queries.explaining import levels_of
from bawaba.assess.rules.definitions import read_method
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.scoring.reading import read_yaml
from bawaba.assess.types import Method, Texts
from bawaba.maturity.queries import stage_at, stages_of

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("ar", "fr", "en")
CARELESS = {
    "fr": re.compile(r"[^\s:;?!/][:;?!](?=\s|$)|[ ][:;?!»%]|«[ ]|\w'\w|\d%"),
    "ar": re.compile(r"[\u0600-\u06ff]\s*[,;?]|\u0640|\s[،؛؟.]"),
    "en": re.compile(r"\w'\w|\s[:;?!.,%]|[\u0600-\u06ff]"),
}
SOURCE = re.compile(
    r"GTMI:I-(?:[1-9]|[1-3]\d|4[0-8])"
    r"|OECD:(?:digital-by-design|data-driven|government-as-a-platform|open-by-default|user-driven|proactiveness)"
    r"|UN:(?:institutional-framework|content-provision|services-provision|participation|technology)"
    r"|EU:(?:user-centricity|transparency|key-enablers|cross-border)"
    r"|MA:(?:\d\d-\d\d|digital-2030)"
)


@pytest.fixture(scope="module")
def method() -> Method:
    return read_method(read_yaml((DATA / "methods/maturite-numerique.yaml").read_text()))


def loaded(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text())


@pytest.fixture(scope="module")
def actions() -> list[dict[str, Any]]:
    return list(loaded("actions/digital-maturity.yaml")["actions"])


@pytest.fixture(scope="module")
def texts(method: Method, actions: list[dict[str, Any]]) -> list[Texts]:
    def all_of() -> Iterator[Texts]:
        yield method.titles
        for section in method.sections:
            yield from (section.titles, section.help)
        for question in method.questions:
            yield from (question.titles, question.help)
            yield from (choice.titles for choice in question.choices)
        yield from (action["titles"] for action in actions)
        yield from (one["titles"] for one in loaded("indicators.yaml")["indicators"])
        yield from (one["titles"] for one in loaded("aspects.yaml")["aspects"])

    return list(all_of())


def test_the_method_has_what_the_ministry_asked_for(method: Method) -> None:
    assert len(method.sections) >= 12
    assert len(method.questions) >= 90
    assert set(method.languages) == set(LANGUAGES)
    for question in method.questions:
        assert [choice.value for choice in question.choices] == [0, 1, 2, 3, 4], question.id
        assert question.evidence, question.id
        assert question.help, question.id


def test_every_question_names_what_it_draws_on(method: Method) -> None:
    unknown = [
        (question.id, name)
        for question in method.questions
        for name in question.draws_on or ("nothing",)
        if not SOURCE.fullmatch(name)
    ]
    assert unknown == []


def test_every_source_of_a_question_is_explained(method: Method) -> None:
    listed = (DATA / "SOURCES.md").read_text()
    laws = {name for question in method.questions for name in question.draws_on if name.startswith("MA:")}
    others = {name.split(":")[0] for question in method.questions for name in question.draws_on}
    assert [name for name in sorted(laws | others) if f"`{name}" not in listed] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_or_careless(texts: list[Texts], language: str) -> None:
    assert [text for text in texts if not text.get(language, "").strip()] == []
    assert [text[language] for text in texts if CARELESS[language].search(text[language])] == []


def test_no_text_is_the_same_in_two_languages(texts: list[Texts]) -> None:
    assert [text for text in texts if len({text[language] for language in LANGUAGES}) < 3] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_twice(texts: list[Texts], language: str) -> None:
    count = Counter(text[language] for text in texts)
    assert [text for text, times in count.items() if times > 1] == []


def test_the_same_figures_stand_in_the_three_languages(method: Method) -> None:
    """A bound that differs between languages would give an administration two levels for one fact."""

    def figures(text: str) -> Counter[str]:
        return Counter(re.findall(r"\d+", text))

    differing = [
        choice.titles
        for question in method.questions
        for choice in question.choices
        if not figures(choice.titles["ar"]) == figures(choice.titles["fr"]) == figures(choice.titles["en"])
    ]
    assert differing == []


def test_the_least_answers_score_nothing_and_the_best_everything(method: Method) -> None:
    least = score_method(method, {question.id: "l0" for question in method.questions})
    best = score_method(method, {question.id: "l4" for question in method.questions})
    assert (least.figures["index"], least.figures["stage"]) == (0, 1)
    assert (best.figures["index"], best.figures["stage"]) == (100, 5)
    named = [levels_of(method, score.figures)[0].names for score in (least, best)]
    assert named == [
        {"en": "Beginning", "fr": "Débutant", "ar": "مبتدئ"}, {"en": "Leading", "fr": "Pionnier", "ar": "رائد"}
    ]  # fmt: skip


def test_half_of_the_questions_give_no_index(method: Method) -> None:
    answered = method.questions[: len(method.questions) // 2]
    score = score_method(method, {question.id: "l4" for question in answered})
    assert score.figures["index"] is None
    assert len(score.missing) == len(method.questions) - len(answered)


def test_every_dimension_belongs_to_one_aspect_whose_weight_is_announced(method: Method) -> None:
    weights = {section.id: section.weight for section in method.sections}
    aspects = {one["id"]: one["sections"] for one in loaded("aspects.yaml")["aspects"]}
    assert sorted(name for names in aspects.values() for name in names) == sorted(weights)
    assert {aspect: sum(weights[name] for name in names) for aspect, names in aspects.items()} == {
        "capacity": 40, "services": 40, "impact": 20,
    }  # fmt: skip


def test_each_step_of_each_dimension_has_an_action(method: Method, actions: list[dict[str, Any]]) -> None:
    steps = Counter((one["section"], one["from_level"], one["to_level"]) for one in actions)
    wanted = {(section.id, level, level + 1) for section in method.sections for level in range(4)}
    assert wanted <= set(steps)
    assert set(steps) <= wanted


def test_actions_can_be_put_in_an_order(actions: list[dict[str, Any]]) -> None:
    requires = {one["id"]: one["requires"] for one in actions}
    assert len(requires) == len(actions)
    assert {name for names in requires.values() for name in names} <= set(requires)
    order = list(TopologicalSorter(requires).static_order())
    assert len(order) == len(actions)
    for one in actions:
        earlier = f"{one['section']}-{one['from_level']}"
        assert one["from_level"] == 0 or earlier in one["requires"], one["id"]


def test_an_action_says_its_effort_cost_and_gain(method: Method, actions: list[dict[str, Any]]) -> None:
    weights = {section.id: section.weight for section in method.sections}
    whole = sum(weights.values())
    for one in actions:
        assert 0 < one["days"][0] < one["days"][1], one["id"]
        assert 0 <= one["cost_mad"][0] < one["cost_mad"][1], one["id"]
        assert one["gain"] == pytest.approx(100 * weights[one["section"]] / whole / 4), one["id"]
    assert sum(one["gain"] for one in actions) == pytest.approx(100)


def test_a_measured_figure_has_the_bounds_that_its_levels_tell(method: Method) -> None:
    questions = {question.id: question for question in method.questions}
    for one in loaded("indicators.yaml")["indicators"]:
        choices = questions[one["question"]].choices
        bounds = one["bounds"]
        assert len(bounds) == 4
        assert bounds == sorted(set(bounds), reverse=one["better"] == "less")
        for choice, bound in list(zip(choices[1:], bounds, strict=True))[1:]:
            assert str(bound) in re.findall(r"\d+", choice.titles["en"]), (one["question"], choice.id)


def test_what_nobody_measures_says_why_in_each_language(method: Method) -> None:
    unknown = {
        one["measured_by"]: one["reason"]
        for one in loaded("indicators.yaml")["indicators"]
        if "reason" in one
    }
    assert set(unknown) == {
        "catalogue.complete_share", "catalogue.accessible_share", "casework.online_share_of_requests",
    }  # fmt: skip
    assert all(set(reason) == {"ar", "fr", "en"} for reason in unknown.values())


def test_stages_are_named_where_the_scores_of_the_method_begin_them(method: Method) -> None:
    assert [begins for _names, begins in stages_of(method=method)] == [0, 20, 40, 60, 80]
    for value, name in (
        (0, "Débutant"),
        (19.9, "Débutant"),
        (20, "Émergent"),
        (80, "Pionnier"),
        (100, "Pionnier"),
    ):
        assert stage_at(method=method, value=value)["fr"] == name
    assert stage_at(method=method, value=None) == {}


def test_side_files_are_of_this_version_of_the_method(method: Method) -> None:
    for name in ("actions/digital-maturity.yaml", "indicators.yaml", "aspects.yaml"):
        found = loaded(name)
        assert (found["method"], found["version"]) == (method.urn, method.version), name
