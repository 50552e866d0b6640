"""`bawaba ai …`: choose use cases, and learn from other countries' registers."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from bawaba.ai import queries, services
from bawaba.ai.management.choosing import add_choosing
from bawaba.ai.management.life import add_life
from bawaba.ai.types import RegisterFormat, RegisterImport
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand


class Command(RoomCommand):
    """Operations of the room of AI in administrations."""

    help = "Choose which AI use cases to build, and when; import registers of AI systems."

    def add_operations(self) -> None:
        chosen = self.operation(
            "optimise", optimise, "Choose and schedule the items of a portfolio, with proof."
        )
        chosen.add_argument(
            "--instance", type=Path, required=True, metavar="FILE", help="JSON; see the guide"
        )
        chosen.add_argument("--time-limit-s", type=seconds, default=53.0, metavar="S")
        add_life(self.operation)
        add_choosing(self.operation)
        read = self.operation("import-register", import_register, "Import another country's register.")
        read.add_argument("path", type=Path, metavar="FILE")
        read.add_argument("--format", required=True, choices=get_args(RegisterFormat), dest="name")
        self.operation("load-registers", load_registers, "Import the registers of other countries that ship.")


def seconds(text: str) -> float:
    """Return a number of seconds above zero."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ArgumentTypeError(f"{text} is not a number of seconds above zero")
    return value


def optimise(*, instance: Path, time_limit_s: float) -> Mapping[str, object]:
    portfolio = queries.read_instance(instance)
    line = SearchLine()
    try:
        found = queries.optimise(portfolio=portfolio, time_limit_s=time_limit_s, watch=line.show)
    finally:
        line.end()
    shown = asdict(found)
    shown["selection"] = {str(item): wave for item, wave in found.selection.items()}
    shown["seconds"] = round(found.seconds, 3)
    return shown


def import_register(*, path: Path, name: RegisterFormat) -> Mapping[str, object]:
    progress = Progress("importing")
    found = services.import_register(
        actor=system_actor("ai-command"), path=path, name=name, progress=progress.advance
    )
    progress.finish()
    return shown_import(found)


def load_registers() -> Mapping[str, object]:
    progress = Progress("importing")
    found = services.load_registers(actor=system_actor("ai-command"), progress=progress.advance)
    progress.finish()
    return {name: shown_import(one) for name, one in found.items()}


def shown_import(found: RegisterImport) -> Mapping[str, object]:
    """Return what came of an import, the rows held back counted and listed."""
    shown = asdict(found)
    return {**shown, "quarantined": len(found.quarantined), "reasons": shown["quarantined"]}


class SearchLine:
    """A line on standard error that says how near the proof is; twice a second on a terminal, else rarely."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._next = 0.5 if self._tty else 5.0
        self._shown = False

    def show(self, seconds: float, objective: float, bound: float) -> bool:
        """Show the search so far; it is never ended from here."""
        if seconds < self._next:
            return False
        self._next = seconds + (0.5 if self._tty else 5.0)
        self._shown = True
        text = f"{seconds:5.1f} s  best {objective:,.6g}  at most {bound:,.6g}"
        sys.stderr.write(f"\r{text}\033[K" if self._tty else f"{text}\n")
        sys.stderr.flush()
        return False

    def end(self) -> None:
        if self._tty and self._shown:
            sys.stderr.write("\n")
