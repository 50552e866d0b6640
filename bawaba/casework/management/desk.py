"""`bawaba casework …` for desks: share out, and count and index anew."""

from collections.abc import Mapping

from bawaba.casework.services import desk
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR = system_actor("command")


def add_operations(command: RoomCommand) -> None:
    """Add the operations of desks to `bawaba casework`."""
    share = command.operation(
        "share-out", share_out, "Share an office's waiting cases out between its agents."
    )
    share.add_argument("office", help="key of the body")
    command.operation(
        "rebuild-figures", rebuild_figures, "Count every case anew for the supervisors' figures."
    )
    command.operation("rebuild-words", rebuild_words, "Index the words of every case anew.")


def share_out(*, office: str) -> Mapping[str, object]:
    return {"agents": desk.share_cases(actor=ACTOR, office=office)}


def rebuild_figures() -> Mapping[str, object]:
    return {"cases": desk.rebuild_figures(actor=ACTOR)}


def rebuild_words() -> Mapping[str, object]:
    return {"cases": desk.rebuild_words()}
