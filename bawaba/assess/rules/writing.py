"""A method as canonical JSON: what is kept, signed and compared."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from bawaba.assess.types import FORMAT, Json, Method

_EMPTY: Final[tuple[object, ...]] = ((), {}, None)


def write_method(method: Method) -> dict[str, Json]:
    """Return a method as JSON without what is empty or usual; `read_method` reads the same back."""
    return {"format": FORMAT, **_filled(method)}


def _filled(part: Json) -> Json:
    """Return a part as JSON; the settings of a rule stand beside its id and type, as people write them."""
    if is_dataclass(part):
        usual = {one.name: one.default for one in fields(part)}
        found = {name: getattr(part, name) for name in usual}
        settings = found.pop("settings", {})
        kept = {name: value for name, value in found.items() if value != usual[name] and value not in _EMPTY}
        return {name: _filled(value) for name, value in kept.items()} | dict(settings)
    if isinstance(part, tuple | list):
        return [_filled(one) for one in part]
    if isinstance(part, Mapping):
        return {name: _filled(one) for name, one in part.items()}
    return part


def sign(value: Json) -> str:
    """Return the SHA-256, in hexadecimal, of a value as canonical JSON: names in order, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
