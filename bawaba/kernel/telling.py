"""How a command tells what came of it: one JSON value last on standard output, or lines for a person.

Without the framework's command classes, so that a command that only computes starts without them.
"""

import json
import os
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import translation

from bawaba.kernel.errors import DomainError
from bawaba.kernel.languages import LANGUAGES

Result = Mapping[str, object] | Sequence[Mapping[str, object]] | None
Operation = Callable[..., Result]
Write = Callable[[str], object]


def operator_language() -> str:
    """Return the language of the terminal (POSIX: LC_ALL, LC_MESSAGES, LANG), English where it is not ours."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next((name for name in names if name), "").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else "en"


def add_operation(parsers: Any, name: str, run: Operation, help_text: str) -> ArgumentParser:
    """Add one operation to subparsers (Any: argparse does not name their class) and return its parser."""
    parser: ArgumentParser = parsers.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON value last")
    parser.set_defaults(run=run)
    return parser


def tell_refusal(error: DomainError, *, as_json: bool, write: Write, complain: Write) -> None:
    """Tell a refusal in the terminal's language; the framework's settings must be loaded."""
    with translation.override(operator_language()):
        if as_json:
            told: dict[str, object] = {"error": error.code, "message": str(error)}
            if error.fields:
                told["fields"] = {name: str(reason) for name, reason in error.fields.items()}
            write(json.dumps(told, ensure_ascii=False))
        complain(f"{error.code}: {error} {error.next_step}".rstrip())
        for name, reason in error.fields.items():
            complain(f"  {name}: {reason}")


def tell_result(result: Result, *, as_json: bool, write: Write) -> None:
    """Tell a result as one JSON value, or line by line."""
    if result is None:
        return
    if as_json:
        write(json.dumps(result, ensure_ascii=False, default=str))
        return
    if not isinstance(result, Mapping):
        for row in result:
            write(_one_line(row))
        return
    for name, value in result.items():
        if isinstance(value, list):
            write(f"{name}: {len(value)}")
            for item in value:
                write(f"  {_one_line(item)}")
        else:
            write(f"{name}: {_one_line(value)}")


def _one_line(value: object) -> str:
    """Return `value` for a person to read on one line: what is empty is left out."""
    if isinstance(value, Mapping):
        filled = {name: part for name, part in value.items() if part not in (None, "", (), [], {})}
        return ", ".join(f"{name} {_one_line(part)}" for name, part in filled.items())
    if isinstance(value, list | tuple):
        return "; ".join(_one_line(part) for part in value)
    return str(value)
