"""What the public suggests, or says of a system: kept sealed, read by somebody before others see it."""

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import SaidNotFound, UseCaseInvalid
from bawaba.ai.models import SAID_CONTEXT, SAID_LONGEST, Said, UseCase
from bawaba.ai.queries.own_systems import find_own_system
from bawaba.ai.services.permitting import require_moderator
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.sealing import seal


@transaction.atomic
def say(*, actor: Actor, text: str, language: str, about: str = "") -> int:
    """Keep a suggestion of a new use, or what somebody says of a system; return its number.

    Who says it is not kept. about: key of a system in the register
    raises: SystemNotFound, UseCaseInvalid
    """
    if about:
        find_own_system(key=about)
    text = text.strip()
    if not 10 <= len(text) <= SAID_LONGEST:
        raise UseCaseInvalid(
            fields={"text": _("Write between 10 and %(most)s characters.") % {"most": SAID_LONGEST}}
        )
    row = Said.objects.create(
        about=about, language=language, text=seal(text.encode(), context=SAID_CONTEXT), said_at=clock.now()
    )
    audit.record(actor=actor, verb="ai.said", target=row, detail={"about": about})
    return row.pk


@transaction.atomic
def moderate(*, actor: Actor, number: int, shown: bool, answer: str = "") -> None:
    """Show what somebody said to everybody, with an answer, or do not.

    raises: SaidNotFound, NotOnBoard
    """
    row = Said.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise SaidNotFound
    body = UseCase.objects.filter(key=row.about).values_list("body", flat=True).first() if row.about else None
    require_moderator(actor, body)
    row.state, row.answer = ("shown" if shown else "refused"), answer.strip()[:SAID_LONGEST]
    row.decided_by, row.decided_at = actor.key, clock.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(actor=actor, verb="ai.moderated", target=row, detail={"shown": shown})
    epochs.advance()
