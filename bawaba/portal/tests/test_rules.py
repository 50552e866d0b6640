"""Why a hit matched, and where a summary is cut."""

from hypothesis import given
from hypothesis import strategies as st

from bawaba.kernel.languages import Picked
from bawaba.portal import rules


def matched(text: str, question: str) -> list[str]:
    return [one.text for one in rules.mark_matches(text, question) if one.matched]


@given(st.text(), st.text())
def test_segments_joined_give_the_text_back(text: str, question: str) -> None:
    assert "".join(one.text for one in rules.mark_matches(text, question)) == text


@given(st.text(min_size=1), st.integers(min_value=2, max_value=80))
def test_a_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(rules.cut_at_word(text, limit)) <= limit


def test_words_are_compared_without_accents_case_or_ending() -> None:
    assert matched("Renouvellement des Passeports biométriques", "passeport biometrique") == [
        "Passeports",
        "biométriques",
    ]


def test_the_arabic_article_and_letter_variants_do_not_hide_a_match() -> None:
    assert matched("تجديد البطاقة الوطنية", "بطاقه") == ["البطاقة"]


def test_a_french_elision_does_not_hide_a_match() -> None:
    assert matched("Extrait d'acte", "acte") == ["d'acte"]


def test_words_of_two_letters_are_never_marked() -> None:
    assert matched("de la commune", "de la") == []


def test_a_short_text_is_not_cut() -> None:
    assert rules.cut_at_word("Court", 20) == "Court"


def test_a_long_text_is_cut_between_words() -> None:
    assert rules.cut_at_word("Inscrire un nouveau-né à l'état civil", 20) == "Inscrire un…"


def test_a_plain_citation_is_put_into_arabic_for_its_readers() -> None:
    assert rules.cite_law("loi n° 37-99", "ar") == Picked("القانون رقم 37.99", "ar")
    assert rules.cite_law("décret n° 2-99-665", "ar") == Picked("المرسوم رقم 2.99.665", "ar")
    assert rules.cite_law("loi n° 17-04, art. 57", "ar") == Picked("القانون رقم 17.04، المادة 57", "ar")


def test_other_citations_stay_as_they_were_with_their_language() -> None:
    for citation in ("Code général des impôts, art. 6", "loi n° 70-03 (code de la famille)"):
        assert rules.cite_law(citation, "ar") == Picked(citation, "fr")
    assert rules.cite_law("loi n° 37-99", "fr") == Picked("loi n° 37-99", "fr")
