"""Read a form's definition from JSON and say everything that is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bawaba.forms.rules.kinds import DATE, KINDS, LEVELS, MOST_NUMBER, matches
from bawaba.forms.types import (
    FORMAT,
    Check,
    Definition,
    DefinitionFault,
    Field,
    Json,
    Option,
    Page,
    Prefill,
    Texts,
)
from bawaba.kernel import expressions
from bawaba.kernel.languages import LANGUAGES

KEY: Final = r"^[a-z][a-z0-9_]{0,39}$"
VALUE: Final = r"^[a-z0-9][a-z0-9-]{0,59}$"
SIGN_IN: Final = ("none", *LEVELS)
MOST_FIELDS: Final = 400
MOST_TEXT: Final = 4_000
_NEEDS_OPTIONS: Final = {"choice", "multi-choice"}
_HOLDS_FIELDS: Final = {"group", "repeat"}

_RESERVED: Final = {"today"}
_DATE_BOUND: Final = re.compile(rf"today|{DATE[1:-1]}")


def parse_definition(raw: Json) -> Definition:
    """Return the definition that JSON spells; parts that are missing or of the wrong type read as empty.

    `definition_faults` says what is wrong with the result.
    """
    data = raw if isinstance(raw, Mapping) else {}
    keep_days = data.get("keep_days", 90)
    return Definition(
        title=_texts(data.get("title")),
        languages=tuple(one for one in _list(data.get("languages")) if isinstance(one, str)),
        pages=tuple(_page(page) for page in _list(data.get("pages"))),
        intro=_texts(data.get("intro")),
        sign_in=str(data.get("sign_in", "none")),
        keep_days=keep_days if isinstance(keep_days, int) else 0,
    )


def write_definition(definition: Definition) -> dict[str, Json]:
    """Return a definition as JSON; `parse_definition` reads the same back."""
    return {
        "format": FORMAT,
        "title": dict(definition.title),
        "languages": list(definition.languages),
        "sign_in": definition.sign_in,
        "keep_days": definition.keep_days,
        **_filled({"intro": dict(definition.intro)}),
        "pages": [_write_page(page) for page in definition.pages],
    }


def all_fields(definition: Definition) -> Iterator[Field]:
    """Yield every field of a form, groups before what they hold."""
    for page in definition.pages:
        yield from _inside(page.fields)


def definition_faults(definition: Definition) -> list[DefinitionFault]:
    """Return everything that is wrong with a definition; nothing when it may be published."""
    return [*_whole_faults(definition), *_key_faults(definition), *_Reader(definition).read()]


def _inside(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _inside(field.fields)


def _whole_faults(definition: Definition) -> Iterator[DefinitionFault]:
    if not definition.languages or not set(definition.languages) <= set(LANGUAGES):
        yield DefinitionFault("", "no-language")
    if not definition.pages:
        yield DefinitionFault("", "no-page")
    if definition.sign_in not in SIGN_IN:
        yield DefinitionFault("", "unknown-level", definition.sign_in)
    if not 1 <= definition.keep_days <= 730:
        yield DefinitionFault("", "keep-days")
    if sum(1 for _ in all_fields(definition)) > MOST_FIELDS:
        yield DefinitionFault("", "too-many-fields")
    yield from _text_faults("", "title", definition.title, definition.languages)


def _key_faults(definition: Definition) -> Iterator[DefinitionFault]:
    seen: set[str] = set(_RESERVED)
    for page in definition.pages:
        for key in (page.key, *(field.key for field in _inside(page.fields))):
            if not matches(KEY, key):
                yield DefinitionFault(page.key, "bad-key", key)
            elif key in seen:
                yield DefinitionFault(page.key, "same-key", key)
            seen.add(key)


def _text_faults(path: str, what: str, texts: Texts, languages: Sequence[str]) -> Iterator[DefinitionFault]:
    """Yield a fault for each language of the form that a text lacks."""
    for language in languages:
        if not texts.get(language, "").strip():
            yield DefinitionFault(path, "no-text", f"{what} ({language})")
    if any(len(text) > MOST_TEXT for text in texts.values()):
        yield DefinitionFault(path, "text-too-long", what)


class _Reader:
    """Reads a form in its order, so that conditions see earlier answers only."""

    def __init__(self, definition: Definition) -> None:
        self._form = definition
        self._known: dict[str, expressions.Kind | Mapping[str, object]] = {"today": "date"}

    def read(self) -> Iterator[DefinitionFault]:
        for page in self._form.pages:
            yield from _text_faults(page.key, "title", page.title, self._form.languages)
            yield from self._expression(page.key, "when", page.when)
            if not page.fields:
                yield DefinitionFault(page.key, "empty-page")
            yield from self._fields(page.fields, page.key, self._known, nested=False)

    def _fields(
        self,
        fields: Sequence[Field],
        above: str,
        known: dict[str, expressions.Kind | Mapping[str, object]],
        *,
        nested: bool,
    ) -> Iterator[DefinitionFault]:
        for field in fields:
            path = f"{above}.{field.key}"
            kind = KINDS.get(field.type)
            if kind is None:
                yield DefinitionFault(path, "unknown-type", field.type)
                continue
            yield from self._expression(path, "when", field.when, known)
            yield from self._field_texts(field, path)
            yield from _setting_faults(field, path)
            if field.type == "repeat":
                yield from self._repeat(field, path, known, nested=nested)
            elif field.type == "group":
                yield from self._holding(field, path)
                yield from self._fields(field.fields, path, known, nested=nested)
            elif field.type == "computed":
                yield from self._expression(path, "value", field.settings.get("value"), known)
                known[field.key] = "any"
            elif kind.gives is not None:
                known[field.key] = kind.gives if kind.gives != "object" else _parts(field)
            for check in field.checks:
                yield from self._expression(path, "check", check.that, known)
                yield from _text_faults(path, "check", check.message, self._form.languages)

    def _repeat(
        self,
        field: Field,
        path: str,
        known: dict[str, expressions.Kind | Mapping[str, object]],
        *,
        nested: bool,
    ) -> Iterator[DefinitionFault]:
        yield from self._holding(field, path)
        if nested:
            yield DefinitionFault(path, "repeat-in-repeat")
        inner = dict(known)
        yield from self._fields(field.fields, path, inner, nested=True)
        known[field.key] = {name: kind for name, kind in inner.items() if name not in known}

    def _holding(self, field: Field, path: str) -> Iterator[DefinitionFault]:
        if not field.fields:
            yield DefinitionFault(path, "empty-group")

    def _field_texts(self, field: Field, path: str) -> Iterator[DefinitionFault]:
        yield from _text_faults(path, "label", field.label, self._form.languages)
        values = [option.value for option in field.options]
        for option in field.options:
            yield from _text_faults(path, option.value, option.label, self._form.languages)
            if not matches(VALUE, option.value):
                yield DefinitionFault(path, "bad-option", option.value)
        if len(set(values)) < len(values):
            yield DefinitionFault(path, "same-option")
        if (field.type in _NEEDS_OPTIONS) != bool(values):
            yield DefinitionFault(path, "options")

    def _expression(
        self,
        path: str,
        what: str,
        expression: Json,
        known: Mapping[str, expressions.Kind | Mapping[str, object]] | None = None,
    ) -> Iterator[DefinitionFault]:
        if expression is None:
            if what != "when":
                yield DefinitionFault(path, "no-expression", what)
            return
        for fault in expressions.check(expression, self._known if known is None else known):
            yield DefinitionFault(
                path, "expression", f"{what}: {fault.code} {fault.path} {fault.detail}".rstrip()
            )


def _parts(field: Field) -> Mapping[str, object]:
    """Return what expressions may read of an answer with parts."""
    return {
        "address": {"line": "text", "territory": "text", "postcode": "text"},
        "map-point": {"lat": "number", "lon": "number"},
        "rc": {"number": "text", "court": "text"},
        "signature": {"level": "text", "at": "text", "digest": "text"},
    }[field.type]


def _setting_faults(field: Field, path: str) -> Iterator[DefinitionFault]:
    allowed = KINDS[field.type].settings
    for name, value in field.settings.items():
        wanted = allowed.get(name)
        if wanted is None:
            yield DefinitionFault(path, "unknown-setting", name)
        elif (wanted is float and (isinstance(value, bool) or not isinstance(value, int | float))) or (
            wanted in (int, str, dict, bool) and (type(value) is not wanted)
        ):
            yield DefinitionFault(path, "bad-setting", name)
    yield from _range_faults(field, path)


def _is_bound(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST_NUMBER


def _range_faults(field: Field, path: str) -> Iterator[DefinitionFault]:
    settings = field.settings
    for low, high in (("least", "most"), ("least_length", "most_length")):
        least, most = settings.get(low), settings.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            yield DefinitionFault(path, "bad-setting", high)
    for name, limit in (
        ("least_length", 20_000),
        ("most_length", 20_000),
        ("decimals", 6),
        ("most_bytes", 20_000_000),
    ):
        if isinstance(settings.get(name), int) and not 0 <= settings[name] <= limit:
            yield DefinitionFault(path, "bad-setting", name)
    for name in ("earliest", "latest"):
        if isinstance(settings.get(name), str) and not _DATE_BOUND.fullmatch(settings[name]):
            yield DefinitionFault(path, "bad-setting", name)
    if settings.get("level", "substantial") not in LEVELS:
        yield DefinitionFault(path, "bad-setting", "level")


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()


def _texts(value: Json) -> Texts:
    given = value if isinstance(value, Mapping) else {}
    return {str(code): text for code, text in given.items() if isinstance(text, str) and text}


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _page(raw: Json) -> Page:
    data = _mapping(raw)
    return Page(
        key=str(data.get("key", "")),
        title=_texts(data.get("title")),
        help=_texts(data.get("help")),
        when=data.get("when"),
        fields=tuple(parse_field(field) for field in _list(data.get("fields"))),
    )


def parse_field(raw: Json) -> Field:
    """Return the field that JSON spells, as `parse_definition` does."""
    data = _mapping(raw)
    prefill = _mapping(data.get("prefill"))
    return Field(
        key=str(data.get("key", "")),
        type=str(data.get("type", "")),
        label=_texts(data.get("label")),
        help=_texts(data.get("help")),
        required=data.get("required") is True,
        when=data.get("when"),
        settings=dict(_mapping(data.get("settings"))),
        options=tuple(Option(str(_mapping(one).get("value", "")), _texts(_mapping(one).get("label")))
                      for one in _list(data.get("options"))),
        checks=tuple(Check(_mapping(one).get("that"), _texts(_mapping(one).get("message")))
                     for one in _list(data.get("checks"))),
        errors={str(code): _texts(texts) for code, texts in _mapping(data.get("errors")).items()},
        prefill=Prefill(str(prefill["source"]), str(prefill.get("path", ""))) if "source" in prefill else None,
        fields=tuple(parse_field(field) for field in _list(data.get("fields"))),
    )  # fmt: skip


def _filled(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value not in (None, {}, [], False, "")}


def _write_page(page: Page) -> dict[str, Json]:
    head = {"key": page.key, "title": dict(page.title)}
    more = {"help": dict(page.help), "when": page.when}
    return head | _filled(more) | {"fields": [write_field(field) for field in page.fields]}


def write_field(field: Field) -> dict[str, Json]:
    """Return a field as JSON, without what is empty."""
    return {"key": field.key, "type": field.type} | _filled(
        {
            "label": dict(field.label),
            "help": dict(field.help),
            "required": field.required,
            "when": field.when,
            "settings": dict(field.settings),
            "options": [{"value": one.value, "label": dict(one.label)} for one in field.options],
            "checks": [{"that": one.that, "message": dict(one.message)} for one in field.checks],
            "errors": {code: dict(texts) for code, texts in field.errors.items()},
            "prefill": {"source": field.prefill.source, "path": field.prefill.path}
            if field.prefill
            else None,
            "fields": [write_field(inner) for inner in field.fields],
        }
    )
