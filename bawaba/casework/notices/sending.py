"""Send what waits: a job takes one notice after the other, tries again later what did not leave, and knows a limit."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from bawaba.casework.models import Notice, ReplyAddress
from bawaba.casework.notices.addresses import address_of, stop_token
from bawaba.casework.notices.channels import MAIL, NotSent, send_mail, send_text
from bawaba.casework.notices.kinds import KINDS
from bawaba.casework.notices.preferences import unsubscribe_token
from bawaba.casework.queries.following import STRANGER
from bawaba.identity import queries as identity
from bawaba.identity.types import Particulars
from bawaba.kernel import clock, sealing
from bawaba.kernel.jobs import enqueue_once

WAITS_S: Final = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""How long to wait after each try that failed; after the last one the notice stays in the inbox alone."""

MOST_A_DAY: Final = 20
"""Messages to one person by one channel in 24 hours; what the law has told comes later, the rest is dropped."""

NOW: Final = "now"
CLAIMED_S: Final = 600
_AT_ONCE: Final = 200
_CONTEXT: Final = "casework-notice"


@task()
def send_notices(*, turn: str = NOW) -> dict[str, int]:
    """Send every notice whose time has come, and say how many were sent, put off, failed and dropped.

    Safe to run twice and beside itself: a notice is claimed before it is sent.
    turn: `now`, or the minute that it was put off to, so that one put off never keeps another from running
    """
    told = {"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}
    for notice in _due():
        told[_send(notice)] += 1
    _come_back()
    return told


def send_waiting() -> dict[str, int]:
    """Send what waits, also what a killed worker left; return how many were sent, put off, failed and dropped."""
    told: dict[str, int] = send_notices.func()
    return told


def _due() -> Iterator[Notice]:
    """Yield the notices whose time has come, each claimed for a while, the oldest first."""
    waiting = Notice.objects.filter(state="waiting", next_at__lte=clock.now()).order_by("next_at", "pk")
    for row in waiting[:_AT_ONCE]:
        until = clock.now() + timedelta(seconds=CLAIMED_S)
        claimed = Notice.objects.filter(pk=row.pk, state="waiting", next_at=row.next_at)
        if claimed.update(next_at=until):
            yield row


def _send(notice: Notice) -> str:
    if _sent_today(notice) >= MOST_A_DAY:
        if not KINDS[notice.kind].legal:
            return _settle(notice, "dropped")
        return _put_off(notice, clock.now() + timedelta(hours=1))
    try:
        sent = _send_to_stranger(notice) if notice.owner.startswith(STRANGER) else _send_to_account(notice)
    except NotSent:
        notice.attempts += 1
        if notice.attempts > len(WAITS_S):
            return _settle(notice, "failed")
        return _put_off(notice, clock.now() + timedelta(seconds=WAITS_S[notice.attempts - 1]))
    return _settle(notice, "sent" if sent else "dropped")


def _send_to_account(notice: Notice) -> bool:
    person = identity.read_contacts(account_id=int(notice.owner.partition(":")[2]))
    return person is not None and (_mail if notice.channel == MAIL else _text)(notice, person)


def _send_to_stranger(notice: Notice) -> bool:
    """Send a notice to the address that was given for its case; say whether there still is one."""
    where = address_of(case_id=notice.case_id) if notice.case_id else ""
    if not where or notice.case is None:
        return False
    words = json.loads(sealing.unseal(notice.sealed, context=_CONTEXT))
    with translation.override(notice.language):
        end = reverse("casework:stop-writing", args=[stop_token(notice.case.key)])
        opening = _("Open it with the number and the code of your receipt.")
        send_mail(
            to=where,
            subject=words["subject"],
            text=_letter({**words, "text": f"{words['text']} {opening}"}, end),
            unsubscribe=f"{settings.SITE_ADDRESS}{end}",
            reference=f"notice.{notice.pk}",
        )
    return True


def _mail(notice: Notice, person: Particulars) -> bool:
    """Send a notice to the person's verified address; say whether there is one."""
    if not person.email or not person.email_verified:
        return False
    words = json.loads(sealing.unseal(notice.sealed, context=_CONTEXT))
    legal = KINDS[notice.kind].legal
    with translation.override(notice.language):
        end = "" if legal else reverse("casework:unsubscribe", args=[unsubscribe_token(notice.owner)])
        send_mail(
            to=person.email,
            subject=words["subject"],
            text=_letter(words, end),
            unsubscribe=f"{settings.SITE_ADDRESS}{end}" if end else "",
            reference=f"notice.{notice.pk}",
        )
    return True


def _letter(words: dict[str, str], end: str) -> str:
    lines = [
        words["text"],
        f"{settings.SITE_ADDRESS}{words['address']}",
        _("We never ask for your password or for money in a message."),
    ]
    if end:
        lines.append(_("Stop such messages:") + f" {settings.SITE_ADDRESS}{end}")
    return "\n\n".join(lines) + "\n"


def _text(notice: Notice, person: Particulars) -> bool:
    """Send a notice to the person's verified telephone; say whether there is one."""
    if not person.phone or not person.phone_verified:
        return False
    words = json.loads(sealing.unseal(notice.sealed, context=_CONTEXT))
    send_text(phone=person.phone, text=f"{words['subject']}. {settings.SITE_ADDRESS}{words['address']}")
    return True


def _sent_today(notice: Notice) -> int:
    """Return how many messages went to the person, or to the address given for the case, in 24 hours."""
    since = clock.now() - timedelta(days=1)
    sent = Notice.objects.filter(channel=notice.channel, state="sent", sent_at__gte=since)
    if notice.owner.startswith(STRANGER):
        return sent.filter(case__reply_address__digest=_digest_of(notice)).count()
    return sent.filter(owner=notice.owner).count()


def _digest_of(notice: Notice) -> str:
    found = ReplyAddress.objects.filter(case_id=notice.case_id or 0).values_list("digest", flat=True)
    return found.first() or ""


def _settle(notice: Notice, state: str) -> str:
    notice.state = state
    notice.sent_at = clock.now() if state == "sent" else None
    notice.save(update_fields=["state", "sent_at", "attempts"])
    return state


def _put_off(notice: Notice, until: datetime) -> str:
    notice.next_at = until
    notice.save(update_fields=["next_at", "attempts"])
    return "waiting"


def _come_back() -> None:
    """Put the job in the queue for when the next notice is due."""
    first = Notice.objects.filter(state="waiting").order_by("next_at").first()
    if first is not None:
        at = max(first.next_at, clock.now() + timedelta(seconds=1))
        enqueue_once(send_notices.using(run_after=at), turn=f"{at:%Y-%m-%dT%H:%M}")
