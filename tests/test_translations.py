"""What people read: each room's Arabic and French texts are complete and keep what the code fills in."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "bawaba"
COMPLETE = ("ar", "fr")
PLURALS = {"ar": 6, "fr": 2}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}|</?[a-z]+[^>]*>")
CARELESS_FRENCH = re.compile(r"[^\s:;?!/][:;?!](?=\s|$)|[ ][:;?!»]|«[ ]|\w'\w")
CARELESS_ARABIC = re.compile(r"[\u0600-\u06ff]\s*[,;?]|\u0640")
IN_WORDS = {"ar": {0, 1, 2}, "fr": {0}}  # plural forms that may say the number in a word, without the figure

CATALOGUES = sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def name_of(path: Path) -> str:
    return f"{path.parents[3].name}-{path.parents[1].name}"


def language_of(path: Path) -> str:
    return path.parents[1].name


def living_entries(path: Path) -> Iterator[polib.POEntry]:
    return (entry for entry in polib.pofile(str(path)) if not entry.obsolete)


def wordings(entry: polib.POEntry) -> dict[int, str]:
    """Return the translations of an entry by plural form (0 when it has none)."""
    if entry.msgid_plural:
        return {int(form): text for form, text in entry.msgstr_plural.items()}
    return {0: entry.msgstr}


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_room_with_texts_speaks_arabic_and_french() -> None:
    rooms = {path.parents[3] for path in CATALOGUES}
    assert rooms, "no translations found"
    missing = [
        f"{room.name}-{language}"
        for room in sorted(rooms)
        for language in COMPLETE
        if not (room / "locale" / language / "LC_MESSAGES" / "django.po").exists()
    ]
    assert missing == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if language_of(path) in COMPLETE], ids=name_of)
def test_no_text_is_left_untranslated(path: Path) -> None:
    forms = PLURALS[language_of(path)]
    unfinished = [
        entry.msgid
        for entry in living_entries(path)
        if entry.fuzzy
        or not all(text.strip() for text in wordings(entry).values())
        or (entry.msgid_plural and len(entry.msgstr_plural) != forms)
    ]
    assert unfinished == []


def test_a_text_used_in_several_rooms_has_one_translation() -> None:
    """Django joins the rooms' catalogues, so that one of two translations would win by chance."""
    seen: dict[tuple[str, str | None, str], dict[str, list[str]]] = {}
    for path in CATALOGUES:
        for entry in living_entries(path):
            for text in filter(None, wordings(entry).values() if not entry.msgid_plural else ()):
                key = (language_of(path), entry.msgctxt, entry.msgid)
                seen.setdefault(key, {}).setdefault(text, []).append(name_of(path))
    assert {key: texts for key, texts in seen.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_what_the_code_fills_in_is_kept(path: Path) -> None:
    in_words = IN_WORDS.get(language_of(path), set())
    broken = []
    for entry in living_entries(path):
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        for form, text in wordings(entry).items():
            found = placeholders(text)
            may_drop = bool(entry.msgid_plural) and form in in_words and set(found) <= set(wanted)
            if text and found != wanted and not may_drop:
                broken.append(f"{entry.msgid} → {text}")
    assert broken == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if language_of(path) == "fr"], ids=name_of)
def test_french_spaces_its_punctuation_and_curls_its_apostrophes(path: Path) -> None:
    careless = [
        text
        for entry in living_entries(path)
        for text in wordings(entry).values()
        if CARELESS_FRENCH.search(PLACEHOLDER.sub("x", text))
    ]
    assert careless == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if language_of(path) == "ar"], ids=name_of)
def test_arabic_uses_arabic_punctuation(path: Path) -> None:
    careless = [
        text
        for entry in living_entries(path)
        for text in wordings(entry).values()
        if CARELESS_ARABIC.search(PLACEHOLDER.sub("x", text))
    ]
    assert careless == []
