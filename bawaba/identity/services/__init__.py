"""Writes of the identity room."""

from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.factors import hand_over_codes, hand_over_totp
from bawaba.identity.services.people import create_person
from bawaba.identity.services.proofing import record_proofing
from bawaba.identity.services.sessions import (
    end_session,
    end_sessions_of,
    keep_authentication,
    sign_in_with_device,
)

__all__ = [
    "create_person",
    "end_session",
    "end_sessions_of",
    "hand_over_codes",
    "hand_over_totp",
    "keep_authentication",
    "note_activity",
    "record_proofing",
    "sign_in_with_device",
]
