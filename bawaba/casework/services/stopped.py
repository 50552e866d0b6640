"""Tell those who set up a body's requests, by mail, that one of its webhooks was stopped."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from bawaba.casework.models import Webhook
from bawaba.directory.queries import list_members
from bawaba.kernel.models import Account


@task()
def mail_stopped_webhook(*, webhook: str) -> int:
    """Send one mail to each casework administrator of the body; return how many. Three SQL queries."""
    row = Webhook.objects.filter(key=webhook, state="stopped").first()
    if row is None:  # resumed or removed in the meantime
        return 0
    members = list_members(role="casework-administrator", body=row.body)
    ids = [int(one.key.removeprefix("account:")) for one in members]
    addresses = Account.objects.filter(pk__in=ids).exclude(email="").values_list("email", flat=True)
    words = {"key": row.key, "body": row.body, "host": urlsplit(row.url).hostname or ""}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A webhook was stopped")
        text = _(
            "The webhook %(key)s of %(body)s, at %(host)s, has failed for days and was stopped. What waits for it "
            "is kept. When its server works again, resume it."
        )
        sent = [send_mail(subject, text % words, None, [address]) for address in addresses]
    return len(sent)
