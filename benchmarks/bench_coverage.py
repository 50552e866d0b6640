#!/usr/bin/env python3
"""Measure plans of sites against the limits of the project, and against spopt with CBC.

    benchmarks/bench_coverage.py [--family] [--sizes 10000,1000000] [--million] [--kind towns]
        [--radii 4000,5000,8000] [--growth] [--peer PYTHON]

Each measure is a whole run of `bawaba coverage plan`, imports and reading included, in a process of its own.

--family: the 48 instances of Cordeau, Furini and Ljubić (EJOR 2019) by their generator's rules: 100 sites and
  10,000 to 1,000,000 customers uniform in [0, 30]², demands of 1 to 100, radius 5.5 to 6.25, 10 to 20 sites.
  Limit: each proven optimal in 15 s.
--million: 1,000,000 cells, 50,000 sites, 2,000 to choose. Limits: gap 1.3 %, 40 s, 600 MB.
--growth: the same at 1/100 and 1/10 of the size.
--peer: a Python that has spopt and pulp. 10,000 cells and 1,000 sites, the same optimum; limit: 0.5 s, and
  the ratio to the peer, which is stopped after a minute, is printed.
"""

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

BAWABA = Path(sys.executable).parent / "bawaba"
FAMILY_SIZES, FAMILY_RADII, FAMILY_COUNTS = (
    (10_000, 50_000, 100_000, 1_000_000),
    (5.5, 5.75, 6, 6.25),
    (10, 15, 20),
)
PEER_CASES = ((3_000, 60), (5_000, 60), (8_000, 20))
PEER_LIMIT_S = 60.0
FAMILY_S, MILLION_S, MILLION_GAP, MILLION_MB, SMALL_S = 15.0, 40.0, 0.013, 600.0, 0.5
PEER = """
import csv, json, sys, time
import numpy as np, pulp
from spopt.locate import MCLP
demand = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
sites = np.loadtxt(sys.argv[2], delimiter=",", skiprows=1)
began = time.perf_counter()
away = np.hypot(demand[:, None, 0] - sites[None, :, 0], demand[:, None, 1] - sites[None, :, 1])
model = MCLP.from_cost_matrix(away, demand[:, 2], float(sys.argv[3]), p_facilities=int(sys.argv[4]))
built = time.perf_counter()
model.problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=float(sys.argv[5])))
ended = pulp.LpStatus[model.problem.status] == "Optimal" and model.problem.sol_status == pulp.LpSolutionOptimal
print(json.dumps({"covered": model.problem.objective.value(), "ended": ended, "built": built - began,
                  "seconds": time.perf_counter() - began}))
"""


def write(folder: Path, name: str, header: str, table: np.ndarray) -> Path:
    path = folder / f"{name}.csv"
    np.savetxt(path, table, delimiter=",", header=header, comments="", fmt="%.4f")
    return path


def instance(
    folder: Path, cells: int, sites: int, side: float, seed: int, *, family: bool
) -> tuple[Path, Path]:
    """Write one instance; sites stand anywhere, weights are whole (the family) or log-normal."""
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, side, (cells, 2))
    weights = draw.integers(1, 101, cells) if family else draw.lognormal(3, 1, cells)
    demand = write(folder, f"demand-{cells}-{seed}", "x,y,weight", np.column_stack([places, weights]))
    return demand, write(folder, f"sites-{cells}-{seed}", "x,y", draw.uniform(0, side, (sites, 2)))


