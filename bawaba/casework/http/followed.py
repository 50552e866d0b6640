"""Requests lodged without an account, for systems that hold their number and the code of the receipt."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Body, Field, Path, Schema

from bawaba.casework import services
from bawaba.casework.http import router
from bawaba.casework.http.answers import CaseAnswer, answer_case
from bawaba.casework.queries.following import TRIES_AN_HOUR
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend

Number = Annotated[str, Path(max_length=40, pattern=r"^[0-9 ]+$")]
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9 -]+$")]
ADDRESS = "/casework/followed/{number}/reply-address"


class NewAddressBody(Schema):
    """The code of the receipt, and where its person wants to be written to."""

    code: Code
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00]*$")]


class CodeBody(Schema):
    """The code of the receipt."""

    code: Code


@router.put(ADDRESS, response=CaseAnswer, auth=None, operation_id="casework.name_reply_address")
def name_reply_address(request: HttpRequest, number: Number, body: Body[NewAddressBody]) -> dict[str, object]:
    """Ask for e-mails about a request that was lodged without an account; a first one leaves at once."""
    _count(request)
    info = services.name_reply_address(actor=ANONYMOUS, number=number, code=body.code, email=body.email)
    return answer_case(info)


@router.post(ADDRESS + "/end", response=CaseAnswer, auth=None, operation_id="casework.end_reply_address")
def end_reply_address(request: HttpRequest, number: Number, body: Body[CodeBody]) -> dict[str, object]:
    """End the e-mails about a request that was lodged without an account; the address is forgotten."""
    _count(request)
    return answer_case(services.end_reply_address(actor=ANONYMOUS, number=number, code=body.code))


def _count(request: HttpRequest) -> None:
    """Let one client guess codes as seldom as on the page.

    raises: TooManyRequests
    """
    if spend(request, door="casework-follow", most=TRIES_AN_HOUR, window_s=3600).refused:
        raise TooManyRequests
