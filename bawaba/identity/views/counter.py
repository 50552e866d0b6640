"""The counter's pages: find a person, enter what was seen, hand over codes; or enrol somebody new."""

import json
from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from fido2.utils import websafe_decode

from bawaba.identity.errors import KeyCanLeave, PasskeyRefused, PersonNotFound, TooManyDevices
from bawaba.identity.forms.counter import EnrolForm, FindForm, VerifyForm
from bawaba.identity.forms.particulars import initial_of
from bawaba.identity.queries.proofings import list_proofings
from bawaba.identity.rules import people as rules
from bawaba.identity.services import counter, counter_keys
from bawaba.identity.services.passkeys import make_nonce
from bawaba.identity.types import Particulars
from bawaba.identity.views.account import show_faults
from bawaba.identity.views.answers import read_assertion
from bawaba.identity.views.officials import body_of, for_role
from bawaba.identity.views.wording import LEVELS
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, TooManyRequests
from bawaba.kernel.rates import spend

_SALT: Final = "identity.counter"
HANDLE_LIFE_S: Final = 1800
LOOK_UPS_HOURLY: Final = 120
_CHALLENGE: Final = "counter-key"
_KEY_REFUSED: Final = gettext_lazy(
    "The key was not added: it is on a list already, or it did not ask for the person's PIN or finger."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(counter.ROLE)
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask whom somebody says to be, and open their page."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if spend(request, door="identity.counter", most=LOOK_UPS_HOURLY, window_s=3600).refused:
            raise TooManyRequests
        try:
            person_id = counter.find_at_counter(
                actor=actor, body=_body(actor), hint=form.cleaned_data["hint"]
            )
            return HttpResponseRedirect(reverse("identity:counter-person", args=[_handle(actor, person_id)]))
        except PersonNotFound as refusal:
            form.add_error("hint", f"{refusal} {refusal.next_step}")
    data = {"form": form, "body": _body(actor)}
    return render(request, "identity/counter/find.html", data, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(counter.ROLE)
def person(request: HttpRequest, actor: Actor, handle: str) -> HttpResponse:
    """Show what somebody declared, and take what their papers say."""
    person_id = _open(actor, handle)
    declared = counter.read_declared(actor=actor, body=_body(actor), person_id=person_id)
    form = VerifyForm(request.POST or None, initial=initial_of(declared))
    if request.method == "POST" and form.is_valid():
        try:
            level = counter.verify_at_counter(
                actor=actor, body=_body(actor), person_id=person_id,
                particulars=form.read(declared), seen=form.read_seen(),
            )  # fmt: skip
            messages.success(request, gettext("Verified. Level: %(level)s") % {"level": LEVELS[level]})
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            show_faults(form, refusal)
    proofings = list_proofings(person_id=person_id)
    data = {
        "form": form,
        "handle": handle,
        "key_options": _offer_key(request, actor, person_id) if proofings else "",
        "email": rules.mask_email(declared.email),
        "phone": rules.mask_phone(declared.phone),
        "proofings": [(one, LEVELS[one.level]) for one in proofings],
    }
    return render(request, "identity/counter/person.html", data, status=422 if form.errors else 200)


@require_POST
@for_role(counter.ROLE)
def codes(request: HttpRequest, actor: Actor, handle: str) -> HttpResponse:
    """Show new codes once, to be printed and handed over."""
    person_id = _open(actor, handle)
    given = counter.give_codes(actor=actor, body=_body(actor), person_id=person_id)
    return render(request, "identity/counter/paper.html", {"codes": given})


@require_POST
@for_role(counter.ROLE)
def key(request: HttpRequest, actor: Actor, handle: str) -> HttpResponse:
    """Take what the person's security key answered."""
    person_id, back = _open(actor, handle), reverse("identity:counter-person", args=[handle])
    challenge = request.session.pop(_CHALLENGE, {})
    if challenge.get("person") != person_id:
        raise PasskeyRefused(reason="challenge-gone")
    try:
        device = counter_keys.add_key_at_counter(
            actor=actor, body=_body(actor), person_id=person_id, credential=read_assertion(request),
            challenge=websafe_decode(challenge["nonce"]), name=gettext("Security key"),
        )  # fmt: skip
        messages.success(request, gettext("The key was added: %(name)s") % {"name": device.name})
    except (KeyCanLeave, PasskeyRefused, TooManyDevices) as refusal:
        messages.error(
            request, _KEY_REFUSED if isinstance(refusal, PasskeyRefused) else f"{refusal} {refusal.next_step}"
        )
    return HttpResponseRedirect(back)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(counter.ROLE)
def enrol(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open an account for somebody without a smartphone, and show once what to print."""
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enrolled = counter.enrol_at_counter(
                actor=actor, body=_body(actor), particulars=form.read(Particulars()), seen=form.read_seen()
            )
            data = {"codes": enrolled.codes, "enrolled": enrolled, "level": LEVELS[enrolled.level]}
            return render(request, "identity/counter/paper.html", data)
        except DomainError as refusal:
            show_faults(form, refusal)
    return render(request, "identity/counter/enrol.html", {"form": form}, status=422 if form.errors else 200)


def _offer_key(request: HttpRequest, actor: Actor, person_id: int) -> str:
    """Return what the page's script needs to let the person's key answer, and keep the challenge here."""
    nonce = make_nonce()
    request.session[_CHALLENGE] = {"person": person_id, "nonce": nonce}
    options = counter_keys.offer_key(
        actor=actor, body=_body(actor), person_id=person_id, challenge=websafe_decode(nonce)
    )
    return json.dumps(options)


def _body(actor: Actor) -> str:
    return body_of(actor, counter.ROLE)


def _handle(actor: Actor, person_id: int) -> str:
    """Return an address part that names a person to this officer only, for half an hour."""
    return signing.dumps([actor.account_id, person_id], salt=_SALT)


def _open(actor: Actor, handle: str) -> int:
    try:
        officer_id, person_id = signing.loads(handle, salt=_SALT, max_age=HANDLE_LIFE_S)
    except signing.BadSignature as fault:
        raise PersonNotFound from fault
    if officer_id != actor.account_id:
        raise PersonNotFound
    return int(person_id)
