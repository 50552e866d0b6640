"""The kinds of fields: what a valid answer is, and the same said in JSON Schema 2020-12.

Each kind's `check` returns the code of what is wrong, or an empty text; its `schema` accepts exactly
what `check` accepts (the formats named `bawaba-…` are registered with the validator).
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import Final

from bawaba.forms.rules import identifiers as ids
from bawaba.forms.types import Field, Json
from bawaba.kernel.expressions import Kind

KnownTerritory = Callable[[str], bool]
Schema = dict[str, Json]

LINE: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
LINES: Final = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$"
SAYS_SOMETHING: Final = r"[^ \n\u00a0\u3000]"
DATE: Final = r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
EMAIL: Final = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63})+$"
WEB: Final = r"^https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[^ \x00-\x1f\x7f-\x9f\"<>\\^`{|}]*)?$"
FILE_KEY: Final = r"^[A-Za-z0-9_-]{20,40}$"
MOST_NUMBER: Final = 10**12
"""Bound of numbers that set none: amounts with two decimals are exact in JSON far beyond it."""

MOST_LINE: Final = 200
MOST_LINES: Final = 5_000
MOST_FILES: Final = 10
LEVELS: Final = ("low", "substantial", "high")


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One kind of field.

    gives:    the kind of its value in expressions; None when it has no answer
    settings: names that `Field.settings` may hold, each with the type it must have
    """

    name: str
    gives: Kind | None
    check: Callable[[Json, Field, KnownTerritory], str]
    schema: Callable[[Field], Schema]
    settings: Mapping[str, type] = dataclass_field(default_factory=dict)


def matches(pattern: str, value: str) -> bool:
    """Say whether a whole text matches, as JSON Schema's anchored patterns do (`$` is the very end)."""
    return re.search(f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern, value) is not None


def decimals_of(field: Field) -> int:
    """Return how many digits may stand after the point: none for integers, two for money."""
    if field.type == "integer":
        return 0
    return 2 if field.type == "money" else int(field.settings.get("decimals", 2))


def bound(field: Field, name: str) -> Json:
    """Return a bound of the field's settings, or None."""
    return field.settings.get(name)


def _text(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, str):
        return "wrong-type"
    pattern = LINES if field.type == "long-text" else LINE
    if not matches(pattern, value):
        return "wrong-format"
    if not re.search(SAYS_SOMETHING, value):
        return "required"
    if len(value) < field.settings.get("least_length", 1):
        return "too-short"
    return "too-long" if len(value) > most_length(field) else ""


def most_length(field: Field) -> int:
    """Return how many characters a text may have."""
    return int(field.settings.get("most_length", MOST_LINES if field.type == "long-text" else MOST_LINE))


def _text_schema(field: Field) -> Schema:
    return {
        "type": "string",
        "minLength": field.settings.get("least_length", 1),
        "maxLength": most_length(field),
        "allOf": [
            {"pattern": LINES if field.type == "long-text" else LINE},
            {"pattern": SAYS_SOMETHING},
        ],
    }


def _number(value: Json, field: Field, known: KnownTerritory) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "wrong-type"
    exact = Decimal(repr(value))
    least, most = bound(field, "least"), bound(field, "most")
    if exact < Decimal(repr(-MOST_NUMBER if least is None else least)):
        return "too-small"
    if exact > Decimal(repr(MOST_NUMBER if most is None else most)):
        return "too-large"
    if exact == round(exact, decimals_of(field)):
        return ""
    return "wrong-type" if field.type == "integer" else "too-precise"


def _number_schema(field: Field) -> Schema:
    least, most = bound(field, "least"), bound(field, "most")
    schema: Schema = {
        "type": "integer" if field.type == "integer" else "number",
        "minimum": -MOST_NUMBER if least is None else least,
        "maximum": MOST_NUMBER if most is None else most,
    }
    if field.type != "integer":
        places = decimals_of(field)
        schema["multipleOf"] = 10**-places if places else 1
    return schema


def _date(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, str):
        return "wrong-type"
    if not matches(DATE, value):
        return "wrong-format"
    try:
        date.fromisoformat(value)
    except ValueError:  # such as 30 February
        return "wrong-format"
    return ""


def _choice(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, str):
        return "wrong-type"
    return "" if value in {option.value for option in field.options} else "not-a-choice"


