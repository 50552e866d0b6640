"""The questions whose answers a condition may read. Pure."""

from collections.abc import Iterator, Sequence

from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.types import Definition, Field
from bawaba.kernel.expressions.conditions import Question
from bawaba.kernel.languages import pick


def question_of(field: Field, label: str, language: str = "") -> Question:
    """Return a field as a condition reads it, its options in a language."""
    options = tuple((one.value, pick(one.label, language).text or one.value) for one in field.options)
    return Question(field.key, label, field.type, options)


def whole_questions(definition: Definition, language: str) -> list[Question]:
    """Return the questions that are asked once for the whole form: those of repeating groups are not."""
    return [
        question_of(field, pick(field.label, language).text or field.key, language)
        for page in definition.pages
        for field in _asked_once(page.fields)
    ]


def _asked_once(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        if field.type != "repeat" and KINDS[field.type].gives is not None:
            yield field
        if field.type == "group":
            yield from _asked_once(field.fields)
