"""The design system speaks Arabic and French entirely, and nothing unsure in Tamazight."""

from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parents[1] / "locale"


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / code / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_every_text_is_translated(code: str) -> None:
    texts = catalogue(code)
    assert [entry.msgid for entry in texts.untranslated_entries() + texts.fuzzy_entries()] == []


def test_tamazight_is_written_in_tifinagh_and_has_no_empty_entry() -> None:
    texts = catalogue("zgh")
    assert texts.untranslated_entries() == []
    for entry in texts:
        written = entry.msgstr + "".join(entry.msgstr_plural.values())
        assert any("ⴰ" <= letter <= "⵿" for letter in written), entry.msgid


def test_arabic_counts_in_six_forms() -> None:
    for entry in catalogue("ar"):
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == 6, entry.msgid
