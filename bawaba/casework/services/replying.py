"""Write to people without an account, where they asked to be written to."""

from django.db import transaction

from bawaba.casework.notices.addresses import keep_address
from bawaba.casework.notices.telling import tell_address
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
