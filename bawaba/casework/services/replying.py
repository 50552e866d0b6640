"""Write to people without an account, where they asked to be written to."""

from django.db import transaction

from bawaba.casework.notices.addresses import drop_address, keep_address
from bawaba.casework.notices.telling import tell_address
from bawaba.casework.queries.following import find_followed
from bawaba.casework.queries.records import case_info
from bawaba.casework.types import CaseInfo
from bawaba.kernel.actors import Actor


@transaction.atomic
def keep_reply_address(*, actor: Actor, key: str, owner: str, email: str) -> CaseInfo:
    """Keep where a person without an account wants to be written to, and send the receipt's notice there.

    raises: CaseNotFound, ReplyAddressRefused, AddressTooBusy
    """
    info = case_info(keep_address(actor=actor, key=key, owner=owner, email=email))
    tell_address(info)
    return info


@transaction.atomic
def name_reply_address(*, actor: Actor, number: str, code: str, email: str) -> CaseInfo:
    """Keep where the person of a stranger's case, known by its number and code, wants to be written to.

    raises: WrongFollowCode, ReplyAddressRefused, AddressTooBusy
    """
    info = find_followed(number=number, code=code)
    return keep_reply_address(actor=actor, key=info.key, owner=info.owner, email=email)


@transaction.atomic
def end_reply_address(*, actor: Actor, number: str, code: str) -> CaseInfo:
    """Write no more to the person of a stranger's case, known by its number and code.

    raises: WrongFollowCode
    """
    info = find_followed(number=number, code=code)
    drop_address(actor=actor, key=info.key, owner=info.owner)
    return info
