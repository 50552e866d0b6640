#!/usr/bin/env python3
"""Import the catalogues of Morocco, France and Kenya: time, memory, and that no row is lost.

    benchmarks/bench_import.py        needs the folder BAWABA_SHARED (default ../shared)

Each import is one `bawaba catalogue import`, as an operator would run it, in a new BAWABA_HOME.
The limits: the three together within 60 s and 600 MB; imported + unchanged + quarantined = read;
the same import again changes nothing. Vectors are made later, by a job, and are not counted.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAWABA = ROOT / ".venv" / "bin" / "bawaba"
SHARED = Path(os.environ.get("BAWABA_SHARED", ROOT.parent / "shared")) / "data"
MOST_S, MOST_MB = 60.0, 600.0


def catalogues() -> list[tuple[str, Path]]:
    morocco = sorted((ROOT / "bawaba" / "catalogue" / "data").glob("*.jsonl"))
    france = SHARED / "catalogue-fr" / "service_public_fr_catalogue.jsonl.gz"
    return [*(("jsonl", path) for path in morocco), ("service-public-fr", france),
            ("ecitizen-ke", SHARED / "catalogue-ke")]  # fmt: skip


def run(home: Path, *words: object) -> dict[str, int]:
    """Run a command of ours and return what its last line says."""
    done = subprocess.run(
        [BAWABA, *map(str, words)], env={**os.environ, "BAWABA_HOME": str(home), "BAWABA_EMBEDDER": "none"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1]) if "--json" in words else {}


def import_all(home: Path) -> tuple[dict[str, int], float]:
    total = dict.fromkeys(("read", "imported", "unchanged", "quarantined"), 0)
    started = time.monotonic()
    for form, path in catalogues():
        found = run(home, "catalogue", "import", path, "--format", form, "--json")
        total = {name: count + found[name] for name, count in total.items()}
    return total, time.monotonic() - started


def main() -> int:
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: set BAWABA_SHARED to the folder that holds data/")
        return 1
    with tempfile.TemporaryDirectory(prefix="bawaba-bench-") as folder:
        home = Path(folder)
        run(home, "migrate", "--verbosity", "0")
        for name in ("load-territories", "load-bodies"):
            run(home, "directory", name)
        first, took_s = import_all(home)
        again, again_s = import_all(home)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = [
        (
            "no row lost",
            first["read"] == first["imported"] + first["unchanged"] + first["quarantined"],
            first,
        ),
        ("the same again changes nothing", again["imported"] == 0, again),
        (f"within {MOST_S:.0f} s", took_s <= MOST_S, f"{took_s:.1f} s, again {again_s:.1f} s"),
        (f"within {MOST_MB:.0f} MB", peak_mb <= MOST_MB, f"{peak_mb:.0f} MB"),
    ]
    for name, kept, value in rows:
        print(f"{'kept  ' if kept else 'BROKEN'} {name}: {value}")
    return 0 if all(kept for _, kept, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
