"""`bawaba casework …`: procedures, requests, the law's clock, what goes out and comes in."""

from bawaba.casework.management import cases, desk, govstack, people, webhooks
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "Casework: where is my request?"

    def add_operations(self) -> None:
        cases.add_operations(self)
        desk.add_operations(self)
        govstack.add_operations(self)
        people.add_operations(self)
        webhooks.add_operations(self)
