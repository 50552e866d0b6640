"""One's own account: how sure we are, and who one says to be."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bawaba.identity.errors import InvalidParticulars
from bawaba.identity.forms.particulars import ParticularsForm, initial_of
from bawaba.identity.queries import read_particulars
from bawaba.identity.queries.people import is_proofed
from bawaba.identity.services.people import change_particulars
from bawaba.identity.types import Authentication, Particulars
from bawaba.identity.views.signed_in import actor_of, person_page
from bawaba.identity.views.wording import LEVELS
from bawaba.kernel.errors import DomainError


@require_safe
@person_page
def account(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show the account: contacts, whether the identity was verified, this session's level. Two SQL queries."""
    data = {
        "particulars": read_particulars(person_id=authentication.person_id),
        "proofed": is_proofed(person_id=authentication.person_id),
        "level": LEVELS[authentication.level],
        "authentication": authentication,
    }
    return render(request, "identity/account/home.html", data)


@require_http_methods(["GET", "HEAD", "POST"])
@person_page
def particulars(request: HttpRequest, authentication: Authentication) -> HttpResponse:
    """Show who the person says to be, and let them change what nobody has verified."""
    kept = read_particulars(person_id=authentication.person_id)
    proofed = is_proofed(person_id=authentication.person_id)
    form = ParticularsForm(request.POST or None, initial=initial_of(kept))
    if request.method == "POST" and form.is_valid() and _save(request, authentication, form, proofed=proofed):
        return HttpResponseRedirect(reverse("identity:account"))
    status = 422 if form.errors else 200
    data = {"form": form, "proofed": proofed, "particulars": kept}
    return render(request, "identity/account/particulars.html", data, status=status)


def _save(
    request: HttpRequest, authentication: Authentication, form: ParticularsForm, *, proofed: bool
) -> bool:
    """Keep what was written; once somebody verified the rest, only the address."""

    def change(kept: Particulars) -> Particulars:
        written = form.read(kept)
        return replace(kept, address=written.address) if proofed else written

    try:
        change_particulars(actor=actor_of(authentication), person_id=authentication.person_id, change=change)
    except DomainError as refusal:
        show_faults(form, refusal)
        return False
    messages.success(request, gettext("Your particulars were kept."))
    return True


def show_faults(form: ParticularsForm, refusal: DomainError) -> None:
    """Put a refusal's words beside the fields they are about."""
    if not isinstance(refusal, InvalidParticulars) or not refusal.fields:
        form.add_error(None, f"{refusal} {refusal.next_step}".strip())
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(words))
