"""Write down what is to be said, in the transaction of what it is about; a job says it afterwards."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import translation

from bawaba.casework.models import Case, Notice, ReplyAddress
from bawaba.casework.notices.channels import INBOX, MAIL, TEXT, text_senders
from bawaba.casework.notices.kinds import KINDS, SUBMITTED, Kind
from bawaba.casework.notices.preferences import Wishes, read_wishes
from bawaba.casework.notices.sending import NOW, send_notices
from bawaba.casework.queries.following import STRANGER
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.types import CaseInfo, EventInfo
from bawaba.kernel import clock, sealing
from bawaba.kernel.jobs import enqueue_once
from bawaba.kernel.languages import direction_of

CONTEXT: Final = "casework-notice"


def listen(*, case: CaseInfo, event: EventInfo) -> None:
    """Tell the person of a case what happened to it. Three SQL queries."""
    if event.sight != "person" or event.kind not in KINDS or _is_own_message(event):
        return
    tell(
        owner=case.owner,
        kind=event.kind,
        case=case,
        once=f"{event.kind}:{case.key}:{_moment(event)}",
        language=case.language,
    )


def tell(
    *,
    owner: str,
    kind: str,
    case: CaseInfo,
    once: str,
    language: str,
    address: str = "",
    channels: Sequence[str] = (),
) -> None:
    """Put a notice into a person's inbox and, as they wish, in the queue for other channels.

    once:    key of what it says: the same one is said once on each channel
    address: of the page that it leads to; the case's own when empty
    channels: those to use, where they do not hang on what the person wishes
    """
    what, wishes = KINDS[kind], read_wishes(owner=owner)
    spoken = wishes.language or language
    sealed = _seal(what, case, spoken, address)
    row = Case.objects.filter(key=case.key).values_list("pk", flat=True).first()
    now, used = clock.now(), channels or _channels(owner, what, wishes, row)
    Notice.objects.bulk_create(
        [
            Notice(
                owner=owner, case_id=row, kind=kind, channel=channel, language=spoken, once=once[:120],
                sealed=sealed, state="shown" if channel == INBOX else "waiting", made_at=now, next_at=now,
            )
            for channel in used
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if set(used) - {INBOX}:
        enqueue_once(send_notices, turn=NOW)


def tell_address(case: CaseInfo) -> None:
    """Write down the receipt of a case for the address that its person just gave. At most seven SQL queries."""
    where = ReplyAddress.objects.filter(case__key=case.key).values_list("digest", flat=True).first() or ""
    tell(
        owner=case.owner,
        kind=SUBMITTED,
        case=case,
        once=f"{SUBMITTED}:{case.key}:{where[:32]}",
        language=case.language,
        channels=(MAIL,),
    )


def _channels(owner: str, kind: Kind, wishes: Wishes, case: int | None) -> Sequence[str]:
    """Return the channels of a notice; those without an account are written to where they asked to be."""
    if case is not None and owner.startswith(STRANGER) and kind.legal and _is_written_to(case):
        return (INBOX, MAIL)
    return channels_for(owner, kind, wishes)


def _is_written_to(case: int) -> bool:
    return ReplyAddress.objects.filter(case_id=case).exists()


def channels_for(owner: str, kind: Kind, wishes: Wishes) -> Sequence[str]:
    """Return the channels of a notice: the inbox always; others for accounts, if legal or wanted."""
    if not owner.startswith("account:"):
        return (INBOX,)
    mail = (MAIL,) if kind.legal or wishes.mail else ()
    text = (TEXT,) if text_senders.providers() and wishes.text else ()
    return (INBOX, *mail, *text)


def words_of(sealed: bytes | memoryview) -> Mapping[str, str]:
    """Return what a notice says: `subject`, `text` and `address` (a path on this site)."""
    return dict(json.loads(sealing.unseal(sealed, context=CONTEXT)))


def _seal(kind: Kind, case: CaseInfo, language: str, address: str) -> bytes:
    with translation.override(language):
        words = {
            "subject": str(kind.subject) % {"number": _isolated(case.number, language)},
            "text": str(kind.sentence),
            "address": address or reverse("casework:tracking", args=[case.key]),
        }
    return sealing.seal(json.dumps(words, ensure_ascii=False).encode(), context=CONTEXT)


def _isolated(number: str, language: str) -> str:
    """Return a public number that keeps its order in a line that runs from right to left (Unicode TR 9)."""
    spelled = spell_number(number)
    return f"\u2066{spelled}\u2069" if direction_of(language) == "rtl" else spelled


def _is_own_message(event: EventInfo) -> bool:
    return event.kind == "messaged" and event.detail.get("by") == "person"


def _moment(event: EventInfo) -> str:
    """Return when it happened, as far as it matters: several messages of one hour are told once."""
    return _hour(event.at) if event.kind == "messaged" else event.at.isoformat()


def _hour(at: datetime) -> str:
    return f"{at:%Y%m%d%H}"
