"""Reminders of campaigns by mail: once a day, to the editors of the bodies that have not handed in yet."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from bawaba.assess.models import Assessment, Campaign, Reminder
from bawaba.directory.queries import list_members
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick
from bawaba.kernel.models import Account
from bawaba.ui.figures import day_text

LANGUAGES = ("ar", "fr")
"""Mails are in both: an account says no language."""


def send_reminders(*, actor: Actor) -> dict[str, int]:
    """Send the reminders that are due today, each once, and return how many mails went.

    A mail that the server refuses is not tried again; the page of the campaign tells how many went.
    """
    today = clock.today()
    sent = 0
    for campaign in Campaign.objects.filter(closed_at=None, opens_on__lte=today, due_on__gte=today):
        due = [days for days in campaign.reminders if campaign.due_on - timedelta(days=days) <= today]
        done = set(campaign.sent_reminders.values_list("days", flat=True))
        late = [days for days in due if days not in done]
        if late:
            sent += _remind(actor, campaign, late)
    return {"sent": sent}


def _remind(actor: Actor, campaign: Campaign, days: list[int]) -> int:
    """Send one mail to each editor for all of their bodies, whatever reminders were missed."""
    waiting = Assessment.objects.filter(campaign=campaign, state__in=("draft", "returned"))
    keys: dict[str, list[str]] = {}
    for key, body in waiting.values_list("key", "body"):
        for member in list_members(role="editor", body=body):
            keys.setdefault(member.key, []).append(key)
    with transaction.atomic():
        for one in days:
            _row, new = Reminder.objects.get_or_create(
                campaign=campaign, days=one, defaults={"sent": len(keys), "sent_at": clock.now()}
            )
            if not new:
                return 0  # another worker was here first
        audit.record(
            actor=actor, verb="assess.reminded", target=campaign, detail={"days": days, "people": len(keys)}
        )
    numbers = {int(key.removeprefix("account:")): found for key, found in keys.items()}
    addresses = Account.objects.filter(pk__in=list(numbers)).exclude(email="").values_list("pk", "email")
    return sum(_mail(campaign, email, numbers[number]) for number, email in addresses)


def _mail(campaign: Campaign, address: str, keys: list[str]) -> int:
    texts, subject = [], ""
    for code in LANGUAGES:
        with translation.override(code):
            title = pick(campaign.titles, code).text
            day = day_text(campaign.due_on, code)
            subject = subject or _("Reminder: %(title)s") % {"title": title}
            path = reverse("assess:assessment", args=[keys[0]]) if len(keys) == 1 else reverse("assess:mine")
            said = _(
                "“%(title)s” waits for the answers of your administration until %(day)s. Go on here: %(address)s"
            )
            texts.append(said % {"title": title, "day": day, "address": f"{settings.SITE_ADDRESS}{path}"})
    return send_mail(subject, "\n\n".join(texts), None, [address], fail_silently=True)