def plan(demand: Path, sites: Path, radius: float, count: int) -> dict[str, float]:
    """Run one plan; add the wall and the processor time of the whole process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [str(BAWABA), "coverage", "plan", "--demand", str(demand), "--sites", str(sites)]
    command += ["--radius-m", str(radius), "--count", str(count), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = json.loads(done.stdout.splitlines()[-1])
    answer["wall_s"] = time.perf_counter() - began
    answer["cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return answer


def show(name: str, found: dict[str, float], *, limit_s: float) -> None:
    print(
        f"{name}: gap {found['gap']:.4%} ({found['method']}), whole {found['wall_s']:.1f} s "
        f"(processor {found['cpu_s']:.1f} s, command {found['seconds']:.2f} s), {found['wall_s'] / limit_s:.2f} of "
        f"the limit, {found['peak_mb']:.0f} MB",
        flush=True,
    )


def run_family(folder: Path, sizes: list[int]) -> None:
    for cells in sizes:
        demand, sites = instance(folder, cells, 100, 30, cells, family=True)
        for radius, count in itertools.product(FAMILY_RADII, FAMILY_COUNTS):
            found = plan(demand, sites, radius, count)
            show(f"family {cells:,}, radius {radius}, {count} sites", found, limit_s=FAMILY_S)


def run_large(folder: Path, part: float, radii: list[float], kind: str = "uniform") -> None:
    cells, sites, count = int(1_000_000 * part), int(50_000 * part), int(2_000 * part)
    demand, places = spread(folder, cells, sites, 700_000 * part**0.5, kind)
    for radius in radii:
        found = plan(demand, places, radius, count)
        name = f"{cells:,} cells, {sites:,} sites, {count:,} to choose, {kind}, radius {radius:,.0f} m"
        show(f"{name}, {found['share']:.0%} covered", found, limit_s=MILLION_S)
        print(
            f"  gap {found['gap'] / MILLION_GAP:.2f} and memory {found['peak_mb'] / MILLION_MB:.2f} of their limits",
            flush=True,
        )


def spread(folder: Path, cells: int, sites: int, side: float, kind: str) -> tuple[Path, Path]:
    """Write one instance: uniform, or people around towns of log-normal size with sites among them."""
    if kind == "uniform":
        return instance(folder, cells, sites, side, 7, family=False)
    draw = np.random.default_rng(11)
    towns = max(cells // 2_000, 5)
    middles, widths = draw.uniform(0, side, (towns, 2)), side * 0.01 * draw.lognormal(0, 0.7, towns)
    where = draw.integers(0, towns, cells)
    places = np.clip(middles[where] + draw.normal(0, 1, (cells, 2)) * widths[where, None], 0, side)
    table = np.column_stack([places, draw.lognormal(3, 1, cells)])
    demand = write(folder, f"demand-{cells}-{kind}", "x,y,weight", table)
    return demand, write(
        folder, f"sites-{cells}-{kind}", "x,y", places[draw.choice(cells, sites, replace=False)]
    )


def run_peer(folder: Path, python: str) -> None:
    demand, sites = instance(folder, 10_000, 1_000, 100_000, 5, family=True)
    for radius, count in PEER_CASES:
        ours = plan(demand, sites, radius, count)
        show(f"10,000 cells, 1,000 sites, {count} to choose, radius {radius}", ours, limit_s=SMALL_S)
        command = [python, "-c", PEER, str(demand), str(sites), str(radius), str(count), str(PEER_LIMIT_S)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peer = json.loads(done.stdout.splitlines()[-1])
        how = "proven" if peer["ended"] else f"stopped after {PEER_LIMIT_S:.0f} s of solving, unproven"
        print(
            f"  spopt with CBC: {peer['seconds']:.1f} s ({peer['built']:.1f} s to build, {how}), "
            f"{peer['seconds'] / ours['wall_s']:.0f} times our whole process"
        )
        print(
            f"  covered {ours['covered']:,.0f} (gap {ours['gap']:.2%}) and {peer['covered']:,.0f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", action="store_true")
    parser.add_argument("--sizes", default=",".join(map(str, FAMILY_SIZES)))
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--kind", default="uniform", choices=["uniform", "towns"])
    parser.add_argument("--radii", default="5000", help="metres, by commas, of --million")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--peer", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.family:
            run_family(Path(folder), [int(size) for size in asked.sizes.split(",")])
        for part in [0.01, 0.1] * asked.growth + [1.0] * asked.million:
            run_large(Path(folder), part, [float(one) for one in asked.radii.split(",")], asked.kind)
        if asked.peer:
            run_peer(Path(folder), asked.peer)


if __name__ == "__main__":
    main()
