"""The short way into operations that read and write files alone: no database, no rooms, no command classes."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

from bawaba.project.home import keep_compiled

# Operation → the room's module that adds it. It is imported when the operation is asked for.
COMPUTING: Final[Mapping[tuple[str, ...], str]] = {
    ("coverage", "plan"): "bawaba.coverage.management.computing",
    ("coverage", "pathloss"): "bawaba.coverage.management.computing",
    ("coverage", "radius"): "bawaba.coverage.management.computing",
}


def compute(arguments: Sequence[str]) -> int:
    """Run one of these operations; return its exit status (argparse itself ends a misuse with 2)."""
    from bawaba.kernel.errors import DomainError  # noqa: PLC0415 - for these operations alone
    from bawaba.kernel.telling import add_operation, tell_refusal, tell_result  # noqa: PLC0415 - as above

    keep_compiled()
    parser = ArgumentParser(prog=f"bawaba {arguments[0]}")
    operations = parser.add_subparsers(dest="operation", required=True)
    import_module(COMPUTING[tuple(arguments[:2])]).add_operations(partial(add_operation, operations))
    asked: dict[str, Any] = vars(parser.parse_args(arguments[1:]))  # Any: the parser's values
    run, as_json = asked.pop("run"), asked.pop("as_json")
    del asked["operation"]
    try:
        result = run(**asked)
    except DomainError as error:
        _load_languages()
        tell_refusal(error, as_json=as_json, write=print, complain=partial(print, file=sys.stderr))
        return 1
    tell_result(result, as_json=as_json, write=print)
    return 0


def _load_languages() -> None:
    """Set the framework up, with no other room: a refusal speaks the language of the terminal."""
    import django  # noqa: PLC0415 - refusals alone need it

    os.environ["DJANGO_SETTINGS_MODULE"] = "bawaba.project.lean_settings"
    django.setup()
