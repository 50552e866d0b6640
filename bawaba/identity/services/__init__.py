"""Writes of the identity room."""

from bawaba.identity.services.activity import note_activity
from bawaba.identity.services.demo import create_demo_people
from bawaba.identity.services.factors import hand_over_codes, hand_over_totp
from bawaba.identity.services.people import create_person, ensure_person
from bawaba.identity.services.proofing import record_proofing
from bawaba.identity.services.relying_parties import keep_first_party
from bawaba.identity.services.sessions import (
    end_session,
    end_sessions_of,
    keep_authentication,
    sign_in_with_device,
)

__all__ = [
    "create_demo_people",
    "create_person",
    "end_session",
    "end_sessions_of",
    "ensure_person",
    "hand_over_codes",
    "hand_over_totp",
    "keep_authentication",
    "keep_first_party",
    "note_activity",
    "record_proofing",
    "sign_in_with_device",
]
