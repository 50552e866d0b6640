"""`bawaba identity seed …`: a synthetic population for scale tests."""

from argparse import ArgumentTypeError
from collections.abc import Mapping

from bawaba.identity.services import seeding
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand


def add_operations(command: RoomCommand) -> None:
    """Add the operation that makes people up."""
    seed = command.operation("seed", seed_people, "Make up people for scale tests; refused in production.")
    seed.add_argument("--people", type=_count, required=True, help="how many there are in the end")
    seed.add_argument("--seed", type=_count, required=True, help="the same seed gives the same people")


def seed_people(*, people: int, seed: int) -> Mapping[str, object]:
    """Bring a seed's people up to a number; a second run changes nothing."""
    bar = Progress("Making up people", people)
    made = seeding.seed_people(actor=system_actor("seed"), people=people, seed=seed, progress=bar.advance)
    bar.finish()
    return {"people": people, "seed": seed, "made": made}


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise ArgumentTypeError(f"{text} is not a whole number")
    return int(text)
