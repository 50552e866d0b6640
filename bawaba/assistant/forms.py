"""What people type into the assistant: a question, and what they thought of an answer."""

import secrets
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from bawaba.assistant.types import REASONS, STATUSES
from bawaba.directory.queries import actor_for
from bawaba.forms import queries as filling
from bawaba.forms.types import Person
from bawaba.kernel.actors import Actor
from bawaba.kernel.markup import clean_text

MOST_CHARACTERS: Final = 300
REASON_NAMES: Final = {
    "wrong-service": _("It is not the service I meant"),
    "incomplete": _("Something is missing"),
    "unclear": _("It is hard to understand"),
    "outdated": _("It is out of date"),
    "other": _("Another reason"),
}


class QuestionForm(forms.Form):
    """A question, the service it is asked on, the service spoken of before, and whether to keep it all."""

    q = forms.CharField(
        label=_("Your question"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "enterkeyhint": "send"}),
        help_text=_("Do not write your name, your phone or your identity number."),
    )
    service = forms.SlugField(required=False, max_length=120, widget=forms.HiddenInput)
    before = forms.RegexField(
        r"^[\w\-]+(?:,[\w\-]+){0,7}\Z", required=False, max_length=800, widget=forms.HiddenInput
    )
    plain = forms.BooleanField(required=False, label=_("Answer without a language model"))
    keep = forms.BooleanField(
        required=False, label=_("Keep this conversation for 30 days, for me alone on this device")
    )

    def clean_q(self) -> str:
        return clean_text(self.cleaned_data["q"], limit=MOST_CHARACTERS).replace("\n", " ")


class RatingForm(forms.Form):
    """Useful or not, why, and the question only when its person agrees to send it."""

    useful = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    reason = forms.ChoiceField(choices=[("", ""), *((one, one) for one in REASONS)], required=False)
    status = forms.ChoiceField(choices=[(one, one) for one in STATUSES])
    language = forms.CharField(max_length=12)
    service = forms.SlugField(required=False, max_length=120)
    question = forms.CharField(required=False, max_length=MOST_CHARACTERS)
    send_question = forms.BooleanField(required=False)

    @property
    def told(self) -> dict[str, Any]:  # Any: arguments of `record_rating`
        names = ("useful", "reason", "status", "language", "service")
        told = {name: self.cleaned_data[name] for name in names}
        return told | {
            "question": self.cleaned_data["question"] if self.cleaned_data["send_question"] else ""
        }


def question_form(request: HttpRequest) -> QuestionForm:
    """Return the form as sent, as an address asks it (`?q=`), or empty."""
    if request.method == "POST":
        return QuestionForm(request.POST)
    if request.GET.get("q"):
        return QuestionForm(request.GET)
    named = {"service": request.GET.get("service", "")[:120], "keep": bool(token_of(request))}
    return QuestionForm(initial=named)


COOKIE: Final = "assistant"


def token_of(request: HttpRequest) -> str:
    """Return the token of the conversation that this browser keeps, or nothing."""
    return request.COOKIES.get(COOKIE, "")[:64]


def visitor_of(request: HttpRequest) -> tuple[Actor, Person, str]:
    """Return who begins a form, and the secret for a browser that is new here, or an empty text."""
    actor = actor_for(account=request.user)
    person = filling.person_of(request=request, actor_key=actor.key if actor.account_id else "")
    if person.owner:
        return actor, person, ""
    secret = secrets.token_urlsafe(24)
    return actor, Person(owner=filling.owner_of_secret(secret)), secret


def with_secret(response: HttpResponseBase, secret: str) -> HttpResponseBase:
    """Let a new browser find its drafts again, as the forms' own pages do."""
    if secret:
        response.set_cookie(
            filling.VISITOR_COOKIE, secret, max_age=90 * 86_400, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
