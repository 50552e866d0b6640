"""A question beside a document word by word: shares worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.kernel.ports import SearchText
from bawaba.search.rules.aligning import (
    asked_words,
    compare_words,
    forms_of,
    keys_of,
    read_words,
    weigh_words,
)
from bawaba.search.rules.roots import roots_of, sound_of
from bawaba.search.rules.skeleton import skeleton_of

pytestmark = pytest.mark.sqlite_is_enough


def _compare(
    asked: str, language: str, title: str, *, summary: str = "", known: bool = True
) -> dict[str, float]:
    """Return the shares where every known word weighs two and any other three."""
    words = asked_words(asked, language)
    held = read_words({"fr" if title.isascii() else "ar": SearchText(title, summary, [])})
    rarity = {key: 2.0 for key in keys_of(words) if key in held.above} if known else {}
    return compare_words(weigh_words(words, rarity, 3.0), held)


def test_a_title_that_says_the_question_is_said_wholly_and_told_wholly() -> None:
    shares = _compare("zorglub vrombir", "fr", "Zorglub vrombir")
    assert shares["said"] == 1.0
    assert shares["told"] == pytest.approx(
        4 / (4 + 4)
    )  # two words of weight two; a title counts as longer by 4


def test_a_word_that_no_document_holds_weighs_most() -> None:
    shares = _compare("zorglub tarabiscot", "fr", "Zorglub vrombir")
    assert shares["said"] == pytest.approx(2 / 5)
    assert shares["told"] == pytest.approx(2 / (2 + 4 + 4))


def test_a_summary_proves_less_than_a_title() -> None:
    assert _compare("zorglub", "fr", "Vrombir", summary="zorglub")["said"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("spoken", "title"),
    [
        ("nferrez", "تفريز"),  # a verb in Latin script, its noun in Arabic
        ("lmo7assala", "تحصيل"),
        ("نصدر", "الصادرات"),
        ("dimma", "الذمة"),  # two consonants
    ],
)
def test_words_of_one_root_find_each_other_in_either_script(spoken: str, title: str) -> None:
    language = "darija-latn" if spoken.isascii() else "darija"
    assert 0.4 <= _compare(spoken, language, title)["said"] <= 0.6


def test_two_languages_in_one_question_are_held_by_one_title() -> None:
    assert _compare("bghit licence dyal tayyar", "darija-latn", "إجازة طيار")["said"] > 0.75


def test_a_phrase_of_the_thesaurus_counts_once_and_whole() -> None:
    assert len(asked_words("carte nationale perdue", "fr")) == 2
    assert _compare("carte nationale", "fr", "Carte nationale")["said"] == 1.0
    assert _compare("carte nationale", "fr", "البطاقة الوطنية")["said"] == pytest.approx(0.8)


def test_words_that_only_ask_are_no_words_of_it() -> None:
    assert asked_words("kifach bghit dyal", "darija-latn") == ()
    assert _compare("", "fr", "Zorglub") == {"said": 0.0, "told": 0.0}


def test_roots_keep_three_consonants() -> None:
    assert roots_of("tsjl") == {"tsjl", "sjl"}
    assert roots_of("sdrt") == {"sdrt", "sdr"}
    assert roots_of("ktb") == {"ktb"}
    assert sound_of("الذمه", skeleton_of("الذمه")) == sound_of("dimma", skeleton_of("dimma")) == "~dm"
    assert sound_of("ijaza", "jz") == sound_of("اجازه", "jz") == "~Ajz"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcdeilmnorst 37", max_size=40), st.sampled_from(["fr", "darija-latn", "en"]))
def test_shares_are_shares_whatever_is_asked(text: str, language: str) -> None:
    for shares in (
        _compare(text, language, "Carte de marin"),
        _compare(text, language, "إجازة بحار", known=False),
    ):
        assert all(0.0 <= value <= 1.0 for value in shares.values())


def test_a_stop_word_has_no_forms() -> None:
    assert forms_of("من") == {}
    assert forms_of("2024") == {("ar", "2024"): 1.0}
