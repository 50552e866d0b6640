"""Challenges for signing in with a passkey: made for one browser, kept by it, good once and for minutes.

Nothing is written for whoever only asks, and a cookie that no script reads ties the answer to its browser.
"""

import base64
import secrets
from datetime import timedelta
from typing import Final

from django.core import signing

from bawaba.identity.oidc import spent
from bawaba.kernel import clock

CHALLENGE_BYTES: Final = 32
LIFE_S: Final = 300
_SIGNER: Final = signing.TimestampSigner(salt="identity.passkey-challenge")


def make_challenge() -> tuple[bytes, str]:
    """Return 256 random bits, and the ticket that their browser keeps."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    return challenge, _SIGNER.sign(base64.urlsafe_b64encode(challenge).decode())


def read_ticket(ticket: str) -> bytes | None:
    """Return the challenge of a ticket of ours that is not too old, or None. No SQL query."""
    try:
        return base64.urlsafe_b64decode(_SIGNER.unsign(ticket, max_age=LIFE_S))
    except signing.BadSignature:
        return None


def spend_challenge(challenge: bytes) -> bool:
    """Say whether nobody has used a challenge yet, and let nobody use it again. One SQL query.

    Inside the transaction of what it is used for: what was rolled back was not used.
    """
    until = clock.now() + timedelta(seconds=LIFE_S)
    return spent.spend("passkey-challenge", challenge.hex(), expires_at=until)
