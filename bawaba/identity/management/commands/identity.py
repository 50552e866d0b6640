"""`bawaba identity …`: people, relying parties, keys."""

from bawaba.identity.management import people, population, relying_parties
from bawaba.kernel.commands import RoomCommand


class Command(RoomCommand):
    help = "People, relying parties and the provider's keys."

    def add_operations(self) -> None:
        people.add_operations(self)
        relying_parties.add_operations(self)
        population.add_operations(self)
