#!/usr/bin/env python3
"""Run a command against a PostgreSQL that lives for that command only.

    scripts/temporary_postgres.py .venv/bin/pytest bawaba/search

The cluster lies in a temporary folder, listens on a socket in it and nowhere else, runs as an
unprivileged user, and is removed at the end, whatever happens.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def find_programs() -> Path | None:
    """Return the newest folder (version ≥ 15) that holds initdb and pg_ctl, or None."""
    by_version = sorted(
        (folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()),
        key=lambda folder: float(folder.parent.name),
    )
    if by_version and float(by_version[-1].parent.name) >= 15:
        return by_version[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> tuple[str, ...]:
    """Return what to put before a command so that PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return ()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ("runuser", "-u", "postgres" if "postgres" in names else "nobody", "--")


@contextmanager
def temporary_postgres(parent: Path | None = None, **more: str) -> Iterator[str]:
    """Give the database address of a PostgreSQL that lives inside the block.

    parent: where its folder is made, /tmp when not given; more: settings beside, or in place of, those above
    """
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL 15 or newer is missing. Install it: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="bawaba-pg-", dir=parent or "/tmp"))  # noqa: S108 - its name is drawn
    before = _unprivileged()
    if before:
        shutil.chown(folder, before[2])
    run = _runner(before, folder)
    try:
        run(programs / "initdb", "-D", folder / "data", "-U", "bawaba", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | more).items())
        run(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log",
            "-o", f"{options} -k {folder}", "start")  # fmt: skip
        yield f"postgresql://bawaba@{quote(str(folder), safe='')}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _runner(before: tuple[str, ...], folder: Path):
    def run(*command: object) -> None:
        done = subprocess.run(
            [*before, *map(str, command)], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            log = folder / "log"
            raise SystemExit(f"{command[0]}: {done.stderr}{log.read_text() if log.exists() else ''}")

    return run


def _stop(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)  # so that the cluster is taken down


def main() -> int:
    """Run the command given, with BAWABA_DATABASE_URL set."""
    signal.signal(signal.SIGTERM, _stop)
    with temporary_postgres() as address:
        environment = {**os.environ, "BAWABA_DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main() if len(sys.argv) > 1 else __doc__)
