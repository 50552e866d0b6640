#!/usr/bin/env python3
"""Compile each room's translations (.po → .mo) with polib, so that gettext is not needed to run."""

import sys
from pathlib import Path

ROOMS = Path(__file__).resolve().parent.parent / "bawaba"


def stale_catalogues() -> list[Path]:
    """Return the .po files that are newer than their .mo file."""
    found = sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/*.po"))
    return [po for po in found if not _is_fresh(po)]


def _is_fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def compile_stale(catalogues: list[Path]) -> None:
    """Write the .mo file beside each .po file; an unreadable file stops with its name."""
    import polib  # noqa: PLC0415 - only when there is work: starting must stay quick

    for po in catalogues:
        try:
            polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
        except (OSError, UnicodeDecodeError) as fault:
            sys.exit(f"{po.relative_to(ROOMS.parent)}: {fault}")


if __name__ == "__main__":
    work = stale_catalogues()
    if work:
        compile_stale(work)
