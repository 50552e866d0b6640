"""`bawaba prepare`: make the site ready to serve, doing only what is not done yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bawaba.project import preparation


class Command(BaseCommand):
    help = "Prepare the database, the starter catalogue, the search index and the demo accounts."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="make no demo accounts")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        preparation.prepare(self.stdout.write, demo=not options["no_demo"])
