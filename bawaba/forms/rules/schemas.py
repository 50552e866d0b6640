"""A form's answers as JSON Schema 2020-12, and what standard keywords cannot say as JSON-Logic beside it.

Simple conditions become `if`/`then`/`else`. Everything conditional also stands in the annotation
keyword `bawaba:flow`, which a validator of ours evaluates and any other may ignore.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bawaba.forms.rules.kinds import KINDS, MOST_ITEMS, Schema, bound
from bawaba.forms.types import Definition, Field, Json
from bawaba.kernel.languages import pick

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FLOW: Final = "bawaba:flow"


def export_schema(definition: Definition, *, address: str, language: str) -> Schema:
    """Return the schema of a submission's `answers`. address: its `$id`; language: of titles."""
    pages = [(page.when, page.fields) for page in definition.pages]
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": pick(definition.title, language).text,
        **_object(pages, language),
        FLOW: {"version": 1, "pages": [_flow_node(when, fields) for when, fields in pages]},
    }


def _object(parts: Sequence[tuple[Json, Sequence[Field]]], language: str) -> Schema:
    """Return the schema of an object that holds the answers to these fields, with their conditions."""
    properties: dict[str, Schema] = {}
    required: list[str] = []
    conditions: list[Schema] = []
    fields = [(field, whens) for when, inside in parts for field, whens in _flat(inside, _some(when))]
    kinds = {field.key: field for field, _ in fields}
    for field, whens in fields:
        properties[field.key] = _property(field, language)
        if not whens and field.required:
            required.append(field.key)
        tests = [_translate(when, kinds) for when in whens]
        if whens and all(test is not None for test in tests):
            conditions.append(_conditional(field, [test for test in tests if test is not None]))
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    if conditions:
        schema["allOf"] = conditions
    return schema


def _some(when: Json) -> tuple[Json, ...]:
    return () if when is None else (when,)


def _flat(fields: Sequence[Field], above: tuple[Json, ...]) -> Iterator[tuple[Field, tuple[Json, ...]]]:
    """Yield the fields that have an answer, each with every condition that it stands under."""
    for field in fields:
        whens = above + _some(field.when)
        if field.type == "group":
            yield from _flat(field.fields, whens)
        elif KINDS[field.type].gives is not None and field.type != "computed":
            yield field, whens


def _property(field: Field, language: str) -> Schema:
    words = {"title": pick(field.label, language).text, "description": pick(field.help, language).text}
    told = {name: text for name, text in words.items() if text}
    if field.type != "repeat":
        return told | KINDS[field.type].schema(field)
    least, most = bound(field, "least"), bound(field, "most")
    return told | {
        "type": "array",
        "items": _object([(None, field.fields)], language),
        "minItems": 1 if least is None else least,
        "maxItems": MOST_ITEMS if most is None else most,
    }


def _conditional(field: Field, tests: Sequence[Schema]) -> Schema:
    test = tests[0] if len(tests) == 1 else {"allOf": list(tests)}
    absent: Schema = {"properties": {field.key: False}}
    return {"if": test, "then": {"required": [field.key]} if field.required else True, "else": absent}


def _translate(when: Json, kinds: Mapping[str, Field]) -> Schema | None:
    """Return a condition in standard keywords when it is simple enough to mean exactly the same, else None.

    Simple: `==` of a choice with a constant, `in` a list of constants, a yes-or-no or a declaration as
    it is; joined by `and`, `or`, `!`.
    """
    if not isinstance(when, Mapping) or len(when) != 1:
        return None
    name, given = next(iter(when.items()))
    parts = given if isinstance(given, list) else [given]
    if name in ("and", "or"):
        inside = [_translate(part, kinds) for part in parts]
        joined = [part for part in inside if part is not None]
        return (
            {"allOf" if name == "and" else "anyOf": joined} if joined and len(joined) == len(inside) else None
        )
    if name == "!" and len(parts) == 1:
        inner = _translate(parts[0], kinds)
        return None if inner is None else {"not": inner}
    return _translate_test(name, parts, when, kinds)


def _translate_test(
    name: str, parts: Sequence[Json], when: Json, kinds: Mapping[str, Field]
) -> Schema | None:
    if name == "var" and (key := _variable(when, kinds, ("yes-no", "declaration"))):
        return _has(key, {"const": True})
    if name not in ("==", "===", "in") or len(parts) != 2:
        return None
    if not (key := _variable(parts[0], kinds, ("choice",))):
        return None
    if name == "in":
        wanted = isinstance(parts[1], list) and all(isinstance(one, str) for one in parts[1])
        return _has(key, {"enum": parts[1]}) if wanted and parts[1] else None
    return _has(key, {"const": parts[1]}) if isinstance(parts[1], str) else None


def _variable(part: Json, kinds: Mapping[str, Field], types: Sequence[str]) -> str:
    if not isinstance(part, Mapping) or set(part) != {"var"} or not isinstance(part["var"], str):
        return ""
    field = kinds.get(part["var"])
    return field.key if field is not None and field.type in types else ""


def _has(key: str, test: Schema) -> Schema:
    return {"properties": {key: test}, "required": [key]}


def _flow_node(when: Json, fields: Sequence[Field]) -> Schema:
    return {"when": when, "fields": [_flow_field(field) for field in fields]}


def _flow_field(field: Field) -> Schema:
    """Return what of a field the flow needs: everything but its words."""
    node: Schema = {"key": field.key, "type": field.type}
    given: dict[str, Json] = {
        "required": field.required or None,
        "when": field.when,
        "checks": [check.that for check in field.checks] or None,
        "value": field.settings.get("value") if field.type == "computed" else None,
        "earliest": field.settings.get("earliest"),
        "latest": field.settings.get("latest"),
        "fields": [_flow_field(inner) for inner in field.fields] or None,
    }
    return node | {name: value for name, value in given.items() if value is not None}
