"""Wrong passwords: counted by account and place, so that guessing is slow and nobody is locked out by a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from bawaba.identity.rules import browsers
from bawaba.identity.rules import people as rules
from bawaba.kernel import clock
from bawaba.kernel.rates import client_network
from bawaba.kernel.sealing import blind_index

_HOUR_S: Final = 3600


class TooManyTries(Exception):
    """No more passwords are compared for now."""


@dataclass(frozen=True, slots=True)
class Try:
    """One password to be compared. account: a keyed digest of the name typed; usage: allauth's count of it."""

    account: str
    usage: Any  # Any: of allauth, which types it for itself only

    def succeed(self) -> None:
        """Take the try back: only wrong passwords count."""
        self.usage.rollback()


def begin_try(*, request: HttpRequest, named: str) -> Try:
    """Count a try before its password is compared, so that many at once gain nothing.

    Beside the account's own browsers, its passkeys, its phone and codes by e-mail are not counted, so that
    nobody is kept out for long.

    raises: TooManyTries
    """
    account = account_key(named)
    usage = ratelimit.consume(
        request, app="allauth.account", action="login_failed", key=place_key(request=request, account=account)
    )
    unknown_browser = not _token(request, account)
    if not usage or (unknown_browser and _count(account) > settings.UNKNOWN_BROWSER_TRIES_HOURLY):
        raise TooManyTries
    return Try(account, usage)


def place_key(*, request: HttpRequest, account: str) -> str:
    """Return what wrong passwords are counted by: the account, and where they come from.

    Counted by the account alone, a stranger could lock its owner out.
    """
    return f"{account}|{_token(request, account) or client_network(request)}"


def account_key(named: str) -> str:
    """Return a keyed digest of what somebody signs in with, in its one spelling."""
    return blind_index(_spelled(named), context="identity.sign-in-tries")


def name_in(credentials: Mapping[str, Any]) -> str:  # Any: allauth's
    """Return the name among allauth's credentials."""
    return next((str(credentials[key]) for key in ("email", "phone", "username") if credentials.get(key)), "")


def _spelled(named: str) -> str:
    """Return one spelling of a contact, so that other spellings give no further tries."""
    for clean in (rules.clean_email, rules.clean_phone):
        try:
            return clean(named)
        except rules.InvalidValue:
            continue
    return named.strip().casefold()


def _token(request: HttpRequest, account: str) -> str:
    cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
    return browsers.token_of(cookie, account=account, key=settings.INDEX_KEY)


def _count(account: str) -> int:
    """Count one try at an account in this hour and return how many there were."""
    key = f"sign-in-tries:{account}:{int(clock.now().timestamp()) // _HOUR_S}"
    cache.add(key, 0, _HOUR_S)
    try:
        return cache.incr(key)
    except ValueError:  # dropped between the two calls
        return 1
