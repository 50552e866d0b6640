"""Who may open the editors' pages: signed in, with a role somewhere. Services check the body itself."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.catalogue.queries.board import EDITING, SUPERVISING
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_editors(view: View[P]) -> Door[P]:
    """Let editors, publishers and administrators in; send who is not signed in to the sign-in page."""
    return _guarded(view, EDITING)


def for_supervisors(view: View[P]) -> Door[P]:
    """Let those in who answer readers' reports: supervisors, publishers, administrators."""
    return _guarded(view, SUPERVISING)


def _guarded(view: View[P], roles: frozenset[str]) -> Door[P]:
    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = actor_for(account=request.user)
        if not (actor.is_administrator or any(role in roles for role, _ in actor.roles)):
            raise PermissionDenied
        response = view(request, actor, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door
