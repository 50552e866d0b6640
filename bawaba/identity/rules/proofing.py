"""Which level a verification at a counter allows, and which papers it may rest on."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from bawaba.identity.types import Level


class Paper(StrEnum):
    """A paper that proves who somebody is."""

    IDENTITY_CARD = "identity-card"
    PASSPORT = "passport"
    RESIDENCE_CARD = "residence-card"


class Check(StrEnum):
    """What an officer did with the paper and the person."""

    PAPER_SEEN = "paper-seen"
    FACE_COMPARED = "face-compared"
    REGISTER_ASKED = "register-asked"


class NotProven(ValueError):
    """What was checked proves nothing. reason: `expired` or `unchecked`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


_SUBSTANTIAL: Final = frozenset({Check.PAPER_SEEN, Check.FACE_COMPARED})


def proven_level(checks: Collection[Check], *, expires_on: date, today: date) -> Level:
    """Return the level that a verification allows (Regulation 2015/1502, annex, 2.1.2).

    substantial: a valid paper was seen and its picture compared with the person
    high:        the register that issued it was also asked

    raises: NotProven
    """
    if expires_on < today:
        raise NotProven("expired")
    if not set(checks).issuperset(_SUBSTANTIAL):
        raise NotProven("unchecked")
    return Level.HIGH if Check.REGISTER_ASKED in checks else Level.SUBSTANTIAL
