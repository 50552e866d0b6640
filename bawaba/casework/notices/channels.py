"""How a notice leaves the house."""

from smtplib import SMTPException
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from bawaba.identity.errors import MessageNotSent
from bawaba.identity.services import messages
from bawaba.kernel.ports import Port

INBOX: Final = "inbox"
MAIL: Final = "mail"
TEXT: Final = "text"
CHANNELS: Final = (INBOX, MAIL, TEXT)


class NotSent(Exception):
    """A channel did not take the message: it is tried again later."""


class TextSender(Protocol):
    """Hands a short message to a telephone network.

    phone: E.164, verified to be the person's; text: plain, in their language, 160 characters or more: the
    provider cuts it into parts
    raises: NotSent when the network did not take it
    """

    def __call__(self, *, phone: str, text: str) -> None: ...


text_senders: Port[TextSender] = Port("senders of short messages")


def send_mail(*, to: str, subject: str, text: str, unsubscribe: str, reference: str) -> None:
    """Send one plain message.

    unsubscribe: address where the reader ends such messages (RFC 8058), or empty where the law has them sent
    reference:   the same for each try, so that a mailbox that got the message twice can tell
    raises:      NotSent
    """
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{reference}@{host}>"}
    if unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    try:
        EmailMessage(subject, text, None, [to], headers=headers).send()
    except (SMTPException, OSError) as fault:
        raise NotSent(type(fault).__name__) from fault


def send_by_gateway(*, phone: str, text: str) -> None:
    """Send a short message by the gateway that the site is set up with (`BAWABA_SMS_GATEWAY`).

    raises: NotSent
    """
    try:
        messages.send_text(phone=phone, text=text)
    except MessageNotSent as fault:
        raise NotSent("gateway") from fault


def send_text(*, phone: str, text: str) -> None:
    """Send a short message by the first sender that is registered.

    raises: NotSent
    """
    send = next(iter(text_senders.providers().values()), None)
    if send is None:
        raise NotSent("no sender")
    send(phone=phone, text=text)
