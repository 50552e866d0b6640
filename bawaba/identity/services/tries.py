"""Wrong passwords: counted by account and place, so that guessing is slow and nobody is locked out by a stranger."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

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
class Limit:
    """How many wrong passwords are compared within how many seconds."""

    most: int
    window_s: int


OF_A_PLACE: Final = Limit(20, 60)
OF_AN_ACCOUNT_THERE: Final = Limit(5, 300)


@dataclass(frozen=True, slots=True)
class Try:
    """One password to be compared. account: a keyed digest of the name typed; counters: where it was counted."""

    account: str
    counters: tuple[str, ...]

    def rollback(self) -> None:
        """Take the try back: only wrong passwords count."""
        for counter in self.counters:
            _take_back(counter)


def begin_try(*, request: HttpRequest, named: str) -> Try:
    """Count a try before its password is compared, so that many at once gain nothing.

    Beside the account's own browsers, its passkeys, its phone and codes by e-mail are not counted, so that
    nobody is kept out for long.

    raises: TooManyTries
    """
    account, moment = account_key(named), clock.now().timestamp()
    counted: list[str] = []
    for counter, limit in _counters(request, account):
        key = f"{counter}|{int(moment) // limit.window_s}"
        counted.append(key)
        if _add(key, limit.window_s) + _left_of_last(counter, limit, moment) > limit.most:
            Try(account, tuple(counted)).rollback()  # a try that was not compared is none
            raise TooManyTries
    if not _token(request, account) and _count(account) > settings.UNKNOWN_BROWSER_TRIES_HOURLY:
        raise TooManyTries
    return Try(account, tuple(counted))


def forget_tries(*, request: HttpRequest, named: str) -> None:
    """Forget the wrong passwords of an account from this place, since its owner has just set another one."""
    counter = _counters(request, account_key(named))[1][0]
    window = int(clock.now().timestamp()) // OF_AN_ACCOUNT_THERE.window_s
    cache.delete_many([f"{counter}|{window}", f"{counter}|{window - 1}"])


def _counters(request: HttpRequest, account: str) -> tuple[tuple[str, Limit], ...]:
    """Return what a try is counted by: where it comes from, and the account with where it comes from."""
    return (
        (f"wrong-passwords:{client_network(request)}", OF_A_PLACE),
        (f"wrong-passwords:{_place_key(request, account)}", OF_AN_ACCOUNT_THERE),
    )


def _left_of_last(counter: str, limit: Limit, moment: float) -> float:
    """Return how much of the window before still counts: all of it at first, nothing at the end of this one.

    So no moment between two windows lets twice as many through.
    """
    window, passed_s = divmod(moment, limit.window_s)
    before: int = cache.get(f"{counter}|{int(window) - 1}", 0)
    return before * (1 - passed_s / limit.window_s)


def _place_key(request: HttpRequest, account: str) -> str:
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
    return _add(f"sign-in-tries:{account}:{int(clock.now().timestamp()) // _HOUR_S}", _HOUR_S)


def _add(key: str, window_s: int) -> int:
    """Count one in a window and return how many there are; it is kept for the window after it too."""
    if cache.add(key, 1, 2 * window_s):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # dropped between the two calls
        return 1


def _take_back(key: str) -> None:
    with suppress(ValueError):  # dropped since
        cache.decr(key)
