"""Who may open these pages: signed in, with an account. Queries and services check each assessment themselves."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from bawaba.assess.errors import AssessmentNotFound
from bawaba.assess.queries.filling import may_open_evidence
from bawaba.directory.queries import actor_for
from bawaba.kernel.actors import Actor

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


def guard(request: HttpRequest, /, *, purpose: str, subject: str, owner: str) -> bool:
    """Let those who take part in an assessment open its files. subject: the assessment's key"""
    key = request.path.rstrip("/").rpartition("/")[2]
    try:
        return may_open_evidence(actor=actor_for(account=request.user), key=subject, file=key)
    except AssessmentNotFound:
        return False
