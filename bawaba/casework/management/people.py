"""`bawaba casework send-notices | remind-complaints | forget-notices`: what people are told."""

from collections.abc import Mapping
from typing import Final

from bawaba.casework.notices.inbox import forget_old_notices
from bawaba.casework.notices.sending import send_notices
from bawaba.casework.services.complaints import remind_of_complaints
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR: Final = system_actor("casework-notices")


def add_operations(command: RoomCommand) -> None:
    """Add what this file offers to the room's command."""
    command.operation("send-notices", send_waiting, "Send the notices whose time has come.")
    command.operation("remind-complaints", remind, "Tell supervisors of complaints whose time runs out.")
    command.operation("forget-notices", forget, "Delete what people were told two years ago or longer.")


def send_waiting() -> Mapping[str, object]:
    return dict(send_notices.func())


def remind() -> Mapping[str, object]:
    return {"complaints": remind_of_complaints(actor=ACTOR)}


def forget() -> Mapping[str, object]:
    return {"notices": forget_old_notices(actor=ACTOR)}
