"""Where an answer stands: at the top, or in an item of a repeating group. Pure.

A field's name is its path joined by dots, as in pages: `paper`, `children.0.paper`.
"""

from collections.abc import Iterator, Mapping, Sequence

from bawaba.forms.rules.kinds import KINDS
from bawaba.forms.types import Answers, Definition, Field, Json, Path


def place_of(definition: Definition, name: str, answers: Answers) -> tuple[Field, Path] | None:
    """Return the field of this name and its path; None when there is none, or its item is not there."""
    parts = name.split(".")
    pages = [field for page in definition.pages for field in page.fields]
    top = _find(pages, parts[0])
    if top is None or len(parts) == 1:
        return None if top is None else (top, (top.key,))
    items = answers.get(top.key)
    there = isinstance(items, list) and parts[1].isdecimal() and int(parts[1]) < len(items)
    inner = _find(top.fields, parts[2]) if top.type == "repeat" and len(parts) == 3 and there else None
    return None if inner is None else (inner, (top.key, int(parts[1]), inner.key))


def answer_at(answers: Answers, path: Path) -> Json:
    """Return the answer at a path, or None."""
    value: Json = answers
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def put_answer(answers: Answers, path: Path, value: Json) -> dict[str, Json]:
    """Return the answers with another one at a path whose item is there. value: None takes it out"""
    key = str(path[0])
    if len(path) > 1:
        items = [dict(item) for item in answers[key]]
        items[int(path[1])] = put_answer(items[int(path[1])], path[2:], value)
        value = items
    rest = {name: one for name, one in answers.items() if name != key or value is not None}
    return rest if value is None else rest | {key: value}


def change_items(fields: Sequence[Field], values: dict[str, Json], typed: dict[str, str], act: str) -> None:
    """Add an item to a repeating group (`add:children`), or take one out (`drop:children:1`)."""
    what, _, rest = act.partition(":")
    key, _, place = rest.partition(":")
    field = _find(fields, key)
    if field is None or field.type != "repeat":
        return
    items: list[Json] = list(values.get(key) or [])
    if what == "add":
        values[key] = [*items, {}]
    elif what == "drop" and place.isdecimal() and int(place) < len(items):
        del items[int(place)]
        values[key] = items
        for name in [name for name in typed if name.startswith(f"{key}.")]:
            del typed[name]
        if not items:
            del values[key]


def named_files(definition: Definition, answers: Answers) -> set[str]:
    """Return the keys of all files that answers name, asked or not."""
    return {key for page in definition.pages for key in _files(page.fields, answers)}


def answered_keys(answers: Answers) -> set[str]:
    """Return the keys of the questions that answers answer, those of items of repeating groups too."""
    found: set[str] = set()
    for key, value in answers.items():
        found.add(key)
        for item in value if isinstance(value, list) else ():
            found |= answered_keys(item) if isinstance(item, Mapping) else set()
    return found


def is_answered(field: Field) -> bool:
    """Say whether people answer a field: texts, groups and computed values are not answered."""
    return KINDS[field.type].gives is not None and field.type != "computed"


def without_signatures(definition: Definition, answers: Answers) -> dict[str, Json]:
    """Return the answers without the signatures among them, those in items too."""
    kept = dict(answers)
    for page in definition.pages:
        kept = _unsigned(page.fields, kept)
    return kept


def _find(fields: Sequence[Field], key: str) -> Field | None:
    """Return the field of this key among these and those of their groups; what a repeating group holds is inside."""
    for field in fields:
        inner = _find(field.fields, key) if field.type == "group" else None
        if field.key == key or inner is not None:
            return inner or field
    return None


def _files(fields: Sequence[Field], answers: Answers) -> Iterator[str]:
    for field in fields:
        value = answers.get(field.key)
        if field.type == "group":
            yield from _files(field.fields, answers)
        elif field.type == "file" and isinstance(value, list):
            yield from (one for one in value if isinstance(one, str))
        elif field.type == "repeat" and isinstance(value, list):
            for item in value:
                yield from _files(field.fields, item) if isinstance(item, Mapping) else ()


def _unsigned(fields: Sequence[Field], answers: Answers) -> dict[str, Json]:
    kept = dict(answers)
    for field in fields:
        value = kept.get(field.key)
        if field.type == "group":
            kept = _unsigned(field.fields, kept)
        elif field.type == "signature":
            kept.pop(field.key, None)
        elif field.type == "repeat" and isinstance(value, list):
            kept[field.key] = [
                _unsigned(field.fields, item) if isinstance(item, Mapping) else item for item in value
            ]
    return kept
