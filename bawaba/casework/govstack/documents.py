"""Documents handed in through the building block's API, until an application names them."""

import base64
import binascii
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.casework.govstack.callers import Caller
from bawaba.casework.govstack.words import Json, bad_request
from bawaba.casework.models import Case, HeldDocument
from bawaba.casework.queries.desk.texts import text_context
from bawaba.casework.types import FILES
from bawaba.kernel import audit, clock, files, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError

PURPOSE: Final = "govstack-upload"
KEEP: Final = timedelta(days=30)
"""A document that no application names is forgotten after so long."""

MOST_FILES: Final = 10
MOST_TEXT: Final = 1_000_000
_ALLOWED: Final = set(map(ord, "\t\n\r"))


@dataclass(frozen=True, slots=True)
class Received:
    """A document that was taken. key: by which its address ends."""

    key: str
    media_type: str


def decode(texts: Iterable[Json]) -> list[bytes]:
    """Return the contents of base64 texts.

    raises: Refused
    """
    found = []
    for text in texts:
        if not isinstance(text, str):
            raise bad_request("file is a list of texts in base64.")
        try:
            found.append(base64.b64decode("".join(text.split()), validate=True))
        except (ValueError, binascii.Error) as fault:
            raise bad_request("file is not base64.") from fault
    return found


@transaction.atomic
def receive_documents(
    *, caller: Caller, contents: Sequence[tuple[str, bytes]], metadata: str
) -> list[Received]:
    """Take documents: PDF and images as files of this site, plain text sealed beside them.

    contents: name (may be empty) and bytes of each; metadata: free words, not kept
    raises:   Refused
    """
    if not contents or len(contents) > MOST_FILES:
        raise bad_request(f"file holds 1 to {MOST_FILES} documents.")
    received = [_receive(caller.actor, name, content) for name, content in contents]
    audit.record(
        actor=caller.actor,
        verb="casework.documents-received",
        target=("govstack", "documents"),
        detail={"documents": len(received), "described": bool(metadata)},
    )
    return received


def take_documents(*, actor: Actor, keys: Sequence[str], case: Case) -> None:
    """Make documents that this actor handed in part of a case, inside the caller's transaction."""
    if not keys:
        return
    files.move_files(actor=actor, keys=keys, purpose=PURPOSE, subject=actor.key, to=(FILES, case.key))
    HeldDocument.objects.filter(key__in=list(keys), owner=actor.key, case=None).update(case=case)


@transaction.atomic
def forget_documents(*, actor: Actor) -> int:
    """Delete the texts that no application named in time; return how many."""
    old = HeldDocument.objects.filter(case=None, at__lt=clock.now() - KEEP)
    count: int = old.delete()[0]
    if count:
        audit.record(
            actor=actor,
            verb="casework.documents-forgotten",
            target=("govstack", "documents"),
            detail={"count": count},
        )
    return count


def _receive(actor: Actor, name: str, content: bytes) -> Received:
    if not content:
        raise bad_request("A document is empty.")
    if _is_text(content):
        return _hold(actor, content)
    try:
        info = files.receive(
            actor=actor,
            chunks=[content],
            name=name or "document",
            purpose=PURPOSE,
            subject=actor.key,
            keep_until=clock.today() + KEEP,
        )
    except DomainError as fault:
        raise bad_request(f"{fault} ({fault.code})") from fault
    return Received(info.key, info.media_type)


def _hold(actor: Actor, content: bytes) -> Received:
    if len(content) > MOST_TEXT:
        raise bad_request(f"A text is at most {MOST_TEXT} bytes.")
    key = secrets.token_urlsafe(24)
    HeldDocument.objects.create(
        key=key,
        owner=actor.key,
        at=clock.now(),
        size=len(content),
        sealed=sealing.seal(content, context=text_context(key)),
    )
    return Received(key, "text/plain")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return not text.startswith("%PDF-") and all(ord(mark) >= 32 or ord(mark) in _ALLOWED for mark in text)
