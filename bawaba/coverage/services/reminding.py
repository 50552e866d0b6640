"""Reminders of challenges by mail, once a day: to the operator's agents, then to the regulator's supervisors."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from bawaba.coverage.models import Challenge, Office, Operator
from bawaba.coverage.rules.challenges import whom_to_remind
from bawaba.directory.queries import list_members
from bawaba.directory.types import Role
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account

LANGUAGES = ("ar", "fr")
"""Mails are in both: an account says no language."""


def send_reminders(*, actor: Actor) -> dict[str, int]:
    """Mail whoever has the word in challenges whose day is near or passed; returns how many challenges and mails.

    A mail that the server refuses is not tried again before the next reminder. raises: PermissionDenied
    """
    if not actor.is_administrator:
        raise PermissionDenied
    waiting = _mark(actor)
    sent = 0
    for (role, body), count in waiting.items():
        sent += sum(_mail(address, count) for address in _addresses(role, body))
    return {"challenges": sum(waiting.values()), "sent": sent}


@transaction.atomic
def _mark(actor: Actor) -> dict[tuple[Role, str], int]:
    """Note who is reminded today, so that no other worker does it again; returns how many by role and body."""
    epochs.queue_up()
    bodies = dict(Operator.objects.exclude(body="").values_list("key", "body"))
    regulator = Office.objects.filter(role="regulator").values_list("body", flat=True).first() or ""
    today, found, told = clock.today(), dict[tuple[Role, str], int](), []
    for row in Challenge.objects.filter(state__in=["open", "answered"]):
        whom = whom_to_remind(row.state, row.answer_due, row.decision_due, today, row.reminded_on)
        address: tuple[Role, str] = (
            ("agent", bodies.get(row.operator, "")) if whom == "operator" else ("supervisor", regulator)
        )
        if whom and address[1]:
            told.append(row.pk)
            found[address] = found.get(address, 0) + 1
    if told:
        Challenge.objects.filter(pk__in=told).update(reminded_on=today)
        audit.record(actor=actor, verb="coverage.challenges-reminded", target=("coverage.challenge", "*"),
                     detail={"count": len(told)})  # fmt: skip
    return found


def _addresses(role: Role, body: str) -> Iterable[str]:
    numbers = [int(one.key.removeprefix("account:")) for one in list_members(role=role, body=body)]
    return Account.objects.filter(pk__in=numbers).exclude(email="").values_list("email", flat=True)


def _mail(address: str, count: int) -> int:
    texts, subject = [], ""
    for code in LANGUAGES:
        with translation.override(code):
            desk = f"{settings.SITE_ADDRESS}{reverse('coverage:desk')}"
            said = ngettext(
                "%(count)d challenge of 5G coverage waits for you.",
                "%(count)d challenges of 5G coverage wait for you.",
                count,
            ) % {"count": count}
            subject = subject or said
            texts.append(f"{said}\n{desk}")
    return send_mail(subject, "\n\n".join(texts), None, [address], fail_silently=True)
