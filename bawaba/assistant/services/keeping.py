"""Conversations that people asked to keep: sealed, for 30 days, gone at once when they say so."""

import json
import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.assistant.models import Conversation, Rating, Turn
from bawaba.assistant.queries.turns import CONTEXT, digest_of
from bawaba.assistant.types import Answer
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.sealing import seal

KEPT_DAYS: Final = 30
MOST_TURNS: Final = 100


@transaction.atomic
def keep_turn(*, token: str, answer: Answer) -> str:
    """Keep a question with its answer, by the person's wish; return the conversation's token.

    token: of the conversation so far, or empty to begin one. Its oldest turns go beyond `MOST_TURNS`.
    """
    moment = clock.now()
    conversation = Conversation.objects.filter(token_digest=digest_of(token)).first() if token else None
    if conversation is None or conversation.erase_after <= moment:
        token = secrets.token_urlsafe(24)
        conversation = Conversation.objects.create(
            token_digest=digest_of(token), started_at=moment, erase_after=moment + timedelta(days=KEPT_DAYS)
        )
        audit.record(
            actor=ANONYMOUS, verb="assistant.conversation-begun",
            target=("assistant.conversation", str(conversation.pk)),
        )  # fmt: skip
    said = {
        "question": answer.question, "language": answer.written_in, "text": answer.text,
        "service": answer.service_id, "title": answer.title,
    }  # fmt: skip
    sealed = seal(json.dumps(said, ensure_ascii=False).encode(), context=CONTEXT)
    Turn.objects.create(conversation=conversation, at=moment, sealed=sealed)
    kept = list(conversation.turns.order_by("-pk").values_list("pk", flat=True)[MOST_TURNS:])
    Turn.objects.filter(pk__in=kept).delete()
    return token


@transaction.atomic
def forget_conversation(*, token: str) -> bool:
    """Erase a conversation at once; say whether there was one."""
    conversation = Conversation.objects.filter(token_digest=digest_of(token)).first()
    if conversation is None:
        return False
    audit.record(
        actor=ANONYMOUS, verb="assistant.conversation-erased",
        target=("assistant.conversation", str(conversation.pk)),
    )  # fmt: skip
    conversation.delete()
    return True


@transaction.atomic
def erase_old(*, actor: Actor) -> int:
    """Erase conversations and ratings whose time is over; return how many."""
    moment = clock.now()
    erased = Conversation.objects.filter(erase_after__lte=moment).count()
    Conversation.objects.filter(erase_after__lte=moment).delete()
    erased += Rating.objects.filter(erase_after__lte=moment).delete()[0]
    if erased:
        audit.record(
            actor=actor, verb="assistant.erased", target=("assistant.conversation", "*"),
            detail={"erased": erased},
        )  # fmt: skip
    return erased
