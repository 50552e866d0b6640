"""`bawaba worker`: run jobs as they come, and what runs by itself when it is due."""

import logging
import threading
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from bawaba.kernel import timers

LOOK_S: Final = 20.0
log = logging.getLogger("bawaba.timers")


class Command(BaseCommand):
    help = "Run jobs, and put what is due by its timer in the queue. As many as you like, on any machine."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at the queue")
        parser.add_argument("--batch", action="store_true", help="run what is due and what waits, then stop")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        look()
        ended = threading.Event()
        if not options["batch"]:
            threading.Thread(target=keep_looking, args=(ended,), name="timers", daemon=True).start()
        try:
            call_command(
                "db_worker", interval=options["interval"], batch=options["batch"], reload=False,
                verbosity=options["verbosity"], startup_delay=not options["batch"],
            )  # fmt: skip
        finally:
            ended.set()


def keep_looking(ended: threading.Event) -> None:
    """Look for what is due until the worker ends."""
    while not ended.wait(LOOK_S):
        look()
        connection.close()


def look() -> None:
    """Put what is due in the queue; a database that is away or busy is asked again at the next look."""
    try:
        close_old_connections()
        timers.put_due()
    except DatabaseError as fault:
        log.warning("timers wait: %s", type(fault).__name__)
