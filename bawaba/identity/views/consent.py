"""The consent screen: who asks, for what, with which values, why, and for how long."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.identity.oidc import replies
from bawaba.identity.oidc.answers import as_response
from bawaba.identity.oidc.claims import select
from bawaba.identity.oidc.consents import (
    ConsentRequest,
    accept_consent,
    change_account,
    read_consent,
    refuse_consent,
)
from bawaba.identity.oidc.grants import withdraw_consent
from bawaba.identity.queries import read_particulars
from bawaba.identity.types import Authentication
from bawaba.identity.views.signed_in import actor_of, person_page
from bawaba.identity.views.wording import ACCESS, GROUPS, LEVELS, ClaimGroup
from bawaba.kernel.languages import pick
from bawaba.ui.figures import day_text


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def consent(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Ask the person, or send them on with their answer."""
    key = (request.POST.get("request") or request.GET.get("request", ""))[:64]
    if request.method == "POST":
        return as_response(replies.redirect(request, _answer(request, key)))
    asked = read_consent(request=request, key=key)
    return render(request, "identity/consent.html", {**_words(asked), "key": key})


def _answer(request: HttpRequest, key: str) -> str:
    """Write the answer; return the address that goes on with the request."""
    word = request.POST.get("decision", "")
    if word == "accept":
        return accept_consent(request=request, key=key, declined=_read_declined(request))
    if word == "change":
        return change_account(request=request, key=key)
    return refuse_consent(request=request, key=key)


def _read_declined(request: HttpRequest) -> list[str]:
    """Return the claims of the groups that were offered and not chosen."""
    offered, chosen = set(request.POST.getlist("offered")), set(request.POST.getlist("share"))
    return [claim for group in GROUPS if group.key in offered - chosen for claim in group.claims]


@require_POST
@person_page
def withdraw(request: HttpRequest, authentication: Authentication, consent_id: int) -> HttpResponse:
    """Withdraw a consent and everything that was issued on it."""
    withdraw_consent(
        actor=actor_of(authentication), person_id=authentication.person_id, consent_id=consent_id
    )
    messages.success(request, gettext("Withdrawn. This site can no longer read your data from us."))
    return HttpResponseRedirect(reverse("identity:my-data"))


def _words(asked: ConsentRequest) -> dict[str, object]:
    """Return what the page says. One SQL query."""
    language, client = get_language() or "ar", asked.client
    particulars = read_particulars(person_id=asked.person_id)
    values = select(particulars, asked.claims)
    return {
        "asked": asked,
        "asker": pick(client.names, language).text or client.client_id,
        "body": client.body,
        "notice": pick(client.notice, language).text,
        "purpose": pick(client.purpose, language),
        "level": LEVELS[asked.level],
        "access": [ACCESS[scope] for scope in asked.access],
        "groups": [
            (
                group,
                group_value(group, values),
                asked.optional.issuperset(set(asked.claims) & set(group.claims)),
            )
            for group in GROUPS
            if not set(asked.claims).isdisjoint(group.claims)
        ],
    }


def group_value(group: ClaimGroup, values: Mapping[str, Any]) -> str:  # Any: claims of any JSON type
    """Return what we know of a group as a person reads it, or "" where we know nothing."""
    parts = dict.fromkeys(_read_value(values[claim]) for claim in group.claims if claim in values)
    whole = [part for part in parts if part and not any(part != other and part in other for other in parts)]
    return " · ".join(whole)


def _read_value(value: Any) -> str:  # Any: a claim of any JSON type
    if isinstance(value, bool):
        return gettext("verified") if value else gettext("not verified")
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values())
    try:
        return day_text(date.fromisoformat(str(value)), get_language() or "ar")
    except ValueError:
        return str(value)
