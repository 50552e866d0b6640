"""What a form costs the people who fill it in: questions, documents, minutes, and how hard it reads."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.types import Cost, Definition, Reading, Texts

QUESTION_S: Final = 20
DOCUMENT_S: Final = 60
WORDS_A_MINUTE: Final = 180
"""Silent reading by adults who do not read every day; skilled ones read some 240 (Brysbaert 2019)."""

EASY_WORDS: Final = 12
FAIR_WORDS: Final = 18
_SENTENCE_END: Final = re.compile(r"[.!?؟:;؛\n]+")
_WORD: Final = re.compile(r"\w[\w'’ـ-]*")


def count_cost(definition: Definition, *, allowed: Iterable[str] | None) -> Cost:
    """Return what a form costs people.

    allowed: keys of the documents that the catalogue lists for the service; None when it has none
    """
    fields = list(all_fields(definition))
    asked = [field for field in fields if _is_question(field.type)]
    documents = tuple(
        dict.fromkeys(
            str(field.settings.get("document", field.key)) for field in fields if field.type == "file"
        )
    )
    reading = {language: read_ease(_sentences(definition, language)) for language in definition.languages}
    words = max((one.words for one in reading.values()), default=0)
    seconds = QUESTION_S * len(asked) + DOCUMENT_S * len(documents) + 60 * words / WORDS_A_MINUTE
    listed = None if allowed is None else set(allowed)
    return Cost(
        questions=len(asked),
        required=sum(field.required for field in asked),
        documents=documents,
        unlisted=() if listed is None else tuple(key for key in documents if key not in listed),
        minutes=max(1, round(seconds / 60)),
        reading=reading,
    )


def read_ease(texts: Iterable[str]) -> Reading:
    """Return how hard texts read, by the length of their sentences, which holds in every language."""
    lengths = [len(_WORD.findall(part)) for text in texts for part in _SENTENCE_END.split(text)]
    counted = [length for length in lengths if length]
    words = sum(counted)
    mean = words / len(counted) if counted else 0.0
    return Reading(words, round(mean, 1), max(counted, default=0), _level(mean))


def _level(mean: float) -> Literal["easy", "fair", "hard"]:
    if mean <= EASY_WORDS:
        return "easy"
    return "fair" if mean <= FAIR_WORDS else "hard"


def _is_question(type_: str) -> bool:
    return KINDS[type_].gives is not None and type_ not in ("computed", "repeat") if type_ in KINDS else False


def _sentences(definition: Definition, language: str) -> list[str]:
    texts: list[Texts] = [definition.title, definition.intro]
    for page in definition.pages:
        texts += [page.title, page.help]
    for field in all_fields(definition):
        texts += [field.label, field.help, *(option.label for option in field.options)]
    return [text[language] for text in texts if language in text]
