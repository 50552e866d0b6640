"""Procedures that the tests are made of."""

import copy
import json
from importlib import resources
from typing import Any

from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.types import Procedure

DEFAULT: dict[str, Any] = json.loads(
    (resources.files("bawaba.casework") / "data" / "procedure.json").read_text("utf-8")
)
NAMES = {"ar": "اسم", "fr": "nom"}


def make_raw(**law: Any) -> dict[str, Any]:
    """Return the shipped procedure as JSON with other law parameters."""
    raw = copy.deepcopy(DEFAULT)
    raw["law"] |= law
    return raw


def make_procedure(**law: Any) -> Procedure:
    return parse_procedure(make_raw(**law))
