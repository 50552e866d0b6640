"""What a question already answers of a form: choices whose own words the person said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bawaba.assistant.rules.phrases import Word

FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """A question with options of a form. options: value → its labels' words, one set for each language"""

    key: str
    options: Mapping[str, Sequence[frozenset[str]]]


def carried_choices(asked: Sequence[AskedChoice], said: Sequence[Word]) -> dict[str, str]:
    """Return field key → value, where the question says every longer word of one option and of no other.

    Nothing is guessed: the person sees each answer in the form and may change it.
    """
    forms = frozenset(form for word in said for form in word.forms)
    found = {}
    for one in asked:
        named = [
            value for value, labels in one.options.items() if any(_says(label, forms) for label in labels)
        ]
        if len(named) == 1:
            found[one.key] = named[0]
    return found


def _says(label: frozenset[str], forms: frozenset[str]) -> bool:
    words = [word for word in label if len(word) >= FEWEST_LETTERS]
    return bool(words) and all(word in forms for word in words)
