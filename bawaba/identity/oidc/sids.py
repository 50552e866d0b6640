"""Session identifiers as relying parties learn them: another one for each, so that two cannot compare people.

Pairwise subjects would be worth little beside a `sid` that is the same everywhere (OpenID Connect Core,
section 17.3). It is the browser session's own identifier under deterministic encryption, with the
client's name as associated data (AES-SIV, RFC 5297): we find the session again, nobody else can.
"""

import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from bawaba.identity.rules import base64url


def sid_for(*, client_id: str, sid: str) -> str:
    """Return a session's `sid` for one client: the same in its ID tokens and its logout tokens."""
    sealed = _cipher(settings.INDEX_KEY).encrypt(sid.encode(), [client_id.encode()])
    return base64url.encode_text(sealed)


def read_sid(*, client_id: str, told: str) -> str:
    """Return the session whose `sid` this client was told, or "" for anything else."""
    try:
        return _cipher(settings.INDEX_KEY).decrypt(base64url.decode(told), [client_id.encode()]).decode()
    except (ValueError, InvalidTag):
        return ""


@lru_cache(maxsize=4)
def _cipher(index_key: bytes) -> AESSIV:
    return AESSIV(hmac.digest(index_key, b"identity.sids", "sha512"))
