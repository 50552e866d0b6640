"""Tokens against forged forms: Django's own, drawn and masked at once and not sign by sign."""

import secrets
from typing import Final

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH

_SIGNS: Final = CSRF_ALLOWED_CHARS.encode()
_EVEN: Final = 256 - 256 % len(_SIGNS)  # bytes from here on would make some signs likelier than others
_SIGN_OF: Final = bytes(_SIGNS[byte % len(_SIGNS)] for byte in range(256))
_UNEVEN: Final = bytes(range(_EVEN, 256))
_PLACE_OF: Final = bytes.maketrans(_SIGNS, bytes(range(len(_SIGNS))))


def rotate_token(request: HttpRequest) -> None:
    """Give the browser another secret, as Django's `rotate_token` does."""
    request.META.update({"CSRF_COOKIE": draw_secret(), "CSRF_COOKIE_NEEDS_UPDATE": True})


def draw_secret() -> str:
    """Return as many random signs as Django's secrets have, each as likely as the others."""
    drawn = b""
    while len(drawn) < CSRF_SECRET_LENGTH:
        drawn += secrets.token_bytes(2 * CSRF_SECRET_LENGTH).translate(_SIGN_OF, _UNEVEN)
    return drawn[:CSRF_SECRET_LENGTH].decode()


def masked_token(request: HttpRequest) -> str:
    """Return the token for a form of this answer, as Django's `get_token` does: masked anew each time."""
    secret = request.META.get("CSRF_COOKIE") or draw_secret()
    request.META.update({"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True})
    mask = draw_secret()
    places = zip(_places(secret), _places(mask), strict=True)
    return mask + bytes((one + other) % len(_SIGNS) for one, other in places).translate(_SIGN_OF).decode()


def _places(signs: str) -> bytes:
    return signs.encode().translate(_PLACE_OF)
