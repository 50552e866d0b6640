"""What it takes to compute a plan again: its inputs by digest, its tools by version, its command in full."""

import shlex
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol

METHOD: Final = "greedy, annealed search with a Lagrangian bound, order by weighted greedy"


class Assumed(Protocol):
    """What a manifest tells of the wishes of a plan (`scheduling.Wishes`)."""

    @property
    def target_set(self) -> str: ...
    @property
    def first_year(self) -> int: ...
    @property
    def radii_m(self) -> tuple[float, float, float]: ...
    @property
    def edge_probability(self) -> float: ...
    @property
    def host_factor(self) -> float: ...
    @property
    def most_a_year(self) -> int | None: ...
    @property
    def budget_a_year(self) -> float | None: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def sites(self) -> str: ...
    @property
    def existing(self) -> Path | None: ...
    @property
    def forbidden(self) -> Path | None: ...


def tools() -> dict[str, str]:
    """Return the versions of what computes."""
    return {"highspy": version("highspy"), "numpy": version("numpy"), "method": METHOD}


def command_of(
    key: str,
    wishes: Assumed,
    quotas: Sequence[tuple[str, float]],
    goals: Sequence[tuple[date, float]],
    time_limit_s: float,
) -> str:
    """Return the command that computes this plan over the same people, areas and sites.

    Goals are written out, so that targets added since change nothing. A search that its time ends, not a
    proof, may stop elsewhere on another machine.
    """
    options: list[tuple[str, object]] = [
        *((("--targets", wishes.target_set),) if wishes.target_set else ()),
        *(("--goal", f"{day.isoformat()}={share!r}") for day, share in goals),
        ("--first-year", wishes.first_year),
        ("--radii-m", ",".join(f"{radius:g}" for radius in wishes.radii_m)),
        ("--edge-probability", wishes.edge_probability),
        ("--host-factor", wishes.host_factor),
        *(("--quota", f"{name}={share!r}") for name, share in quotas),
        ("--most-a-year", wishes.most_a_year),
        ("--budget-a-year", wishes.budget_a_year),
        ("--cost", wishes.cost),
        ("--sites", wishes.sites),
        ("--existing", wishes.existing and wishes.existing.name),
        ("--forbidden", wishes.forbidden and wishes.forbidden.name),
        ("--time-limit-s", float(time_limit_s)),
    ]
    told = [part for name, value in options if value is not None for part in (name, f"{value}")]
    return shlex.join(["bawaba", "coverage", "schedule", key, *told])