def _choices(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return "wrong-type"
    if len(set(value)) < len(value) or not set(value) <= {option.value for option in field.options}:
        return "not-a-choice"
    return _count_fault(len(value), field, len(field.options))


def _count_fault(count: int, field: Field, most: int) -> str:
    least = bound(field, "least")
    if count < (1 if least is None else least):
        return "too-few"
    limit = bound(field, "most")
    return "too-many" if count > (most if limit is None else limit) else ""


def _choices_schema(field: Field) -> Schema:
    least, most = bound(field, "least"), bound(field, "most")
    return {
        "type": "array",
        "items": {"type": "string", "enum": [option.value for option in field.options]},
        "uniqueItems": True,
        "minItems": 1 if least is None else least,
        "maxItems": len(field.options) if most is None else most,
    }


def _flag(value: Json, field: Field, known: KnownTerritory) -> str:
    return "" if isinstance(value, bool) else "wrong-type"


def _declaration(value: Json, field: Field, known: KnownTerritory) -> str:
    return "" if value is True else "not-accepted"


def _formed(
    pattern: str,
    test: Callable[[str], bool] | None = None,
    *,
    most: int = 64,
    fault: str = "wrong-check-digit",
) -> Callable[[Json, Field, KnownTerritory], str]:
    def check(value: Json, field: Field, known: KnownTerritory) -> str:
        if not isinstance(value, str):
            return "wrong-type"
        if len(value) > most or not matches(pattern, value):
            return "wrong-format"
        return "" if test is None or test(value) else fault

    return check


def _formed_schema(pattern: str, format_: str = "", *, most: int = 64) -> Callable[[Field], Schema]:
    named = {"format": format_} if format_ else {}
    return lambda field: {"type": "string", "pattern": pattern, "maxLength": most, **named}


def _territory(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, str):
        return "wrong-type"
    return "" if len(value) <= 32 and known(value) else "not-a-choice"


_TERRITORY_SCHEMA: Final[Schema] = {"type": "string", "maxLength": 32, "format": "bawaba-territory"}
_ADDRESS_LINE: Final = Field(key="line", type="text", label={}, settings={"most_length": 200})


def _address(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, Mapping) or not set(value) <= {"line", "territory", "postcode"}:
        return "wrong-type"
    if "line" not in value or "territory" not in value:
        return "incomplete"
    faults = [_text(value["line"], _ADDRESS_LINE, known), _territory(value["territory"], field, known)]
    if "postcode" in value:
        faults.append(_formed(ids.POSTCODE)(value["postcode"], field, known))
    return next((fault for fault in faults if fault), "")


def _address_schema(field: Field) -> Schema:
    return {
        "type": "object",
        "properties": {
            "line": _text_schema(_ADDRESS_LINE),
            "territory": dict(_TERRITORY_SCHEMA),
            "postcode": {"type": "string", "pattern": ids.POSTCODE},
        },
        "required": ["line", "territory"],
        "additionalProperties": False,
    }


def _point(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, Mapping) or set(value) != {"lat", "lon"}:
        return "wrong-type"
    for name, most in (("lat", 90), ("lon", 180)):
        degrees = value[name]
        if isinstance(degrees, bool) or not isinstance(degrees, int | float):
            return "wrong-type"
        if not -most <= degrees <= most:
            return "wrong-format"
    return ""


def _point_schema(field: Field) -> Schema:
    return {
        "type": "object",
        "description": "WGS84, decimal degrees",
        "properties": {
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "lon": {"type": "number", "minimum": -180, "maximum": 180},
        },
        "required": ["lat", "lon"],
        "additionalProperties": False,
    }


def _company(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, Mapping) or set(value) != {"number", "court"}:
        return "wrong-type"
    return _formed(ids.RC)(value["number"], field, known) or _text(value["court"], _COURT, known)


_COURT: Final = Field(key="court", type="text", label={}, settings={"most_length": 80})


def _company_schema(field: Field) -> Schema:
    return {
        "type": "object",
        "properties": {"number": {"type": "string", "pattern": ids.RC}, "court": _text_schema(_COURT)},
        "required": ["number", "court"],
        "additionalProperties": False,
    }


def _files(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return "wrong-type"
    if len(set(value)) < len(value) or not all(matches(FILE_KEY, one) for one in value):
        return "wrong-format"
    return _count_fault(len(value), field, MOST_FILES)


def _files_schema(field: Field) -> Schema:
    least, most = bound(field, "least"), bound(field, "most")
    return {
        "type": "array",
        "description": "Keys of files that were uploaded to this draft.",
        "items": {"type": "string", "pattern": FILE_KEY},
        "uniqueItems": True,
        "minItems": 1 if least is None else least,
        "maxItems": MOST_FILES if most is None else most,
    }


def _signature(value: Json, field: Field, known: KnownTerritory) -> str:
    if not isinstance(value, Mapping) or set(value) != {"level", "at", "digest"}:
        return "wrong-type"
    wanted = field.settings.get("level", "substantial")
    if value["level"] not in LEVELS[LEVELS.index(wanted) :]:
        return "level-too-low"
    whole = all(isinstance(value[name], str) for name in ("at", "digest"))
    sound = whole and matches(_MOMENT, value["at"]) and matches(_DIGEST, value["digest"])
    return "" if sound else "wrong-format"


_MOMENT: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
_DIGEST: Final = r"^[0-9a-f]{64}$"


def _signature_schema(field: Field) -> Schema:
    wanted = field.settings.get("level", "substantial")
    return {
        "type": "object",
        "description": "Made by this site alone: who signed at which level, and SHA-256 of the answers.",
        "properties": {
            "level": {"enum": list(LEVELS[LEVELS.index(wanted) :])},
            "at": {"type": "string", "pattern": _MOMENT},
            "digest": {"type": "string", "pattern": _DIGEST},
        },
        "required": ["level", "at", "digest"],
        "additionalProperties": False,
    }


def _unanswered(value: Json, field: Field, known: KnownTerritory) -> str:
    return "not-asked"


def _no_schema(field: Field) -> Schema:
    return {}


_LENGTHS: Final = {"least_length": int, "most_length": int}
_NUMBERS: Final = {"least": float, "most": float, "decimals": int, "unit": dict}
_COUNTS: Final = {"least": int, "most": int}
_ALL: Final = (
    FieldKind("text", "text", _text, _text_schema, _LENGTHS),
    FieldKind("long-text", "text", _text, _text_schema, _LENGTHS),
    FieldKind("integer", "number", _number, _number_schema, _NUMBERS),
    FieldKind("number", "number", _number, _number_schema, _NUMBERS),
    FieldKind("money", "number", _number, _number_schema, {"least": float, "most": float, "currency": str}),
    FieldKind("date", "date", _date, lambda field: {"type": "string", "format": "date", "pattern": DATE},
              {"earliest": str, "latest": str}),
    FieldKind("choice", "text", _choice, lambda field: {"type": "string", "enum": [option.value for option in field.options]}),
    FieldKind("multi-choice", "list", _choices, _choices_schema, _COUNTS),
    FieldKind("yes-no", "flag", _flag, lambda field: {"type": "boolean"}),
    FieldKind("national-id", "text", _formed(ids.CNIE), _formed_schema(ids.CNIE)),
    FieldKind("ice", "text", _formed(ids.ICE, ids.is_ice), _formed_schema(ids.ICE, "bawaba-ice")),
    FieldKind("rc", "object", _company, _company_schema),
    FieldKind("iban", "text", _formed(ids.IBAN, ids.is_iban), _formed_schema(ids.IBAN, "bawaba-iban")),
    FieldKind("rib", "text", _formed(ids.RIB, ids.is_rib), _formed_schema(ids.RIB, "bawaba-rib")),
    FieldKind("phone", "text", _formed(ids.PHONE, ids.is_phone, fault="wrong-format"),
              _formed_schema(ids.PHONE, "bawaba-phone")),
    FieldKind("email", "text", _formed(EMAIL, most=254), _formed_schema(EMAIL, most=254)),
    FieldKind("url", "text", _formed(WEB, most=500), _formed_schema(WEB, most=500)),
    FieldKind("territory", "text", _territory, lambda field: dict(_TERRITORY_SCHEMA)),
    FieldKind("address", "object", _address, _address_schema),
    FieldKind("map-point", "object", _point, _point_schema),
    FieldKind("file", "list", _files, _files_schema, _COUNTS | {"document": str, "most_bytes": int, "identity": bool}),
    FieldKind("signature", "object", _signature, _signature_schema, {"level": str}),
    FieldKind("declaration", "flag", _declaration, lambda field: {"const": True}),
    FieldKind("computed", "any", _unanswered, _no_schema, {"value": object, "shown": bool, "as": str}),
    FieldKind("information", None, _unanswered, _no_schema),
    FieldKind("group", None, _unanswered, _no_schema),
    FieldKind("repeat", "list", _unanswered, _no_schema, _COUNTS),
)  # fmt: skip
KINDS: Final[dict[str, FieldKind]] = {kind.name: kind for kind in _ALL}
MOST_ITEMS: Final = 50
"""Most items of a repeating group that sets no limit of its own."""

FORMATS: Final[dict[str, Callable[[str], bool]]] = {
    "bawaba-ice": ids.is_ice, "bawaba-iban": ids.is_iban, "bawaba-rib": ids.is_rib, "bawaba-phone": ids.is_phone,
}  # fmt: skip
"""Formats of exported schemas beside those of JSON Schema; `bawaba-territory` needs the directory."""
