"""Who may open the desk: signed in, with a role somewhere. Services check the body itself."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

P = ParamSpec("P")
ROLES: Final = frozenset({"editor", "publisher", "supervisor", "administrator"})


def for_staff(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let those in who work for a body; send who is not signed in to the sign-in page."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = actor_for(account=request.user)
        if not (actor.is_administrator or any(role in ROLES for role, _body in actor.roles)):
            raise PermissionDenied
        response = view(request, actor, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door
