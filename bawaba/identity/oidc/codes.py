"""Authorization codes: everything that was authorized, sealed, for its client to bring back within a minute.

Nothing is written before a code is redeemed: then its grant is inserted under the code's own key, and the
key's uniqueness lets one redemption win, whatever comes at the same moment.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings

from bawaba.identity.oidc import handles
from bawaba.identity.rules import base64url
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import clock, sealing

MARK: Final = handles.Kind.CODE.value
LONGEST: Final = 8192
_CONTEXT: Final = "identity.code"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code holds.

    key:         random, and the key of the grant to come
    client_id:   the client's row; person_id, account_id: the person's and the account's
    granted:     claims that may be released; wishes: place → claims asked for by name
    by_consent:  it rests on a remembered consent, which must still stand
    redirect:    SHA-256 of the redirect URI, base64url
    place:       the network that the browser came from
    auth_time, expires_at: seconds since 1970
    """

    key: str
    client_id: int
    person_id: int
    subject: str
    sid: str
    amr: Sequence[str]
    level: str
    auth_time: float
    scopes: Sequence[str]
    granted: Sequence[str]
    wishes: Mapping[str, Any]  # Any: JSON
    by_consent: bool
    nonce: str
    redirect: str
    challenge: str
    jkt: str
    place: str
    expires_at: float

    @property
    def proved_at(self) -> datetime:
        return datetime.fromtimestamp(self.auth_time, UTC)

    @property
    def issued_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires_at, UTC) - timedelta(seconds=settings.OIDC_CODE_TTL_S)

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= clock.now().timestamp()


def make_code(
    *,
    key: str,
    client_id: int,
    authentication: Authentication,
    level: Level,
    scopes: Sequence[str],
    granted: Sequence[str],
    wishes: Mapping[str, Any],  # Any: JSON
    by_consent: bool,
    nonce: str,
    redirect_uri: str,
    challenge: str,
    jkt: str,
    place: str,
) -> str:
    """Return a new code as text. No SQL query.

    key: from `make_key`; level: the level to tell the relying party; challenge: the PKCE code challenge (S256)
    """
    until = clock.now() + timedelta(seconds=settings.OIDC_CODE_TTL_S)
    held = [
        key, client_id, authentication.person_id, authentication.subject, authentication.sid,
        authentication.amr, level.value, authentication.auth_time.timestamp(), scopes, granted, wishes,
        by_consent, nonce, digest(redirect_uri), challenge, jkt, place, until.timestamp(),
    ]  # fmt: skip
    text = json.dumps(held, separators=(",", ":"))
    return MARK + base64url.encode_text(sealing.seal(text.encode(), context=_CONTEXT))


def read_code(text: str) -> Code | None:
    """Return what a code of ours holds, or None for anything else; its time is the caller's to check."""
    if not text.startswith(MARK) or len(text) > LONGEST or not text.isascii():
        return None
    body = text[len(MARK) :]
    try:
        sealed = base64url.decode(body)
        if base64url.encode_text(sealed) != body:
            return None  # one text for one code
        return Code(*json.loads(sealing.unseal(sealed, context=_CONTEXT)))
    except (ValueError, sealing.CannotUnseal):
        return None


def make_key() -> str:
    """Return a new random key of a grant."""
    return base64url.encode_text(os.urandom(handles.KEY_BYTES))


def digest(text: str) -> str:
    """Return the SHA-256 of a text, base64url (RFC 7636, section 4.2: S256 of a verifier too)."""
    return base64url.encode_text(hashlib.sha256(text.encode()).digest())
