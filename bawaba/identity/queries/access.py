"""Whom the access token of an API call speaks for."""

from collections.abc import Sequence

from django.http import HttpRequest

from bawaba.directory.queries import actor_for
from bawaba.identity.errors import AccessTokenRefused, ScopeMissing
from bawaba.identity.types import Access, access_readers
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account


def current_access(*, request: HttpRequest, any_of: Sequence[str]) -> tuple[Access, Account]:
    """Return what a request's access token allows, and the account of its person. At most four SQL queries.

    any_of: the scopes of which this door needs one. A proof of possession is good once: ask once a request
    raises: AccessTokenRefused, ScopeMissing
    """
    reader = next(iter(access_readers.providers().values()), None)
    if reader is None:
        raise AccessTokenRefused("Bearer")
    access = reader(request=request)
    if access.scopes.isdisjoint(any_of):
        raise ScopeMissing(any_of[0])
    account = Account.objects.filter(
        person__pk=access.person_id, person__state="active", is_active=True
    ).first()
    if account is None:
        raise AccessTokenRefused('Bearer error="invalid_token"')
    return access, account


def current_actor(*, request: HttpRequest, scope: str) -> Actor:
    """Return the person of a request's access token with their roles. At most five SQL queries.

    raises: AccessTokenRefused, ScopeMissing
    """
    return actor_for(account=current_access(request=request, any_of=(scope,))[1])
