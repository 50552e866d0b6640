"""Who stands at a person's doors: the owner of a case, or who follows it by its code; nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from bawaba.casework.errors import CaseNotFound
from bawaba.casework.views.access import reader_of
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.ui.resending import show_again


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person at the door. owner: as cases name them; empty for nobody known."""

    actor: Actor
    owner: str


def for_owner(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a case's door to its person; lead who is not signed in to where they can be; cache nothing.

    What somebody wrote before their session ended is shown again, to be sent after signing in.
    """

    @wraps(view)
    def door(request: HttpRequest, case: str, **parts: str) -> HttpResponseBase:
        applicant = Applicant(actor_for(account=request.user), reader_of(request, case))
        try:
            response = view(request, applicant, case, **parts)
        except CaseNotFound:
            if request.user.is_authenticated:
                raise
            response = _ask_who(request, case)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return door


def _ask_who(request: HttpRequest, case: str) -> HttpResponseBase:
    here = reverse("casework:tracking", args=[case])
    if request.POST:
        return show_again(request, after=here)
    return redirect(f"{reverse('casework:follow')}?{urlencode({'next': here})}")
