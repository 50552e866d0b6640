"""A software authenticator: a phone with a P-256 passkey, as WebAuthn level 3 describes what it answers."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from fido2.cose import ES256, EdDSA
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class SoftwareKey:
    """One passkey. Fields may be changed between ceremonies, to answer what an honest phone would not.

    synced: the key may leave the device (backup-eligible); counts: whether it counts its signatures
    """

    origin: str = ORIGIN
    rp_id: str = "localhost"
    synced: bool = False
    counts: bool = True
    verified: bool = True
    cross_origin: bool = False
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, challenge: str, *, algorithm: str = "ES256") -> dict[str, Any]:
        """Answer `navigator.credentials.create`. challenge: base64url"""
        public = self.private.public_key()
        cose: Any = ES256.from_cryptography_key(public)
        if algorithm == "EdDSA":
            cose = EdDSA.from_cryptography_key(ed25519.Ed25519PrivateKey.generate().public_key())
        attested = AttestedCredentialData.create(b"\0" * 16, self.credential_id, cose)
        data = AuthenticatorData.create(self._rp_hash(), self._flags() | AT, self._next(), attested)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data("webauthn.create", challenge)),
                "attestationObject": websafe_encode(attestation),
            }
        )

    def sign(self, challenge: str, *, kind: str = "webauthn.get") -> dict[str, Any]:
        """Answer `navigator.credentials.get`. challenge: base64url"""
        data = AuthenticatorData.create(self._rp_hash(), self._flags(), self._next())
        client_data = self._client_data(kind, challenge)
        signed = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed),
                "userHandle": None,
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        raw_id = websafe_encode(self.credential_id)
        return {
            "id": raw_id, "rawId": raw_id, "type": "public-key", "response": response,
            "clientExtensionResults": {},
        }  # fmt: skip

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said, separators=(",", ":")).encode()

    def _rp_hash(self) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest()

    def _flags(self) -> Any:
        return UP | (UV if self.verified else 0) | (BE | BS if self.synced else 0)

    def _next(self) -> int:
        self.count += 1 if self.counts else 0
        return self.count
