"""The shape of every command: one JSON value last on standard output, progress on standard error.

Exit status: 0 done, 1 refused (the error's code and message), 2 misused.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from bawaba.kernel.errors import DomainError
from bawaba.kernel.languages import LANGUAGES

# What Django itself adds to every command's options.
_DJANGO_OPTIONS: Final = {
    "operation", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
    "stdout", "stderr",
}  # fmt: skip
Result = Mapping[str, object] | Sequence[Mapping[str, object]] | None
Operation = Callable[..., Result]


def operator_language() -> str:
    """Return the language of the terminal (POSIX: LC_ALL, LC_MESSAGES, LANG), English where it is not ours."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next((name for name in names if name), "").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else "en"


class Progress:
    """A bar on standard error that names the task, its count and the time left."""

    def __init__(self, label: str, total: int | None = None, *, quiet: bool = False) -> None:
        self.label, self.total, self.quiet = label, total, quiet
        self.done = 0
        self._started = self._drawn = time.monotonic()
        self._tty = sys.stderr.isatty()

    def advance(self, count: int = 1) -> None:
        self.done += count
        moment = time.monotonic()
        if not self.quiet and moment - self._drawn >= (0.1 if self._tty else 5):
            self._drawn = moment
            self._draw()

    def finish(self) -> None:
        if not self.quiet:
            self._draw(final=True)

    def _draw(self, *, final: bool = False) -> None:
        elapsed = time.monotonic() - self._started
        if self.total:
            share = min(self.done / self.total, 1.0)
            left = "" if final or not share else f", {elapsed / share - elapsed:.0f} s left"
            bar = "█" * int(20 * share) + "·" * (20 - int(20 * share))
            text = f"{self.label} {bar} {self.done:,}/{self.total:,}{left}"
        else:
            text = f"{self.label} {self.done:,}"
        if final:
            text += f" in {elapsed:.1f} s"
        end = "\n" if final or not self._tty else ""
        sys.stderr.write(f"\r{text}\033[K{end}" if self._tty else f"{text}\n")
        sys.stderr.flush()


class RoomCommand(BaseCommand):
    """`bawaba <room> <operation> …`: a subclass adds operations with `operation()`."""

    requires_migrations_checks = False
    requires_system_checks = ()  # `bawaba check` runs them; a command should start at once

    def add_arguments(self, parser: CommandParser) -> None:
        self._operations = parser.add_subparsers(dest="operation", required=True)
        self.add_operations()

    def add_operations(self) -> None:
        """Add the room's operations; each has its Python twin in the room's services or queries."""
        raise CommandError("This command has no operations.")

    def operation(self, name: str, run: Operation, help_text: str) -> ArgumentParser:
        """Add one operation and return its parser for further arguments."""
        parser = self._operations.add_parser(name, help=help_text, description=help_text)
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON value last")
        parser.set_defaults(run=run)
        return parser

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        run, as_json = options.pop("run"), options.pop("as_json")
        asked = {name: value for name, value in options.items() if name not in _DJANGO_OPTIONS}
        with translation.override(operator_language()):
            try:
                result = run(**asked)
            except DomainError as error:
                self._refuse(error, as_json=as_json)
            else:
                self._report(result, as_json=as_json)

    def _refuse(self, error: DomainError, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": error.code, "message": str(error)}, ensure_ascii=False))
        self.stderr.write(f"{error.code}: {error} {error.next_step}".rstrip())
        sys.exit(1)

    def _report(self, result: Result, *, as_json: bool) -> None:
        if result is None:
            return
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, default=str))
            return
        if not isinstance(result, Mapping):
            for row in result:
                self.stdout.write(_one_line(row))
            return
        for name, value in result.items():
            if isinstance(value, list):
                self.stdout.write(f"{name}: {len(value)}")
                for item in value:
                    self.stdout.write(f"  {_one_line(item)}")
            else:
                self.stdout.write(f"{name}: {_one_line(value)}")


def _one_line(value: object) -> str:
    """Return `value` for a person to read on one line: what is empty is left out."""
    if isinstance(value, Mapping):
        filled = {name: part for name, part in value.items() if part not in (None, "", (), [], {})}
        return ", ".join(f"{name} {_one_line(part)}" for name, part in filled.items())
    if isinstance(value, list | tuple):
        return "; ".join(_one_line(part) for part in value)
    return str(value)
