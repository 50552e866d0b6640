"""The ethical impact assessment: whole, in three languages, and strict about what blocks a system."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bawaba.assess.rules.definitions import read_method
from bawaba.assess.rules.scoring import score_method
from bawaba.assess.scoring.reading import read_yaml
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Method, Texts

FILE = Path(__file__).resolve().parent.parent / "data/methods/ethics-impact.yaml"
LANGUAGES = ("ar", "fr", "en")
STAGES = ("need", "data", "design", "testing", "deployment", "monitoring", "retirement")
CARELESS = {
    "fr": re.compile(r"[^\s:;?!/][:;?!](?=\s|$)|[ ][:;?!»%]|«[ ]|\w'\w"),
    "ar": re.compile(r"[\u0600-\u06ff]\s*[,;?]|\u0640|\s[،؛؟.]"),
    "en": re.compile(r"\w'\w|\s[:;?!.,%]|[\u0600-\u06ff]"),
}


@pytest.fixture(scope="module")
def method() -> Method:
    return read_method(read_yaml(FILE.read_text()))


@pytest.fixture(scope="module")
def texts(method: Method) -> list[Texts]:
    sections = [text for section in method.sections for text in (section.titles, section.help)]
    questions = [text for one in method.questions for text in (one.titles, one.help) if text]
    return [method.titles, *sections, *questions]


def best(method: Method) -> dict[str, object]:
    return {one.id: "yes" for one in method.questions if one.choices}


def verdict(method: Method, answers: dict[str, object]) -> str:
    return str(score_method(method, answers).figures["verdict"]["en"]).split()[0]


def blocking(method: Method) -> list[str]:
    return [one.id for one in method.questions if any("blocking" in choice.tags for choice in one.choices)]


def test_it_covers_the_whole_recommendation_over_the_whole_life(method: Method) -> None:
    drawn = {name for one in method.questions for name in one.draws_on}
    wanted = {
        f"UNESCO:{kind}{at}" for kind, count in (("V", 4), ("P", 10), ("A", 11)) for at in range(1, count + 1)
    }
    assert wanted <= drawn
    assert set(STAGES) <= {section.id for section in method.sections}
    assert len(method.questions) >= 80
    assert "not a UNESCO product" in method.source


def test_every_question_to_choose_from_has_its_evidence(method: Method) -> None:
    asked = [one for one in method.questions if one.choices]
    assert [
        one.id for one in asked if not (one.evidence and one.help and one.draws_on and one.required)
    ] == []


def test_a_question_of_law_says_the_article_that_it_draws_on(method: Method) -> None:
    """In Arabic a law is written 09.08, in French and English 09-08."""
    for one in method.questions:
        for name in (name for name in one.draws_on if name.startswith("MA:")):
            _country, law, article = name.split(":")
            assert f"law {law}, article {article}" in one.titles["en"]
            assert f"loi {law}, article {article}" in one.titles["fr"]
            assert f"القانون {law.replace('-', '.')}، المادة {article})" in one.titles["ar"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_careless_or_twice(texts: list[Texts], language: str) -> None:
    assert [text for text in texts if not text.get(language, "").strip()] == []
    assert [text[language] for text in texts if CARELESS[language].search(text[language])] == []
    titles = Counter(text[language] for text in texts)
    assert [text for text, times in titles.items() if times > 1] == []


def test_no_text_is_the_same_in_two_languages(texts: list[Texts]) -> None:
    assert [text for text in texts if len({text[language] for language in LANGUAGES}) < 3] == []


def test_full_proof_opens_the_way_to_a_decision(method: Method) -> None:
    assert verdict(method, best(method)) == "May"


@pytest.mark.parametrize(
    ("answer", "begins"), [("no", "Stop:"), ("part", "Not"), (None, "Not"), (UNKNOWN, "Not"), (NOT_APPLICABLE, "Not")]
)  # fmt: skip
def test_one_blocking_condition_that_is_not_met_is_enough(
    method: Method, answer: object, begins: str
) -> None:
    assert len(blocking(method)) >= 10
    for name in blocking(method):
        assert verdict(method, best(method) | {name: answer}) == begins, name


def test_many_weak_answers_are_not_ready_and_some_need_conditions(method: Method) -> None:
    free = [name for name in best(method) if name not in blocking(method)]
    assert verdict(method, best(method) | dict.fromkeys(free[:10], "no")) == "Not"
    some = score_method(method, best(method) | dict.fromkeys(free[:40], "part")).figures["verdict"]
    assert some["en"] == "May be decided under conditions with due dates."


def test_a_law_that_does_not_concern_the_system_does_not_block_it(method: Method) -> None:
    law = [one.id for section in method.sections if section.id == "law" for one in section.questions]
    assert verdict(method, best(method) | dict.fromkeys(law, "none")) == "May"
