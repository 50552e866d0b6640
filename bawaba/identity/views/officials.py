"""Who may open the pages of officers and administrators: signed in, in the role, with two proofs."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from bawaba.directory.queries import actor_for
from bawaba.identity.errors import LevelTooLow
from bawaba.identity.queries import current_authentication
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
Door = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_role(role: str) -> Callable[[View[P]], Door[P]]:
    """Let in who holds the role somewhere; the services check the body."""

    def guard(view: View[P]) -> Door[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **options: P.kwargs) -> HttpResponse:
            authentication = current_authentication(request=request)
            if authentication is None or not request.user.is_authenticated:
                way_back = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('account_login')}?{way_back}")
            actor = actor_for(account=request.user)
            if not any(held == role for held, _body in actor.roles):
                raise PermissionDenied
            if settings.OFFICIALS_NEED_TWO_PROOFS and "mfa" not in authentication.amr:
                raise LevelTooLow(
                    hint=gettext(
                        "Add a passkey or an authenticator app under “Keys and codes”, and sign in with it."
                    )
                )
            response = view(request, actor, *args, **options)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return cast(Door[P], door)  # wraps hides the signature that it keeps

    return guard


def body_of(actor: Actor, role: str) -> str:
    """Return the body that an official acts for: the first by name, `*` for all."""
    return min(body for held, body in actor.roles if held == role)
