"""`bawaba coverage …`: compute radio and plans from files; import, plan and track a country's data."""

from bawaba.coverage.management import computing, country
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "Compute how far cells reach, plan where sites should stand, and keep a country's coverage."

    def add_operations(self) -> None:
        computing.add_operations(self.operation)
        country.add_operations(self.operation)
