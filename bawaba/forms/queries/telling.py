"""Answers told in words, for a person to read: on the last look, on an agent's desk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from bawaba.forms.queries.definitions import definition_of
from bawaba.forms.queries.territories import place_label
from bawaba.forms.rules.definitions import all_fields
from bawaba.forms.rules.flow import Asked, walk
from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.rules.places import is_answered
from bawaba.forms.types import Answers, Field, Json
from bawaba.kernel import clock
from bawaba.kernel.expressions.values import text_of
from bawaba.kernel.languages import Picked, pick


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """One answer in words. name: of the field, as corrections name it; item: place in a repeating group, from 1.

    files: keys of the files that it names; corrigible: the person may be asked to answer it again
    """

    name: str
    page: str
    page_title: Picked
    label: Picked
    text: str
    item: int
    files: tuple[str, ...]
    corrigible: bool


def tell_answers(*, key: str, number: int, answers: Answers, language: str) -> list[ToldAnswer]:
    """Return the answers to one version of a form in words, in its order. One SQL query.

    raises: FormNotFound
    """
    _info, definition = definition_of(key=key, number=number)
    titles = {page.key: pick(page.title, language) for page in definition.pages}
    asked = [one for one in walk(definition, answers, today=clock.today()) if is_told(one)]
    return [_told(one, titles, language) for one in asked]


def question_labels(*, key: str, number: int, language: str) -> dict[str, str]:
    """Return what each question of one version of a form is called, by its key, in its order. One SQL query.

    raises: FormNotFound
    """
    _info, definition = definition_of(key=key, number=number)
    return {one.key: pick(one.label, language).text for one in all_fields(definition) if is_answered(one)}


def _told(one: Asked, titles: Mapping[str, Picked], language: str) -> ToldAnswer:
    return ToldAnswer(
        name=str(one.path[0]) if len(one.path) > 1 else one.field.key,
        page=one.page,
        page_title=titles[one.page],
        label=pick(one.field.label, language),
        text=answer_text(one.field, one.value, language),
        item=int(one.path[1]) + 1 if len(one.path) > 1 else 0,
        files=tuple(_texts(one.value)) if one.field.type == "file" else (),
        corrigible=one.field.type not in ("computed", "signature"),
    )


def _texts(value: Json) -> Iterable[str]:
    return (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def is_told(one: Asked) -> bool:
    """Say whether a field's answer is something to tell: texts and groups are not."""
    if one.field.type == "computed":
        return bool(one.field.settings.get("shown", True)) and one.value is not None
    return KINDS[one.field.type].gives is not None


def answer_text(field: Field, value: Json, language: str) -> str:
    """Return an answer in words, for a person to read."""
    if value is None:
        return ""
    writer = _WRITERS.get(field.type)
    return writer(value) if writer else _part_texts(field, value, language)


_WRITERS: Final[dict[str, Callable[[Json], str]]] = {
    "file": lambda value: "",
    "yes-no": lambda value: _("Yes") if value is True else _("No"),
    "declaration": lambda value: _("I declare it") if value is True else "",
    "repeat": lambda value: str(len(value)) if isinstance(value, list) else "",
    "signature": lambda value: _("Signed") if value else "",
}


def _part_texts(field: Field, value: Json, language: str) -> str:
    labels = {option.value: pick(option.label, language).text for option in field.options}
    if field.type in ("choice", "multi-choice"):
        chosen = value if isinstance(value, list) else [value]
        return _(", ").join(labels.get(str(one), "") for one in chosen)
    if field.type == "territory":
        return place_label(str(value), language)
    if isinstance(value, Mapping):
        texts = [
            place_label(str(part), language) if name == "territory" else text_of(part)
            for name, part in value.items()
        ]
        return _(", ").join(text for text in texts if text)
    if field.type == "date" and isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    unit = field.settings.get("currency", "MAD") if field.type == "money" else ""
    return f"{text_of(value)} {unit}".strip()
