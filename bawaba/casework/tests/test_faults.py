"""No request is lost: a short run of benchmarks/fault_casework.py, on the database of this run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SCRIPT = Path(__file__).resolve().parents[3] / "benchmarks" / "fault_casework.py"


@pytest.mark.slow
@pytest.mark.both_databases
def test_no_request_is_lost_while_the_site_is_killed_and_its_disk_full() -> None:
    words = ["--requests", "40", "--people", "3", "--calm-s", "4", "--give-up-s", "300", "--json"]
    if connection.vendor == "postgresql":
        words.append("--postgres")
    done = subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False, timeout=420
    )
    assert done.stdout, done.stderr
    shown = json.loads(done.stdout.splitlines()[-1])
    assert shown["wrong"] == []
    assert shown["requests"] == shown["receipts given"] == 40
    assert shown["audit faults"] == 0
    assert sum(shown["kills"].values()) >= 1
