"""Who stands at the door: the person of a draft, or an editor."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.directory.queries import actor_for
from bawaba.forms import queries, services
from bawaba.forms.types import Person
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

P = ParamSpec("P")
VISITOR: Final = "forms-visitor"
EDITING: Final = frozenset({"editor", "publisher", "administrator"})


@dataclass(frozen=True, slots=True)
class Filler:
    """The person at the door, and the actor that the audit names."""

    actor: Actor
    person: Person


PersonView = Callable[Concatenate[HttpRequest, Filler, P], HttpResponseBase]
EditorView = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_people(view: PersonView[P]) -> Door[P]:
    """Let everyone in, known by identity, by account or by browser session; nothing of it is cached."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, filler_of(request), *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door


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
    visitor = request.session.get(VISITOR, "")
    person = queries.person_of(
        request=request, visitor=visitor, actor_key=actor.key if actor.account_id else ""
    )
    if visitor and not person.owner.startswith("visitor:"):
        services.adopt_drafts(actor=actor, visitor=f"visitor:{visitor}", owner=person.owner)
        del request.session[VISITOR]
    return Filler(actor, person if person.owner != "visitor:" else Person(owner=""))


def remembered(request: HttpRequest, filler: Filler) -> Filler:
    """Return the person with a name of their own: a browser session gets a secret to find drafts again."""
    if filler.person.owner:
        return filler
    request.session[VISITOR] = secrets.token_urlsafe(18)
    return Filler(filler.actor, Person(owner=f"visitor:{request.session[VISITOR]}"))
