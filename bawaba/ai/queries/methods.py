"""The methods by which use cases are assessed, and what their levels oblige to."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bawaba.ai.rules.obligations import Obligation
from bawaba.assess.queries import list_methods

ETHICS_METHOD: Final = "urn:bawaba:method:ethics-impact"
CANADA_METHOD: Final = "urn:bawaba:method:canada-aia"
METHODS: Final = {"ethics": ETHICS_METHOD, "canada": CANADA_METHOD}
OBLIGATIONS: Final = Path(__file__).resolve().parent.parent / "data" / "methods" / "canada-obligations.yaml"


def methods_present() -> bool:
    """Tell whether the methods by which use cases are assessed are in force. One SQL query."""
    return set(METHODS.values()) <= {one.urn for one in list_methods()}


@cache
def list_obligations() -> Sequence[Obligation]:
    """Return what the levels of Canada's Algorithmic Impact Assessment oblige to. No SQL query."""
    return tuple(
        Obligation(row["code"], row["sections"], row["texts"], tuple(row["levels"]), row["due_days"], row["blocking"])
        for row in _directive()["obligations"]
    )  # fmt: skip


def directive_links() -> Mapping[str, str]:
    """Return where the directive that obliges to them is published, by language. No SQL query."""
    links: Mapping[str, str] = _directive()["links"]
    return links


@cache
def _directive() -> Mapping[str, Any]:  # Any: YAML
    found: Mapping[str, Any] = import_module("yaml").safe_load(OBLIGATIONS.read_text(encoding="utf-8"))
    return found
