"""Operations that only compute, from files to files. Their door needs no command class and no table."""

import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bawaba.coverage import computing as queries

AddOperation = Callable[[str, Callable[..., Any], str], ArgumentParser]


def add_operations(add: AddOperation) -> None:
    """Add the operations of this module to a command."""
    _files(add("pathloss", add_path_losses, "Add the path loss to a file of links (TR 38.901)."))
    _files(add("radius", add_radii, "Add how far each cell of a file reaches."))
    planning = add("plan", plan, "Choose sites, with the proven distance from the best plan.")
    planning.add_argument("--demand", type=Path, required=True, help="CSV: x,y,weight or lon,lat,weight")
    planning.add_argument("--sites", type=Path, required=True, help="CSV: x,y or lon,lat; cost, radius_m")
    planning.add_argument("--radius-m", type=float, required=True, help="what a site covers")
    planning.add_argument("--count", type=int, default=None, help="how many sites at most")
    planning.add_argument("--share", type=float, default=None, help="fewest sites that cover this share")
    planning.add_argument("--budget", type=float, default=None, help="what the sites may cost together")
    planning.add_argument("--time-limit-s", type=float, default=queries.DEFAULT_LIMIT_S)


def _files(parser: ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="a CSV file")
    parser.add_argument("--output", type=Path, required=True, help="the CSV file to write")


def add_path_losses(*, input: Path, output: Path) -> Mapping[str, object]:  # noqa: A002  # the option's name
    return queries.compute_path_losses(source=input, target=output)


def add_radii(*, input: Path, output: Path) -> Mapping[str, object]:  # noqa: A002  # the option's name
    return queries.compute_radii(source=input, target=output)


def plan(**asked: Any) -> Mapping[str, object]:  # Any: the options of the parser, checked by the query
    drawing = _Drawing()
    return queries.plan_sites(**asked, report=drawing.report, on_watch=stop_on_interrupt)


def stop_on_interrupt(watch: queries.Watch) -> None:
    """Let Ctrl-C end the search with the best plan so far; a second one ends the program."""

    def stop(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        watch.stop()

    signal.signal(signal.SIGINT, stop)


class _Drawing:
    """Says on standard error, about once a second, how good the plan is and could be."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()

    def report(self, stage: str, covered: float, bound: float) -> None:
        moment = time.monotonic()
        if stage == "search" and moment - self._said < 1:
            return
        self._said = moment
        gap = (bound - covered) / bound if bound else 0.0
        line = f"{stage}: covered {covered:,.0f}, at most {bound:,.0f}, gap {gap:.3%}"
        print(f"{line}, {moment - self._began:.0f} s", file=sys.stderr, flush=True)
