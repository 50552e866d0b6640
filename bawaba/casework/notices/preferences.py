"""What a person wants to be told, and how they end what the law does not have told."""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from bawaba.casework.models import NoticePreference
from bawaba.casework.notices.channels import MAIL, TEXT
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.languages import LANGUAGES

_SALT = "casework.unsubscribe"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose. language: of all that they are told; empty is that of each request."""

    mail: bool = True
    text: bool = False
    language: str = ""


def read_wishes(*, owner: str) -> Wishes:
    """Return what a person chose, or what holds for everyone. One SQL query."""
    rows = {row.channel: row for row in NoticePreference.objects.filter(owner=owner)}
    mail, text = rows.get(MAIL), rows.get(TEXT)
    return Wishes(
        mail=mail.wanted if mail else True,
        text=text.wanted if text else False,
        language=mail.language if mail else "",
    )


@transaction.atomic
def keep_wishes(*, actor: Actor, owner: str, wishes: Wishes) -> None:
    """Keep what a person wants to be told.

    raises: InvalidInput
    """
    if not owner or (wishes.language and wishes.language not in LANGUAGES):
        raise InvalidInput
    for channel, wanted in ((MAIL, wishes.mail), (TEXT, wishes.text)):
        NoticePreference.objects.update_or_create(
            owner=owner,
            channel=channel,
            defaults={"wanted": wanted, "language": wishes.language, "changed_at": clock.now()},
        )
    detail = {"mail": wishes.mail, "text": wishes.text, "language": wishes.language}
    audit.record(
        actor=actor, verb="casework.notices-chosen", target=("casework.notices", owner), detail=detail
    )


def unsubscribe_token(owner: str) -> str:
    """Return what stands in the address by which a person ends messages that the law does not have sent."""
    return signing.dumps(owner, salt=_SALT)


@transaction.atomic
def unsubscribe(*, token: str) -> None:
    """End the messages of whoever holds a token; the law's still come.

    raises: InvalidInput
    """
    try:
        owner = signing.loads(token, salt=_SALT)
    except signing.BadSignature as fault:
        raise InvalidInput from fault
    wishes = read_wishes(owner=owner)
    keep_wishes(actor=ANONYMOUS, owner=owner, wishes=Wishes(mail=False, text=False, language=wishes.language))
