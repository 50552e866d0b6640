"""What the assistant knows beside the catalogue: phrases, calibrations, numbers to call. Read once."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from bawaba.assistant.rules.phrases import PhraseBook, Word, read_phrases, word_of
from bawaba.assistant.rules.reading import ARABIC_SCRIPT, Reading, read_question
from bawaba.assistant.rules.redaction import NameBook, read_names
from bawaba.assistant.rules.verifying import Connectives, read_connectives
from bawaba.assistant.rules.weighing import Calibration, read_calibrations
from bawaba.assistant.types import Contact
from bawaba.search.queries import fold_text, word_skeleton

_DATA: Final = files("bawaba.assistant") / "data"
_WORD: Final = re.compile(r"\w+")
_DEFAULT: Final = "fr"


@cache
def phrase_book(name: str) -> PhraseBook:
    """Return the phrases of a file of `data/`."""
    lines = _DATA.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return read_phrases(kept, lambda text: fold_text(text=text), lambda word: word_skeleton(word=word))


@lru_cache(maxsize=2000)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the folded words of a text with what phrases compare."""
    return tuple(word_of(word, word_skeleton(word=word)) for word in _WORD.findall(fold_text(text=text)))


def read_text(text: str, language: str) -> Reading:
    """Return what a question asks and is about."""
    return read_question(words_of(text), language, phrase_book("phrases"), phrase_book("refusals"))


def names_nothing(text: str, language: str) -> bool:
    """Say whether every word of a question only asks ("et les papiers ?"), so that it names no service."""
    words = words_of(text)
    script = "ar" if language in ARABIC_SCRIPT else "latn"
    asked = {
        place
        for match in phrase_book("phrases").find(words, script)
        for place in range(match.start, match.end)
    }
    return len(asked) == len(words)


@cache
def calibrations() -> Mapping[str, Calibration]:
    """Return what was learned on development questions."""
    return read_calibrations(_json("calibration.json"))


def calibration_for(language: str, *, titles_only: bool, vectors: bool) -> Calibration:
    """Return how evidence is weighed for a language over a kind of catalogue, with or without a model."""
    kind, by = ("titles" if titles_only else "rich"), ("vectors" if vectors else "words")
    known = calibrations()
    return known.get(f"{language}/{kind}/{by}") or known[f"{_DEFAULT}/{kind}/{by}"]


@cache
def contacts(country: str, language: str) -> Sequence[Contact]:
    """Return the numbers to call first in a country, by name in a language."""
    return tuple(
        Contact(row["number"], row["names"][language], row["source"])
        for row in _json("contacts.json").get(country, {}).get("numbers", ())
    )


@cache
def urgent_service(country: str) -> str:
    """Return the key of the catalogue's entry with the numbers to call in a country, or nothing."""
    return str(_json("contacts.json").get(country, {}).get("service", ""))


@cache
def connectives() -> Connectives:
    """Return the words that may join quotations."""
    return read_connectives(_lines("connectives.txt"))


@cache
def given_names() -> NameBook:
    """Return common given names."""
    return read_names(_lines("given_names.txt"))


def _lines(name: str) -> list[str]:
    return _DATA.joinpath(name).read_text(encoding="utf-8").splitlines()


def _json(name: str) -> Any:  # Any: JSON
    return json.loads(_DATA.joinpath(name).read_text(encoding="utf-8"))
