"""`bawaba start`: prepare, then serve, with a worker of jobs beside, until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from bawaba.project import preparation, server
from bawaba.project.job_worker import JobWorker


class Command(BaseCommand):
    help = "Prepare the site and serve it (PORT, BAWABA_ADDRESS, BAWABA_WORKERS)."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="make no demo accounts")
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="run no jobs: `bawaba worker` is a service of its own here",
        )
        parser.add_argument("--port", type=int, default=settings.SERVER_PORT)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        preparation.prepare(self.stdout.write, demo=not options["no_demo"])
        jobs = None if options["no_worker"] else JobWorker()
        server.serve(port=options["port"], report=self.stdout.write, jobs=jobs)
