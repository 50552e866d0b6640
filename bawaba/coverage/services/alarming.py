"""Alarms of milestones: told once for each change of how they stand, by mail to whoever watches over the promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bawaba.coverage.models import AlarmTold, AlarmWish, Milestone, Office
from bawaba.coverage.queries.alarms import MailWish, read_mail_wish
from bawaba.coverage.queries.shares import MilestoneLine, TargetLine, list_targets
from bawaba.coverage.services.reminding import LANGUAGES
from bawaba.coverage.wording import STATUSES
from bawaba.directory.queries import list_members
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.errors import InvalidInput, PermissionDenied
from bawaba.kernel.languages import pick
from bawaba.kernel.models import Account
from bawaba.ui.figures import day_text

_SALT: Final = "coverage.alarms"


@dataclass(frozen=True, slots=True)
class _News:
    """A milestone whose standing changed, with its targets."""

    targets: TargetLine
    line: MilestoneLine


def tell_alarms(*, actor: Actor) -> dict[str, int]:
    """Mail the regulator's supervisors what changed for the worse, or back; returns how many milestones and mails.

    A mail that the server refuses is not tried again: the desk says the same. raises: PermissionDenied
    """
    if not actor.is_administrator:
        raise PermissionDenied
    news = _mark(actor)
    sent = sum(_mail(address, key, news) for key, address in _watchers()) if news else 0
    return {"milestones": len(news), "sent": sent}


@transaction.atomic
def _mark(actor: Actor) -> list[_News]:
    """Note how each milestone stands, so that no other worker tells it again; returns what is to be told."""
    epochs.queue_up()
    told = {row.milestone_id: row for row in AlarmTold.objects.all()}
    numbers = {
        (row.target_set.key, row.due_on): row.pk for row in Milestone.objects.select_related("target_set")
    }
    news: list[_News] = []
    for targets in list_targets():
        for line in targets.milestones:
            number, status = numbers[targets.record.key, line.due_on], line.standing.status
            before = told.get(number)
            if before is not None and (before.status, before.alarm) == (status, line.alarm):
                continue
            facts = {"status": status, "alarm": line.alarm, "told_on": clock.today()}
            AlarmTold.objects.update_or_create(milestone_id=number, defaults=facts)
            if line.alarm or (before is not None and before.alarm):
                news.append(_News(targets, line))
    if news:
        audit.record(actor=actor, verb="coverage.alarms-told", target=("coverage.milestone", "*"),
                     detail={"count": len(news)})  # fmt: skip
    return news


def _watchers() -> list[tuple[str, str]]:
    """Return account and address of each supervisor of the regulator who wants these mails."""
    body = Office.objects.filter(role="regulator").values_list("body", flat=True).first()
    members = list_members(role="supervisor", body=body) if body else []
    unwilling = set(AlarmWish.objects.filter(wanted=False).values_list("account", flat=True))
    numbers = [int(one.key.removeprefix("account:")) for one in members if one.key not in unwilling]
    rows = Account.objects.filter(pk__in=numbers).exclude(email="").values_list("pk", "email")
    return [(f"account:{number}", address) for number, address in rows]


def _mail(address: str, account: str, news: Sequence[_News]) -> int:
    texts, subject, ends = [], "", []
    wish, token = read_mail_wish(account=account), signing.dumps(account, salt=_SALT)
    for code in (wish.language,) if wish.language else LANGUAGES:
        with translation.override(code):
            subject = subject or _("5G targets: what changed")
            ends.append(f"{settings.SITE_ADDRESS}{reverse('coverage:alarms-end', args=[token])}")
            desk = f"{settings.SITE_ADDRESS}{reverse('coverage:desk')}"
            stop = _("To get no more such mails: %(address)s") % {"address": ends[-1]}
            texts.append("\n".join([*(_said(one, code) for one in news), desk, "", stop]))
    headers = {
        "Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{ends[0]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }  # fmt: skip
    return EmailMessage(subject, "\n\n".join(texts), None, [address], headers=headers).send(
        fail_silently=True
    )


def _said(one: _News, code: str) -> str:
    standing = one.line.standing
    facts = {
        "name": pick(one.targets.record.names, code).text, "target": _percent(one.line.target),
        "day": day_text(one.line.due_on, code), "status": STATUSES[standing.status],
        "expected": _percent(standing.expected), "now": _percent(standing.share),
        "then": day_text(standing.share_on, code) if standing.share_on else "",
    }  # fmt: skip
    said = _("%(name)s: %(target)s of people by %(day)s. %(status)s.") % facts
    if standing.share is not None:
        said += " " + _("Declared: %(now)s on %(then)s.") % facts
    if standing.expected is not None:
        said += " " + _("At this pace: %(expected)s on that day.") % facts
    return f"- {said}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}".removesuffix(".0") + "\u00a0%"


@transaction.atomic
def choose_mails(*, actor: Actor, wish: MailWish) -> None:
    """Keep in which language this person wants mails about milestones, or that they want none.

    raises: PermissionDenied for nobody known; InvalidInput
    """
    if actor.account_id is None:
        raise PermissionDenied
    _keep(actor, actor.key, wish)


@transaction.atomic
def end_alarms(*, token: str) -> None:
    """End these mails for whoever holds the token of one. raises: InvalidInput"""
    try:
        account = signing.loads(token, salt=_SALT)
    except signing.BadSignature as fault:
        raise InvalidInput from fault
    _keep(ANONYMOUS, account, MailWish(False, read_mail_wish(account=account).language))


def _keep(actor: Actor, account: str, wish: MailWish) -> None:
    if wish.language not in ("", *LANGUAGES):
        raise InvalidInput
    facts = {"wanted": wish.wanted, "language": wish.language}
    AlarmWish.objects.update_or_create(account=account, defaults=facts)
    audit.record(
        actor=actor, verb="coverage.alarm-mails-chosen", target=("coverage.alarms", account), detail=facts
    )
