"""Check a submission against its exported schema alone, with jsonschema-rs."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import jsonschema_rs

from bawaba.forms.rules.answers import flow_faults
from bawaba.forms.rules.kinds import FORMATS, KINDS, KnownTerritory, Schema
from bawaba.forms.rules.schemas import FLOW
from bawaba.forms.types import AnswerFault, Check, Definition, Field, Json, Page, Path

_FLOW_CODES: Final = {"required", "not-asked", "check-failed", "too-early", "too-late"}
_CODES: Final[dict[str, str]] = {
    "type": "wrong-type", "required": "required", "additionalProperties": "not-asked", "enum": "not-a-choice",
    "const": "not-accepted", "minLength": "too-short", "maxLength": "too-long", "minimum": "too-small",
    "maximum": "too-large", "multipleOf": "too-precise", "pattern": "wrong-format", "format": "wrong-check-digit",
    "minItems": "too-few", "maxItems": "too-many", "uniqueItems": "not-a-choice", "properties": "not-asked",
}  # fmt: skip


class Validator:
    """A compiled schema: validates answers as they come over HTTP."""

    def __init__(self, schema: Schema, *, today: date, known: KnownTerritory) -> None:
        self._validator = jsonschema_rs.Draft202012Validator(
            schema,
            formats={**FORMATS, "bawaba-territory": known},
            validate_formats=True,
            keywords={FLOW: _flow_keyword(today)},  # type: ignore[dict-item]  # a function builds one too
        )

    def is_valid(self, answers: Json) -> bool:
        """Say whether answers are complete and valid."""
        return bool(self._validator.is_valid(answers))

    def faults(self, answers: Json) -> list[AnswerFault]:
        """Return what is wrong, one fault for each place."""
        found: dict[Path, AnswerFault] = {}
        for error in self._validator.iter_errors(answers):
            for fault in _faults_of(error):
                found.setdefault(fault.path, fault)
        return [found[path] for path in sorted(found, key=lambda path: [str(part) for part in path])]


def _faults_of(error: Any) -> Iterator[AnswerFault]:  # Any: jsonschema_rs.ValidationError
    path = tuple(error.instance_path)
    keyword = next((part for part in reversed(error.schema_path) if part in _CODES or part == FLOW), "type")
    if keyword == FLOW:
        told: list[list[Json]] = json.loads(error.message)
        yield from (AnswerFault(tuple(inner), code) for inner, code in told)
    elif keyword == "required":
        yield AnswerFault((*path, error.kind.property), "required")
    elif keyword == "additionalProperties":
        yield from (AnswerFault((*path, name), "not-asked") for name in error.kind.unexpected)
    else:
        yield AnswerFault(path, _CODES[keyword])


def _flow_keyword(today: date) -> Callable[[Schema, Json, Json], "_Flow"]:
    def build(parent: Schema, value: Json, path: Json) -> _Flow:
        return _Flow(value, today)

    return build


class _Flow:
    """The keyword `bawaba:flow`: conditions, checks between answers, bounds of dates."""

    def __init__(self, flow: Mapping[str, Json], today: date) -> None:
        self._definition = Definition(
            title={},
            languages=(),
            pages=tuple(
                Page(key=str(place), title={}, when=page["when"], fields=_fields(page["fields"]))
                for place, page in enumerate(flow["pages"])
            ),
        )
        self._today = today

    def validate(self, instance: Json) -> None:
        """Raise ValueError with the faults that the flow is answerable for, as JSON."""
        if not isinstance(instance, Mapping):
            return
        found = flow_faults(self._definition, instance, today=self._today)
        told = [(list(fault.path), fault.code) for fault in found if fault.code in _FLOW_CODES]
        if told:
            raise ValueError(json.dumps(told))


def _fields(nodes: Json) -> tuple[Field, ...]:
    return tuple(
        Field(
            key=node["key"],
            type=node["type"],
            label={},
            required=node.get("required", False),
            when=node.get("when"),
            settings={name: node[name] for name in ("value", "earliest", "latest") if name in node},
            checks=tuple(Check(that, {}) for that in node.get("checks", ())),
            fields=_fields(node.get("fields", ())),
        )
        for node in nodes
        if node["type"] in KINDS
    )
