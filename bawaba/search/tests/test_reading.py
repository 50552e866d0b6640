"""How a text is read: cleaned, folded, stemmed, its language told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.search.rules.analysis import ANALYSERS, query_terms
from bawaba.search.rules.cleaning import MOST_CHARACTERS, clean_query
from bawaba.search.rules.detection import detect_language
from bawaba.search.rules.folding import fold_arabic, fold_latin, fold_tifinagh
from bawaba.search.rules.skeleton import skeleton_words, spoken_words
from bawaba.search.rules.stemming import latin_words, stem_arabic

LANGUAGES = {"ar", "darija", "darija-latn", "fr", "en", "zgh"}


@given(st.text(max_size=3000))
def test_any_text_becomes_one_short_line_without_control_characters(text: str) -> None:
    cleaned = clean_query(text)
    assert len(cleaned) <= MOST_CHARACTERS
    assert not any(ord(letter) < 32 or 0x202A <= ord(letter) <= 0x202E for letter in cleaned)
    assert cleaned == cleaned.strip()
    assert clean_query(cleaned) == cleaned


def test_a_long_question_is_cut_at_a_word() -> None:
    assert clean_query("passeport " * 100).endswith("passeport")


def test_direction_marks_do_not_hide_words() -> None:
    assert clean_query("carte\u202enationale\u2066") == "carte nationale"


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert detect_language(clean_query(text)) in LANGUAGES


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("كيف أسجل مولودي الجديد", "ar"),
        ("بغيت نسجل ولدي فين نمشي", "darija"),
        ("kifach nsejjel weldi", "darija-latn"),
        ("bghit n3ref l9a7", "darija-latn"),
        ("renouveler ma carte d'identité", "fr"),
        ("how do I register a birth", "en"),
        ("ⵜⴰⴽⴰⵔⴹⴰ", "zgh"),
        ("", "fr"),
    ],
)
def test_script_and_marks_tell_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_latin(text)
    assert fold_latin(once) == once
    assert fold_arabic(fold_arabic(text)) == fold_arabic(text)


def test_alef_yaa_taa_and_vowel_marks_have_one_form() -> None:
    assert fold_arabic("أُسْرَةٌ") == fold_arabic("اسره")
    assert fold_arabic("إلى") == fold_arabic("الي")
    assert fold_arabic("٢٠٢٦") == "2026"


def test_tifinagh_reads_as_latin_letters() -> None:
    assert fold_tifinagh("ⴰⵎⴰⵣⵉⵖ") == "amazigh"


def test_french_elisions_leave_the_word() -> None:
    assert latin_words("L’acte d'état qu'on délivre") == ["acte", "etat", "on", "delivre"]


@pytest.mark.parametrize("form", ["السيارة", "بالسيارات", "والسيارة", "سياره"])
def test_article_and_plural_share_a_stem(form: str) -> None:
    assert stem_arabic(fold_arabic(form)) == stem_arabic("سيار")


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("chahada", "شهادة"),
        ("lmilkiya", "الملكية"),
        ("rokhsa", "رخصة"),
        ("z-zwaj", "الزواج"),
        ("ta9a3od", "تقاعد"),
    ],
)
def test_both_scripts_share_their_consonants(latin: str, arabic: str) -> None:
    assert skeleton_words(latin)[-1] == skeleton_words(arabic)[-1]


def test_words_of_few_consonants_stay_as_written() -> None:
    assert spoken_words("lma chahada") == ["=lma", "Chd"]


@given(st.sampled_from(sorted(ANALYSERS)), st.text(max_size=400))
def test_every_channel_reads_anything_in_bounded_terms(channel: str, text: str) -> None:
    terms = query_terms(channel, clean_query(text))
    assert len(terms) == len(set(terms)) <= 48
    assert all(terms)
