"""WebAuthn ceremonies (W3C Web Authentication, level 3), on the fido2 library.

Attestation is not asked for: whether a key is bound to its hardware is read from the
backup-eligible flag (section 6.1.3), which says whether the key may leave the device.
"""

import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from fido2.cose import ES256
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
)

MOST_BYTES: Final = 16 * 1024
_VERIFICATION: Final = "required"
# What parsing hostile JSON, base64, CBOR and COSE may raise in the library.
MALFORMED: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError, RecursionError,
    ArithmeticError, struct.error,
)  # fmt: skip
Credential = Mapping[str, Any]  # Any: what a browser sent, checked here


class CeremonyRefused(Exception):
    """A ceremony failed. `reason`: malformed, refused, not-p256, counter-went-back."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class WebSite:
    """The relying party of WebAuthn: its identifier (a host name), its one origin, its name."""

    rp_id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A key that a ceremony made. record: the answer in the shape of RegistrationResponseJSON.

    attested: attested credential data (section 6.5.1): the key's identifier and the public key
    """

    credential_id: bytes
    attested: bytes
    sign_count: int
    hardware_bound: bool
    record: dict[str, Any]  # Any: JSON


def signed_challenge(nonce: str, facts: Mapping[str, object]) -> bytes:
    """Return the challenge that covers what the person was shown, so that they sign what they see.

    nonce: random and kept with the request; facts: JSON values
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(nonce.encode(), text.encode(), hashlib.sha256).digest()


def credential_digest(credential_id: bytes) -> str:
    """Return the SHA-256 of a credential's identifier, in hexadecimal."""
    return hashlib.sha256(credential_id).hexdigest()


def creation_options(
    site: WebSite, *, challenge: bytes, handle: bytes, name: str, label: str, known: list[bytes],
    roaming: bool = False,
) -> dict[str, Any]:  # Any: JSON  # fmt: skip
    """Return PublicKeyCredentialCreationOptionsJSON for a discoverable P-256 key on this device.

    handle:  the user handle, free of personal data; known: credentials that must not be made again
    roaming: a key that is plugged in or held against the reader, in the place of this device
    """
    return {
        "rp": {"id": site.rp_id, "name": site.name},
        "user": {"id": websafe_encode(handle), "name": name, "displayName": label},
        "challenge": websafe_encode(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": ES256.ALGORITHM}],
        "excludeCredentials": [{"type": "public-key", "id": websafe_encode(one)} for one in known],
        "authenticatorSelection": {
            "authenticatorAttachment": "cross-platform" if roaming else "platform",
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": _VERIFICATION,
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }


def request_options(site: WebSite, *, challenge: bytes, known: list[str]) -> dict[str, Any]:  # Any: JSON
    """Return PublicKeyCredentialRequestOptionsJSON. known: credentials allowed, base64url."""
    return {
        "challenge": websafe_encode(challenge),
        "rpId": site.rp_id,
        "allowCredentials": [{"type": "public-key", "id": one} for one in known],
        "userVerification": _VERIFICATION,
    }


def check_registration(*, site: WebSite, challenge: bytes, credential: Credential) -> NewPasskey:
    """Verify the answer to `creation_options`: origin, challenge, user verification, algorithm.

    raises: CeremonyRefused
    """
    answer = _parse(RegistrationResponse, credential)
    data = answer.response.attestation_object.auth_data
    made = data.credential_data
    if made is None or made.credential_id != answer.raw_id or answer.response.client_data.cross_origin:
        raise CeremonyRefused("malformed")
    if not isinstance(made.public_key, ES256):
        raise CeremonyRefused("not-p256")
    _complete(lambda: _server(site).register_complete(_state(challenge), answer))
    return NewPasskey(
        credential_id=made.credential_id,
        attested=bytes(made),
        sign_count=data.counter,
        hardware_bound=not data.is_backup_eligible(),
        record=_kept(answer),
    )


def attested_of(registered: Credential) -> bytes:
    """Return the attested credential data of a registration's record: its identifier and public key.

    raises: CeremonyRefused
    """
    try:
        parsed: AuthenticatorData = AttestationObject(
            websafe_decode(registered["response"]["attestationObject"])
        ).auth_data
    except MALFORMED as fault:
        raise CeremonyRefused("malformed") from fault
    if parsed.credential_data is None:
        raise CeremonyRefused("malformed")
    return bytes(parsed.credential_data)


def read_answer(text: str) -> Credential:
    """Return what a browser sent as a JSON object of at most `MOST_BYTES`.

    raises: CeremonyRefused
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise CeremonyRefused("malformed")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise CeremonyRefused("malformed") from fault
    if not isinstance(value, dict):
        raise CeremonyRefused("malformed")
    return value


def _parse(kind: Any, credential: Credential) -> Any:  # Any: the library's classes are untyped here
    try:
        return kind.from_dict(dict(credential))
    except MALFORMED as fault:
        raise CeremonyRefused("malformed") from fault


def _complete(check: Any) -> None:  # Any: a call of the library
    try:
        check()
    except MALFORMED as fault:
        raise CeremonyRefused("refused") from fault


@cache
def _server(site: WebSite) -> Fido2Server:
    """Return the library's checker, which accepts our one origin and none of its subdomains."""
    party = PublicKeyCredentialRpEntity(id=site.rp_id, name=site.name)
    return Fido2Server(party, verify_origin=lambda origin: origin == site.origin)


def _state(challenge: bytes) -> dict[str, str]:
    return {"challenge": websafe_encode(challenge), "user_verification": _VERIFICATION}


def _kept(answer: Any) -> dict[str, Any]:  # Any: JSON
    """Return what is kept of a registration: nothing that the browser added of its own."""
    raw_id = websafe_encode(answer.raw_id)
    return {
        "id": raw_id,
        "rawId": raw_id,
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(answer.response.client_data),
            "attestationObject": websafe_encode(answer.response.attestation_object),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
