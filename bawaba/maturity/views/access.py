"""Who may open the pages of work: signed in. Queries and services check each wave and body themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor
from bawaba.maturity.queries import is_wave

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_members(view: View[P]) -> Door[P]:
    """Let in who is signed in, send others to the sign-in page; nothing is cached."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = view(request, actor_for(account=request.user), *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return door


def improvement_page(*, campaign: str, body: str) -> str:
    """Return the address where a body plans after its result in a wave (`kernel.ports.improvement_doors`)."""
    return f"{reverse('maturity:body', args=[campaign, body])}#improve" if is_wave(key=campaign) else ""
