"""Who stands at the door: the person of a draft, or an editor."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.directory.queries import actor_for
from bawaba.forms import queries, services
from bawaba.forms.errors import DraftNotFound
from bawaba.forms.types import Person
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.ui.resending import show_again

P = ParamSpec("P")
VISITOR_DAYS: Final = 90
"""How long a browser finds its drafts again after its last save."""

EDITING: Final = frozenset({"editor", "publisher", "administrator"})


@dataclass(frozen=True, slots=True)
class Filler:
    """The person at the door, and the actor that the audit names. secret: of a browser that is new here"""

    actor: Actor
    person: Person
    secret: str = ""


PersonView = Callable[Concatenate[HttpRequest, Filler, P], HttpResponseBase]
EditorView = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_people(view: PersonView[P]) -> Door[P]:
    """Let everyone in, known by identity, by account or by their browser; nothing of it is cached."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        filler = filler_of(request)
        try:
            response = view(request, filler, *args, **kwargs)
        except DraftNotFound:
            if not request.POST or request.user.is_authenticated:
                raise
            response = show_again(request, after=request.path)  # their session ended while they wrote
        response.headers["Cache-Control"] = "private, no-store"
        _keep_visitor(request, response, filler)
        return response

    return door


def _keep_visitor(request: HttpRequest, response: HttpResponseBase, filler: Filler) -> None:
    """Let a stranger's browser remember its secret as long as it writes; forget it after signing in."""
    secret = request.COOKIES.get(queries.VISITOR_COOKIE, "")
    if secret and filler.actor.account_id:
        response.delete_cookie(queries.VISITOR_COOKIE, samesite="Lax")
    elif secret and request.method == "POST" and filler.person.owner == queries.owner_of_secret(secret):
        remember(response, secret)


def remember(response: HttpResponseBase, secret: str) -> None:
    """Give the browser the secret under which a stranger's drafts are kept."""
    response.set_cookie(
        queries.VISITOR_COOKIE, secret, max_age=VISITOR_DAYS * 86_400, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def for_editors(view: EditorView[P]) -> Door[P]:
    """Let editors, publishers and administrators in; send who is not signed in to the sign-in page."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = actor_for(account=request.user)
        if not (actor.is_administrator or any(role in EDITING for role, _ in actor.roles)):
            raise PermissionDenied
        response = view(request, actor, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door


def filler_of(request: HttpRequest) -> Filler:
    """Return who asks; what they began before signing in becomes theirs once."""
    actor = actor_for(account=request.user)
    person = queries.person_of(request=request, actor_key=actor.key if actor.account_id else "")
    began = queries.visitor_of(request)
    if began and actor.account_id:
        services.adopt_drafts(actor=actor, visitor=began, owner=person.owner)
    return Filler(actor, person)


def remembered(filler: Filler) -> Filler:
    """Return the person with a name of their own: a stranger's browser gets a secret to find drafts again."""
    if filler.person.owner:
        return filler
    secret = secrets.token_urlsafe(24)
    return Filler(filler.actor, Person(owner=queries.owner_of_secret(secret)), secret)
