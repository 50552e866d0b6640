"""Messages between a person and the office of their case, with attachments."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.casework.errors import (
    CaseNotFound,
    MessageEmpty,
    NotCaseOfficer,
    TextTooLong,
    TooManyAttachments,
    TooManyMessages,
)
from bawaba.casework.models import Case, Message
from bawaba.casework.queries.access import case_row, roles_in
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.people import MESSAGE_FILES, WAITING_FILES
from bawaba.casework.services.journal import record_event
from bawaba.kernel import clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound
from bawaba.kernel.files.tus import UploadPlace

LONGEST: Final = 5_000
MOST_FILES: Final = 10
MOST_A_DAY: Final = 30
_WAITS: Final = timedelta(days=7)


@transaction.atomic
def send_message(*, actor: Actor, key: str, text: str, owner: str = "") -> int:
    """Send a message about a case with all that its sender attached, and return its number.

    owner:  the person's key, as the door knows it; agents' doors leave it empty
    raises: CaseNotFound, NotCaseOfficer, MessageEmpty, TextTooLong, TooManyMessages
    """
    case, sender = _writer(actor, key, owner, lock=True)
    attached = files.list_files(purpose=WAITING_FILES, subject=_waiting(case, sender))
    text = text.strip()
    if not text and not attached:
        raise MessageEmpty
    if len(text) > LONGEST:
        raise TextTooLong
    since = clock.now() - timedelta(days=1)
    if owner and case.messages.filter(from_person=True, at__gte=since).count() >= MOST_A_DAY:
        raise TooManyMessages
    row = Message.objects.create(
        case=case,
        at=clock.now(),
        sender=sender,
        from_person=bool(owner),
        sealed=seal_text(text, column="message", key=case.key),
    )
    if attached:
        _send_along(actor, case, sender, row.pk, [one.key for one in attached])
    detail = {"by": "person" if owner else "office", "files": len(attached)}
    record_event(actor=actor, case=case, kind="messaged", detail=detail)
    return row.pk


@transaction.atomic
def attach_to_message(*, actor: Actor, key: str, prepared: files.Prepared, owner: str = "") -> files.FileInfo:
    """Attach a file that was checked to the message that its sender is writing.

    raises: CaseNotFound, NotCaseOfficer, TooManyAttachments
    """
    case, sender = _writer(actor, key, owner, lock=True)
    subject = _waiting(case, sender)
    if len(files.list_files(purpose=WAITING_FILES, subject=subject)) >= MOST_FILES:
        raise TooManyAttachments
    return files.keep(
        actor=actor,
        prepared=prepared,
        purpose=WAITING_FILES,
        subject=subject,
        keep_until=(clock.now() + _WAITS).date(),
        as_pdf=True,
    )


@transaction.atomic
def detach_from_message(*, actor: Actor, key: str, file: str, owner: str = "") -> None:
    """Take a file out of the message that its sender is writing.

    raises: CaseNotFound, NotCaseOfficer, NotFound
    """
    case, sender = _writer(actor, key, owner)
    if not files.forget_files(
        actor=actor, purpose=WAITING_FILES, subject=_waiting(case, sender), keys=[file]
    ):
        raise NotFound


@transaction.atomic
def mark_read(*, actor: Actor, key: str, owner: str = "") -> int:
    """Note that the messages of the other side were read; return how many were new. One SQL query when none was.

    Reading is no act of its own: the audit tells who opened the case.
    raises: CaseNotFound, NotCaseOfficer
    """
    case, _sender = _writer(actor, key, owner)
    return case.messages.filter(from_person=not owner, read_at__isnull=True).update(read_at=clock.now())


def message_place(*, actor: Actor, key: str, owner: str = "") -> UploadPlace:
    """Return where the attachments of a message may be sent piece by piece.

    raises: CaseNotFound, NotCaseOfficer
    """
    _case, sender = _writer(actor, key, owner)

    def take(prepared: files.Prepared) -> None:
        attach_to_message(actor=actor, key=key, prepared=prepared, owner=owner)

    return UploadPlace(actor=actor, owner=sender, place=f"message:{key}", take=take)


def _writer(actor: Actor, key: str, owner: str, *, lock: bool = False) -> tuple[Case, str]:
    """Return the case and the key of who writes: the person, or an agent or supervisor of its office."""
    case = case_row(key, lock=lock)
    roles = roles_in(case, actor, owner=owner)
    if owner and "person" not in roles:
        raise CaseNotFound
    if not owner and roles.isdisjoint({"agent", "supervisor"}):
        raise NotCaseOfficer
    return case, owner or actor.key


def _waiting(case: Case, sender: str) -> str:
    return f"{case.key}:{sender}"


def _send_along(actor: Actor, case: Case, sender: str, message: int, keys: list[str]) -> None:
    files.move_files(
        actor=actor,
        keys=keys,
        purpose=WAITING_FILES,
        subject=_waiting(case, sender),
        to=(MESSAGE_FILES, f"{case.key}:{message}"),
    )
