"""Messages to a person about their identity, sent in a job once the change is committed."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bawaba.identity.models import RelyingParty
from bawaba.identity.queries.people import read_particulars
from bawaba.identity.services.messages import send_text
from bawaba.identity.types import alert_senders
from bawaba.kernel.languages import pick

MAIL_LANGUAGES: Final = ("ar", "fr")  # nothing says yet which one a person prefers


@dataclass(frozen=True, slots=True)
class Alert:
    """What a message says: its subject and its first sentence. `%(asker)s`, `%(device)s` are filled in."""

    subject: Promise | str
    sentence: Promise | str


ALERTS: Final[dict[str, Alert]] = {
    "device-enrolled": Alert(
        _("A phone was added to your account"),
        _("The phone “%(device)s” may now approve requests in your name."),
    ),
    "key-added": Alert(
        _("A key was added to your account"),
        _("The key “%(device)s” may now be used to sign in to your account."),
    ),
    "proofed": Alert(
        _("Your identity was verified"),
        _("An officer at a counter compared you with your papers. If this was not you, say so at once."),
    ),
    "codes-given": Alert(
        _("New codes were printed for you"),
        _(
            "A counter printed codes for your account; older ones are void. If this was not you, say so at once."
        ),
    ),
    "device-suspended": Alert(
        _("A phone was suspended"), _("The phone “%(device)s” may no longer approve requests in your name.")
    ),
    "device-resumed": Alert(
        _("A phone may approve again"), _("The phone “%(device)s” may approve requests in your name again.")
    ),
    "device-removed": Alert(
        _("A phone was removed from your account"), _("The phone “%(device)s” was removed from your account.")
    ),
    "refusal": Alert(
        _("You refused a request"),
        _("A request from %(asker)s was refused on your phone. It learned nothing."),
    ),
    "wrong-number": Alert(
        _("A request was refused because the number was wrong"),
        _("A wrong number was typed for a request from %(asker)s. The request was refused."),
    ),
    "not-me": Alert(
        _("You said that a request was not yours"),
        _("You said that a request from %(asker)s did not come from you. It learned nothing."),
    ),
    "link-not-me": Alert(
        _("You said that a sign-in was not yours"),
        _("You said that a computer that asked to be signed in was not yours. It was refused."),
    ),
    "link-wrong-number": Alert(
        _("A computer was not signed in because the number was wrong"),
        _("A wrong number was typed to sign in a computer. It was refused."),
    ),
    "link-approved": Alert(
        _("A computer was signed in with your phone"),
        _("A computer was signed in to your account with the phone “%(device)s”."),
    ),
    "incident": Alert(
        _("Your account was secured"),
        _(
            "You reported that something was not you. Your other sessions were ended and your permissions withdrawn."
        ),
    ),
}


def alert_person(
    *, person_id: int, kind: str, relying_party_id: int | None = None, device_name: str = ""
) -> None:
    """Put a message to a person in the queue, inside the caller's transaction. One SQL query."""
    send_alert.enqueue(
        person_id=person_id, kind=kind, relying_party_id=relying_party_id, device_name=device_name
    )


@task()
def send_alert(*, person_id: int, kind: str, relying_party_id: int | None, device_name: str) -> None:
    """Hand one message to every sender."""
    for send in alert_senders.providers().values():
        send(person_id=person_id, kind=kind, relying_party_id=relying_party_id, device_name=device_name)


def mail_alert(*, person_id: int, kind: str, relying_party_id: int | None, device_name: str) -> None:
    """Send the message to the person's verified address, in Arabic and in French; none, no message."""
    particulars = read_particulars(person_id=person_id)
    if not particulars.email or not particulars.email_verified:
        return
    party = _find_party(relying_party_id)
    subjects, texts = [], []
    for language in MAIL_LANGUAGES:
        with translation.override(language):
            subject, sentence = _say(kind, party, device_name, language)
            data = {"sentence": sentence, "address": _history_address(language)}
            subjects.append(subject)
            texts.append(render_to_string("identity/mail/alert.txt", data))
    send_mail(" | ".join(subjects), "\n\n".join(texts), None, [particulars.email])


def text_alert(*, person_id: int, kind: str, relying_party_id: int | None, device_name: str) -> None:
    """Send the message to a verified telephone, in the site's language, where mail reaches nobody.

    raises: MessageNotSent
    """
    particulars = read_particulars(person_id=person_id)
    if particulars.email_verified or not particulars.phone_verified:
        return
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        _subject, sentence = _say(kind, _find_party(relying_party_id), device_name, language)
    send_text(phone=particulars.phone, text=f"{sentence} {_history_address(language)}")


def _say(kind: str, party: RelyingParty | None, device_name: str, language: str) -> tuple[str, str]:
    """Return the subject and the first sentence of a message, in the active language."""
    words = {"asker": asker_name(party, language), "device": device_name}
    return str(ALERTS[kind].subject) % words, str(ALERTS[kind].sentence) % words


def _find_party(relying_party_id: int | None) -> RelyingParty | None:
    return RelyingParty.objects.filter(pk=relying_party_id).first() if relying_party_id else None


def _history_address(language: str) -> str:
    return f"{settings.SITE_ADDRESS}/{language}/my-data/"


def asker_name(party: RelyingParty | None, language: str) -> str:
    """Return a relying party's name in one language, or this site's."""
    if party is None:
        return str(_("Bawaba"))
    return pick(party.names, language).text or party.client_id
