"""`bawaba casework serve-govstack`: the building block's API alone, for a trial on this machine."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from bawaba.casework.errors import TrialRefused
from bawaba.casework.govstack import trial
from bawaba.casework.govstack.seeding import read_seed, seed
from bawaba.casework.govstack.words import Refused
from bawaba.kernel.commands import RoomCommand

_FORGET = "--forget-home"


def add_operations(command: RoomCommand) -> None:
    """Add what this file offers to the room's command."""
    serve = command.operation(
        "serve-govstack",
        serve_govstack,
        "Serve the GovStack Registration API alone on 127.0.0.1, for a trial.",
    )
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--seed", type=Path, required=True, help="records with identifiers of yours, as JSON")
    serve.add_argument(_FORGET, action="store_true", help="delete BAWABA_HOME at the end")


def serve_govstack(*, port: int, seed: Path, forget_home: bool) -> Mapping[str, object]:
    """Prepare a database (in a temporary home unless BAWABA_HOME names one), seed it, and serve until stopped."""
    if "BAWABA_HOME" not in os.environ:
        _start_again_in_temporary_home()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(0)
    )  # so that a temporary home goes whenever it is stopped
    if not trial.is_free(port):
        raise TrialRefused(fields={"port": "taken"})
    try:
        made = _prepare(seed)
        sys.stderr.write(f"The GovStack Registration API is on http://{trial.LOOPBACK}:{port} ({made})\n")
        _serve(port)
    finally:
        if forget_home:
            shutil.rmtree(settings.HOME, ignore_errors=True)
    return {"served": port}


def _prepare(path: Path) -> str:
    sys.stderr.write("Preparing the database…\n")
    call_command("migrate", verbosity=0)
    try:
        made = seed(given=read_seed(path))
    except Refused as refusal:
        raise TrialRefused(refusal.message) from refusal
    connections.close_all()  # a connection must not be shared with the worker
    return ", ".join(f"{count} {name}" for name, count in made.items())


def _serve(port: int) -> None:
    Server(
        trial.TARGET,
        address=trial.LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=2,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def _start_again_in_temporary_home() -> None:
    home = tempfile.mkdtemp(prefix="bawaba-govstack-")
    os.execve(  # noqa: S606 - this very program, without a shell
        sys.executable,
        [sys.executable, *sys.argv, _FORGET],
        {**os.environ, "BAWABA_HOME": home},
    )
