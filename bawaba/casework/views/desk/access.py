"""Who may open the desk: signed in, with a role for requests somewhere. Services check the office itself."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.casework.errors import NotCaseOfficer
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
HANDLING: Final = frozenset({"agent", "supervisor"})
SUPERVISING: Final = frozenset({"supervisor"})
SETTING_UP: Final = frozenset({"supervisor", "casework-administrator", "administrator"})
PUBLISHING: Final = frozenset({"publisher", "administrator", "casework-administrator"})


def for_agents(view: View[P]) -> Door[P]:
    """Let agents and supervisors in; send who is not signed in to the sign-in page."""
    return _guarded(view, HANDLING)


def for_supervisors(view: View[P]) -> Door[P]:
    """Let supervisors in."""
    return _guarded(view, SUPERVISING)


def for_setting_up(view: View[P]) -> Door[P]:
    """Let those in who set a desk up: supervisors and casework administrators."""
    return _guarded(view, SETTING_UP)


def for_publishing(view: View[P]) -> Door[P]:
    """Let those in who write how requests are handled."""
    return _guarded(view, PUBLISHING)


def _guarded(view: View[P], roles: frozenset[str]) -> Door[P]:
    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = actor_for(account=request.user)
        if roles.isdisjoint(role for role, _ in actor.roles):
            raise NotCaseOfficer
        request.desk_roles = frozenset(role for role, _ in actor.roles)  # type: ignore[attr-defined]  # for the tabs
        response = view(request, actor, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door
