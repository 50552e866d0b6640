"""Words of Darija in their many forms, and what the lexicon makes of them."""

import pytest

from bawaba.search.rules.darija import (
    forms_in_arabic,
    forms_in_latin,
    french_sound,
    spoken_arabic,
    spoken_latin,
)
from bawaba.search.rules.folding import fold_arabic
from bawaba.search.rules.skeleton import spoken_words
from bawaba.search.rules.stemming import stem_arabic
from bawaba.search.rules.synonyms import Thesaurus, expand

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("كنخلصوها", "خلص"),
        ("غتخلص", "خلص"),
        ("ماخلصتش", "خلص"),
        ("خلصناهم", "خلص"),
        ("تسرقات", "سرق"),
        ("كيصيفطوها", "صيفط"),
        ("لباسبور", "باسبور"),
        ("فلبيرمي", "بيرمي"),
        ("وبالباسبور", "باسبور"),
        ("مكري", "كري"),
    ],
)
def test_a_word_is_found_under_its_bare_form(said: str, listed: str) -> None:
    assert {listed, stem_arabic(listed)} & set(forms_in_arabic(said))


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("kankhelsoha", "khles"),
        ("ghatkhelles", "khles"),
        ("makhelestch", "khles"),
        ("katkri", "kri"),
        ("lpermis", "permis"),
        ("tser9at", "sre9"),
    ],
)
def test_a_word_in_latin_script_is_found_under_its_bare_form(said: str, listed: str) -> None:
    assert set(spoken_words(listed)) & set(forms_in_latin(said))


@pytest.mark.parametrize(
    ("said", "french"),
    [
        ("لاكونكوردونس", "concordance"),
        ("الكومباني", "compagnie"),
        ("لاتيستاسيون", "attestation"),
        ("لوطوريزاسيون", "autorisation"),
        ("الطرانسفير", "transfert"),
        ("لفورنيسور", "fournisseur"),
        ("لانگريسمون", "engraissement"),
        ("الميكانيسيان", "mécanicien"),
    ],
)
def test_french_written_by_ear_is_heard(said: str, french: str) -> None:
    assert french_sound(french)
    assert french_sound(french) in forms_in_arabic(fold_arabic(said))


def test_words_without_meaning_are_left_out() -> None:
    assert spoken_arabic("بغيت نخلص ديال") == ["نخلص"]
    assert spoken_latin("bghit nkhles dyal") == ["nkhles"]


def test_only_darija_touches_the_entries_of_darija() -> None:
    thesaurus = Thesaurus([], [], [{"darija": ["كري"], "darija-latn": ["kri"], "ar": ["كراء"]}])
    assert thesaurus.expand("ar", "darija", "كنكري").groups == (((("كراء"),),),)
    assert thesaurus.expand("ar", "darija-latn", "katkri").groups == ((("كراء",),),)
    assert thesaurus.expand("ar", "ar", "كري").groups == ()


def test_all_words_of_a_phrase_may_change_their_form() -> None:
    thesaurus = Thesaurus([], [], [{"darija": ["كري طيارة"], "ar": ["استئجار"]}])
    assert thesaurus.expand("ar", "darija", "كنكريو الطيارة").groups
    assert not thesaurus.expand("ar", "darija", "كنكريو الدار").groups


def test_the_shipped_lexicon_reads_both_scripts() -> None:
    for language, text in (("darija", "تراكتور"), ("darija-latn", "traktor")):
        groups = expand("ar", language, text).groups
        assert any("مركب" in phrase or "مركبا" in phrase for group in groups for phrase in group), groups


def test_latin_words_of_an_arabic_question_touch_french() -> None:
    thesaurus = Thesaurus([{"fr": ["licence"], "ar": ["إجازة"]}])
    for language in ("ar", "darija"):
        assert thesaurus.expand("ar", language, "الحصول على licence").groups
        assert thesaurus.expand("fr", language, "الحصول على إجازة").missed
