"""Following a case without an account: its number and a code that only the receipt tells."""

import base64
import hmac
from typing import Final

from django.urls import reverse

from bawaba.casework.errors import WrongFollowCode
from bawaba.casework.models import Case
from bawaba.casework.queries.records import case_info
from bawaba.casework.rules.numbers import read_number
from bawaba.casework.types import CaseInfo
from bawaba.kernel import sealing

STRANGER: Final = "visitor:"
"""How the owner's key begins where nobody signed in."""

TRIES_AN_HOUR: Final = 30
"""Tries of numbers and codes by one client, on pages and over HTTP together."""

LETTERS: Final = 16
_GROUP: Final = 4


def follow_code(info: CaseInfo) -> str:
    """Return the code of a stranger's case, in groups of four; empty when it belongs to an account.

    It is derived from the case's key (80 bits of an HMAC), so that nothing more is kept. No SQL query.
    """
    if not info.owner.startswith(STRANGER):
        return ""
    digest = bytes.fromhex(sealing.blind_index(info.key, context="case-follow"))
    letters = base64.b32encode(digest).decode()[:LETTERS]
    return "-".join(letters[place : place + _GROUP] for place in range(0, LETTERS, _GROUP))


def follow_address(info: CaseInfo) -> str:
    """Return the secret link of a stranger's case, or an empty text. No SQL query."""
    code = follow_code(info)
    return reverse("casework:follow-link", args=[info.number, code]) if code else ""


def find_followed(*, number: str, code: str) -> CaseInfo:
    """Return the stranger's case that a number and a code name together. One SQL query.

    raises: WrongFollowCode
    """
    row = Case.objects.filter(number=read_number(number)).first()
    wanted = follow_code(case_info(row)) if row is not None else ""
    if row is None or not wanted or not hmac.compare_digest(_plain(wanted), _plain(code)):
        raise WrongFollowCode
    return case_info(row)


def _plain(code: str) -> bytes:
    """Return a code as it is compared: letters alone; figures that look like letters are read as those."""
    typed = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return typed.translate(str.maketrans("018", "OIB")).encode()
