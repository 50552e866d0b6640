"""`bawaba identity …`: people, relying parties, keys."""

from bawaba.identity.management import relying_parties
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "People, relying parties and the provider's keys."

    def add_operations(self) -> None:
        relying_parties.add_operations(self)
