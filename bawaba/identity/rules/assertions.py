"""Verifying what a passkey signed (W3C Web Authentication, level 3, section 7.2), as often as people sign in.

The library reads an answer by asking Python for the types of each of its classes, which costs more than the
signature. Here the few fields that count are read at their places; the key itself is the library's.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_decode

from bawaba.identity.rules.passkeys import MALFORMED, CeremonyRefused, Credential, WebSite

_ID_AT: Final = 18  # after the model's identifier and the length (section 6.5.1)
_DATA_BYTES: Final = 37  # hash of the site, flags, counter (section 6.1)
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _MORE = 0x01, 0x04, 0x08, 0x10, 0xC0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of `navigator.credentials.get`, decoded. handle: the user handle, b"" where there is none."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    handle: bytes


def read_assertion(credential: Credential) -> Answer:
    """Decode AuthenticationResponseJSON.

    raises: CeremonyRefused
    """
    try:
        response = credential["response"]
        answer = Answer(
            credential_id=websafe_decode(credential["rawId"]),
            client_data=websafe_decode(response["clientDataJSON"]),
            authenticator_data=websafe_decode(response["authenticatorData"]),
            signature=websafe_decode(response["signature"]),
            handle=websafe_decode(response.get("userHandle") or ""),
        )
    except MALFORMED as fault:
        raise CeremonyRefused("malformed") from fault
    if credential.get("type") != "public-key" or not _is_whole(answer.authenticator_data):
        raise CeremonyRefused("malformed")
    return answer


def check_assertion(
    *, site: WebSite, challenge: bytes, answer: Answer, attested: bytes, sign_count: int
) -> int:
    """Verify an answer against one registered key; return its new counter.

    attested:   attested credential data, as `NewPasskey` has it
    sign_count: the counter last seen; zero and zero again is a key that counts nothing (section 6.1.1)
    raises:     CeremonyRefused
    """
    said = _read_client_data(answer.client_data)
    right = (
        hmac.compare_digest(_decoded(said.get("challenge")), challenge)
        and said.get("type") == "webauthn.get"
        and said.get("origin") == site.origin
        and not said.get("crossOrigin")
        and hmac.compare_digest(answer.credential_id, registered_id(attested))
        and _is_by_the_owner(answer.authenticator_data, site)
    )
    if not right:
        raise CeremonyRefused("refused")
    _check_signature(answer, attested)
    count = signed_count(answer)
    if (count or sign_count) and count <= sign_count:
        raise CeremonyRefused("counter-went-back")
    return count


def signed_count(answer: Answer) -> int:
    """Return the signature counter of an answer."""
    return int.from_bytes(answer.authenticator_data[33:_DATA_BYTES])


def registered_id(attested: bytes) -> bytes:
    """Return the credential's identifier out of attested credential data."""
    return attested[_ID_AT : _ID_AT + _id_bytes(attested)]


def _id_bytes(attested: bytes) -> int:
    return int.from_bytes(attested[_ID_AT - 2 : _ID_AT])


def _is_whole(data: bytes) -> bool:
    """Say whether authenticator data has its fixed part, and more only where its flags announce it."""
    return len(data) == _DATA_BYTES or (len(data) > _DATA_BYTES and bool(data[32] & _MORE))


def _is_by_the_owner(data: bytes, site: WebSite) -> bool:
    """Say whether it was signed for this site, with its owner verified, by a key that does not contradict itself."""
    flags = data[32]
    verified = flags & _PRESENT and flags & _VERIFIED
    contradicts = flags & _BACKED_UP and not flags & _ELIGIBLE
    for_us = hmac.compare_digest(data[:32], hashlib.sha256(site.rp_id.encode()).digest())
    return bool(for_us and verified and not contradicts)


def _read_client_data(raw: bytes) -> dict[str, Any]:  # Any: JSON that a browser wrote
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        raise CeremonyRefused("malformed") from fault
    if not isinstance(said, dict):
        raise CeremonyRefused("malformed")
    return said


def _decoded(text: object) -> bytes:
    try:
        return websafe_decode(text) if isinstance(text, str) else b""
    except MALFORMED:
        return b""


def _check_signature(answer: Answer, attested: bytes) -> None:
    message = answer.authenticator_data + hashlib.sha256(answer.client_data).digest()
    try:
        written: Any = cbor.decode(attested[_ID_AT + _id_bytes(attested) :])  # Any: a map, or it is refused
        key = CoseKey.parse(written)
        key.verify(message, answer.signature)
    except (InvalidSignature, *MALFORMED) as fault:
        raise CeremonyRefused("refused") from fault
