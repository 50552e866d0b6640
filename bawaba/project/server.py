"""Serve the site with granian from this process, whose modules its workers inherit."""

import socket
import sys
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from bawaba.project.job_worker import JobWorker

TARGET: Final = "bawaba.project.wsgi:application"  # loaded by the workers, after the static files exist


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def serve(*, port: int, report: Callable[[str], object], jobs: JobWorker | None) -> None:
    """Serve until interrupted, with `BAWABA_WORKERS` processes of `BAWABA_THREADS` threads.

    One line says the address when the server is about to answer; a taken port stops with one line.
    jobs: the worker that begins and ends with the server; None where one runs as a service of its own
    """
    address = settings.SERVER_ADDRESS
    if not _is_free(address, port):
        sys.exit(f"Port {port} is taken. Choose another one: PORT={port + 1} make run")
    connections.close_all()  # a connection must not be shared with the workers
    report(f"Bawaba is on http://localhost:{port} (Ctrl-C stops it; its state is in {settings.HOME})")
    sys.stdout.flush()
    if jobs is not None:
        jobs.start()
    try:
        _answer_at(address, port)
    finally:
        if jobs is not None:
            jobs.stop()


def _answer_at(address: str, port: int) -> None:
    Server(
        TARGET,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.SERVER_WORKERS,
        blocking_threads=settings.SERVER_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
