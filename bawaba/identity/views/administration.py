"""The identity administrator's pages: relying parties and their claims, the provider's keys, the audit."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.identity.oidc import journal, keys, registration
from bawaba.identity.oidc.scopes import CLAIMS, claims_of_scopes
from bawaba.identity.queries.relying_parties import STATES, PartyLine, get_party, list_keys, list_parties
from bawaba.identity.views.officials import for_role
from bawaba.kernel.actors import Actor

ROLE: Final = "identity-administrator"
ACTS_A_PAGE: Final = 50
OVERLAP: Final = timedelta(days=7)
AHEAD: Final = timedelta(hours=1)
STATE_WORDS: Final = {
    "pending": _("Waiting for approval"),
    "approved": _("Approved"),
    "suspended": _("Suspended"),
}


class ApprovalForm(forms.Form):
    """The claims that a relying party may ask for."""

    claims = forms.MultipleChoiceField(
        label=_("It may ask for"),
        required=False,
        choices=[(claim, claim) for claim in CLAIMS],
        widget=forms.CheckboxSelectMultiple,
    )


@require_safe
@for_role(ROLE)
def parties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List relying parties, those that wait first to be chosen."""
    state = request.GET.get("state", "")
    page = list_parties(language=_language(), state=state, after=request.GET.get("after", ""))
    data = {
        "lines": [{"party": line, "state": STATE_WORDS[line.state]} for line in page.items],
        "after": page.after,
        "states": [(name, STATE_WORDS[name]) for name in STATES],
        "chosen": state if state in STATES else "",
    }
    return render(request, "identity/administration/parties.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(ROLE)
def party(request: HttpRequest, actor: Actor, client_id: str) -> HttpResponse:
    """Show one relying party; approve it with its claims, or suspend it."""
    line = get_party(client_id=client_id, language=_language())
    form = ApprovalForm(request.POST or None, initial={"claims": _proposed(line)})
    if request.method == "POST" and form.is_valid():
        _decide(request, actor, client_id, form)
        return HttpResponseRedirect(reverse("identity:party", args=[client_id]))
    data = {"party": line, "state": STATE_WORDS[line.state], "form": form, "facts": _facts(line)}
    return render(request, "identity/administration/party.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(ROLE)
def provider_keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the provider's keys; rotate them with an overlap."""
    if request.method == "POST":
        keys.rotate_keys(actor=actor, ahead=AHEAD, overlap=OVERLAP)
        messages.success(request, gettext("New keys are published and sign in an hour."))
        return HttpResponseRedirect(reverse("identity:provider-keys"))
    return render(request, "identity/administration/keys.html", {"keys": list_keys()})


@require_safe
@for_role(ROLE)
def acts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Read this room's part of the audit."""
    verb, before = request.GET.get("verb", "")[:60], request.GET.get("before", "")
    found = journal.list_acts(verb=verb, before=_number(before), limit=ACTS_A_PAGE)
    earlier = found[-1].sequence if len(found) == ACTS_A_PAGE else 0
    data = {"acts": found, "verb": verb, "earlier": earlier}
    return render(request, "identity/administration/acts.html", data)


def _decide(request: HttpRequest, actor: Actor, client_id: str, form: ApprovalForm) -> None:
    if request.POST.get("decision") == "suspend":
        registration.suspend_client(actor=actor, client_id=client_id)
        messages.success(request, gettext("Suspended: it signs nobody in any more."))
    else:
        registration.approve_client(actor=actor, client_id=client_id, claims=form.cleaned_data["claims"])
        messages.success(request, gettext("Approved, for the claims that you ticked."))


def _proposed(line: PartyLine) -> list[str]:
    """Return the claims ticked at first: those approved, or for one that waits those that it asks for."""
    if line.state != "pending":
        return list(line.approved_claims)
    named = line.metadata.get("bawaba_claims", [])
    return [*claims_of_scopes(str(line.metadata.get("scope", "")).split()), *named]


def _facts(line: PartyLine) -> list[tuple[str, Any]]:  # Any: JSON
    """Return what an administrator compares, by the standard's own names."""
    shown = (
        "redirect_uris", "post_logout_redirect_uris", "scope", "grant_types", "token_endpoint_auth_method",
        "subject_type", "require_pushed_authorization_requests", "dpop_bound_access_tokens", "policy_uri",
        "backchannel_logout_uri", "backchannel_token_delivery_mode",
    )  # fmt: skip
    values = ((name, line.metadata.get(name)) for name in shown)
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in values
        if value not in (None, "", [])
    ]


def _language() -> str:
    return get_language() or "ar"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
