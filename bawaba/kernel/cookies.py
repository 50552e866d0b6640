"""Cookies laid on an answer as Django lays them, with their attributes written once and not for each cookie."""

import time
from functools import lru_cache
from http.cookies import Morsel, SimpleCookie
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.utils.http import http_date

_CODED: Final = SimpleCookie().value_encode


class _Kept(NamedTuple):
    attributes: dict[str, Any]  # Any: texts, numbers and True
    tail: str


class _ReadyCookie(Morsel[str]):
    """A cookie whose attributes were written before."""

    _tail: str

    def __init__(self) -> None:
        """Hold nothing yet: `lay_cookie` fills it."""

    def fill(self, name: str, value: str, coded: str) -> None:
        """Take a name and a value, which are not looked at again."""
        state: Any = super()  # Any: the standard library's own way to make a copy, unknown to its stubs
        state.__setstate__({"key": name, "value": value, "coded_value": coded})

    def OutputString(self, attrs: Any = None) -> str:  # noqa: N802  # Any: as the standard library has it
        if attrs is not None:
            return super().OutputString(attrs)
        return f"{self.key}={self.coded_value}{self._tail}"


def lay_cookie(
    response: HttpResponse, name: str, value: str = "", *, max_age: int | None = None, expires: str | None = None,
    path: str = "/", domain: str | None = None, secure: bool | None = False,
    httponly: bool | None = False, samesite: str | None = None,
) -> None:  # fmt: skip
    """Set a cookie, as `HttpResponse.set_cookie` does with these arguments. The name is a fixed one of ours.

    expires: as HTTP writes it; where it is missing, it follows from max_age
    """
    if max_age is not None and not expires:
        expires = _date(int(time.time() + max_age))
    kept = _attributes(
        max_age=max_age, expires=expires, path=path, domain=domain, secure=bool(secure),
        httponly=bool(httponly), samesite=samesite,
    )  # fmt: skip
    cookie = _ReadyCookie()
    dict.update(cookie, kept.attributes)
    real, coded = _CODED(value)
    cookie.fill(name, real, coded)
    cookie._tail = kept.tail
    dict.__setitem__(response.cookies, name, cookie)


@lru_cache(maxsize=64)
def _date(second: int) -> str:
    return http_date(second)


@lru_cache(maxsize=64)
def _attributes(
    *, max_age: int | None, expires: str | None, path: str, domain: str | None, secure: bool,
    httponly: bool, samesite: str | None,
) -> _Kept:  # fmt: skip
    """Return what Django writes for these attributes."""
    model = HttpResponse()
    model.set_cookie(
        "name", "value", max_age=max_age, expires=expires, path=path, domain=domain, secure=secure,
        httponly=httponly, samesite=samesite,  # type: ignore[arg-type]  # one of three words, or refused
    )  # fmt: skip
    morsel = model.cookies["name"]
    return _Kept(dict(morsel), morsel.OutputString().removeprefix("name=value"))
