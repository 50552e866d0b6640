"""`bawaba casework send-message | answer-appeal | send-notices …`: what people are told."""

from collections.abc import Mapping
from typing import Final

from bawaba.casework import queries
from bawaba.casework.errors import AppealNotFound
from bawaba.casework.notices.inbox import forget_old_notices
from bawaba.casework.notices.sending import send_waiting
from bawaba.casework.queries.people import list_appeals
from bawaba.casework.services.appeals import answer_appeal
from bawaba.casework.services.complaints import remind_of_complaints
from bawaba.casework.services.messages import send_message
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR: Final = system_actor("casework-notices")


def add_operations(command: RoomCommand) -> None:
    """Add what this file offers to the room's command."""
    message = command.operation("send-message", write_message, "Write to the person of a case.")
    message.add_argument("number", help="public number")
    message.add_argument("text")
    appeal = command.operation("answer-appeal", answer, "Answer the appeal against a case's decision.")
    appeal.add_argument("number", help="public number")
    appeal.add_argument("verdict", choices=["uphold", "dismiss"])
    appeal.add_argument("text")
    command.operation("send-notices", send_now, "Send the notices whose time has come.")
    command.operation("remind-complaints", remind, "Tell supervisors of complaints whose time runs out.")
    command.operation("forget-notices", forget, "Delete what people were told two years ago or longer.")


def write_message(*, number: str, text: str) -> Mapping[str, object]:
    info = queries.find_by_number(number=number)
    return {"message": send_message(actor=ACTOR, key=info.key, text=text)}


def answer(*, number: str, verdict: str, text: str) -> Mapping[str, object]:
    wanted = queries.find_by_number(number=number).number
    appeal = next((one for one in list_appeals(actor=ACTOR) if one.number == wanted), None)
    if appeal is None:
        raise AppealNotFound
    told = answer_appeal(actor=ACTOR, key=appeal.key, upheld=verdict == "uphold", answer=text)
    return {"appeal": told.state}


def send_now() -> Mapping[str, object]:
    return dict(send_waiting())


def remind() -> Mapping[str, object]:
    return {"complaints": remind_of_complaints(actor=ACTOR)}


def forget() -> Mapping[str, object]:
    return {"notices": forget_old_notices(actor=ACTOR)}
