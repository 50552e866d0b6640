"""The shape of every command: one JSON value last on standard output, progress on standard error.

Exit status: 0 done, 1 refused (the error's code and message), 2 misused.
"""

import sys
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from bawaba.kernel.errors import DomainError
from bawaba.kernel.telling import Operation, add_operation, operator_language, tell_refusal, tell_result

__all__ = ["Operation", "Progress", "RoomCommand", "operator_language"]

# What Django itself adds to every command's options.
_DJANGO_OPTIONS: Final = {
    "operation", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
    "stdout", "stderr",
}  # fmt: skip


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
        return add_operation(self._operations, name, run, help_text)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        run, as_json = options.pop("run"), options.pop("as_json")
        asked = {name: value for name, value in options.items() if name not in _DJANGO_OPTIONS}
        with translation.override(operator_language()):
            try:
                result = run(**asked)
            except DomainError as error:
                tell_refusal(error, as_json=as_json, write=self.stdout.write, complain=self.stderr.write)
                sys.exit(1)
            tell_result(result, as_json=as_json, write=self.stdout.write)
