"""Who stands at the room's doors."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from bawaba.casework.errors import CaseNotFound
from bawaba.casework.queries.access import case_row, roles_in
from bawaba.casework.queries.people import WAITING_FILES
from bawaba.casework.types import CaseInfo
from bawaba.directory.queries import actor_for
from bawaba.forms import queries as forms

FOLLOWED: Final = "casework-followed"
"""Where a browser's session keeps the cases that it followed by number and code: case key → owner."""

MOST_FOLLOWED: Final = 20


def owner_of(request: HttpRequest) -> str:
    """Return the key of the person who asks, as cases name their owner; empty for nobody. One SQL query."""
    actor = actor_for(account=request.user)
    return forms.person_of(request=request, actor_key=actor.key if actor.account_id else "").owner


def reader_of(request: HttpRequest, case: str) -> str:
    """Return the key of the person who asks, or of the stranger whose case this browser follows by its code."""
    followed = request.session.get(FOLLOWED, {}) if request.COOKIES.get(settings.SESSION_COOKIE_NAME) else {}
    return followed.get(case) or owner_of(request)


def follow(request: HttpRequest, info: CaseInfo) -> None:
    """Let this browser's session read and act for a stranger's case."""
    followed = dict(list(request.session.get(FOLLOWED, {}).items())[-MOST_FOLLOWED + 1 :])
    request.session[FOLLOWED] = {**followed, info.key: info.owner}


def sign_in_address(after: str) -> str:
    """Return where one signs in, and goes on from to an address of this site."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': after})}"


def begins_a_form(request: HttpRequest, /) -> bool:
    """Say whether somebody looks at a form or begins a draft: whoever has one already goes on in a surge."""
    parts = request.path.split("/")
    return len(parts) == 4 and parts[2] == "forms" and parts[3] != "places.json"


def guard(request: HttpRequest, /, *, purpose: str, subject: str, owner: str) -> bool:
    """Let the person of a case and the agents who handle it open its files.

    subject: the case's key, alone or with what the file belongs to behind a colon
    """
    key, _colon, rest = subject.partition(":")
    try:
        row = case_row(key)
    except CaseNotFound:
        return False
    actor, reader = actor_for(account=request.user), reader_of(request, key)
    if purpose == WAITING_FILES:  # not sent yet: its writer's alone
        return bool(rest) and rest in (reader, actor.key if actor.account_id else "")
    return bool(roles_in(row, actor, owner=reader))
