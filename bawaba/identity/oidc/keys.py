"""The provider's signing keys: made on first need, kept in memory, private parts sealed in the database.

A key signs from `signs_from` until a newer one of its algorithm does. It is published from the moment it
is made, so that relying parties know it before it signs, until `retires_at`, so that what it signed can
still be verified.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import transaction
from joserfc.jwk import ECKey, OKPKey, RSAKey
from pydantic_core import to_json

from bawaba.identity.models import SigningKey
from bawaba.identity.oidc import jose
from bawaba.identity.rules import base64url
from bawaba.kernel import audit, clock, epochs, sealing
from bawaba.kernel.actors import Actor, system_actor

REGISTRY: Final = "identity-clients"  # the epoch of keys and clients alike
SIGNING_ALGORITHMS: Final = ("ES256", "RS256", "EdDSA")
DEFAULT_ALGORITHM: Final = "ES256"
JWKS_MAX_AGE_S: Final = 900
PUBLISHED_AHEAD: Final = timedelta(hours=1)
OVERLAP: Final = timedelta(days=7)
_CONTEXT: Final = "identity.SigningKey.sealed"
_RSA_BITS: Final = 2048
_ECDSA: Final = ECDSA(SHA256())


Signer = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class LoadedKey:
    """A key ready to sign: its JWK in memory and its times. sign: returns a JWS signature (RFC 7515)."""

    kid: str
    algorithm: str
    sign: Signer
    public: jose.PublicKey
    public_jwk: Mapping[str, Any]  # Any: what JSON holds
    signs_from: datetime
    retires_at: datetime | None


_keys: Final[epochs.EpochMemory[str, list[LoadedKey]]] = epochs.EpochMemory(1, name=REGISTRY)


def sign(*, claims: Mapping[str, object], algorithm: str = DEFAULT_ALGORITHM, type: str = "JWT") -> str:  # noqa: A002  # the header's own name
    """Return the claims as a compact JWS signed with the current key. No SQL query once keys are in memory.

    type: the `typ` header, such as `JWT` or `logout+jwt`
    """
    key = current_key(algorithm=algorithm)
    signed = _first_part(key.kid, algorithm, type) + base64url.encode(to_json(claims))
    return (signed + b"." + base64url.encode(key.sign(signed))).decode()


@lru_cache(maxsize=64)
def _first_part(kid: str, algorithm: str, kind: str) -> bytes:
    """Return the header of a compact JWS (RFC 7515, section 3.1), the same for every token of a key."""
    header = json.dumps({"alg": algorithm, "kid": kid, "typ": kind}, separators=(",", ":"))
    return base64url.encode(header.encode()) + b"."


def verify_own(*, token: str, type: str = "JWT") -> jose.Claims | None:  # noqa: A002  # as above
    """Return the claims of a token that one of our keys signed, or None; its times are the caller's to check.

    A hint may be old: retired keys that nobody declared stolen still verify it.
    """
    try:
        header = jose.peek(token).header
        key = next((known for known in _load() if known.kid == header.get("kid")), None)
        if key is None or header.get("typ", "JWT") != type:
            return None
        return jose.verify(token, key=key.public, algorithms=[key.algorithm]).claims
    except jose.InvalidJws:
        return None


def current_key(*, algorithm: str) -> LoadedKey:
    """Return the key that signs now; the first need of an algorithm makes it."""
    signing = _signing_key(algorithm)
    if signing is None:
        ensure_key(algorithm=algorithm)
        signing = _signing_key(algorithm)
    assert signing is not None, "the key was just made"
    return signing


def _signing_key(algorithm: str) -> LoadedKey | None:
    moment = clock.now()
    fitting = [key for key in _load() if key.algorithm == algorithm and key.signs_from <= moment]
    return fitting[-1] if fitting else None


def published_jwks() -> dict[str, list[Mapping[str, Any]]]:  # Any: what JSON holds
    """Return the public keys as a JWK Set: the current ones, those to come, and those that signed lately."""
    current_key(algorithm=DEFAULT_ALGORITHM)
    moment = clock.now()
    return {"keys": [key.public_jwk for key in _load() if key.retires_at is None or key.retires_at > moment]}


@transaction.atomic
def ensure_key(*, algorithm: str) -> None:
    """Make the first key of an algorithm, unless there is one. It signs at once."""
    epochs.queue_up()
    moment = clock.now()
    if not SigningKey.objects.filter(algorithm=algorithm, signs_from__lte=moment).exists():
        row = _make_key(algorithm=algorithm, signs_from=moment)
        audit.record(
            actor=system_actor("keys"), verb="identity.key-made", target=row, detail={"kid": row.kid}
        )
    forget_registry()


@transaction.atomic
def rotate_keys(
    *, actor: Actor, ahead: timedelta = PUBLISHED_AHEAD, overlap: timedelta = OVERLAP, stolen: bool = False
) -> list[SigningKey]:
    """Make a new key for each algorithm in use; return the new keys.

    ahead:   how long a new key is published before it signs (more than caches keep the JWK Set)
    overlap: how long the old key is published after that
    stolen:  the new keys sign at once and the old ones are withdrawn: what they signed is void
    """
    epochs.queue_up()
    moment = clock.now()
    signs_from = moment if stolen else moment + max(ahead, timedelta(0))
    algorithms = sorted({DEFAULT_ALGORITHM, *SigningKey.objects.values_list("algorithm", flat=True)})
    if stolen:
        SigningKey.objects.all().delete()
    else:
        SigningKey.objects.filter(retires_at=None).update(retires_at=signs_from + max(overlap, timedelta(0)))
    made = [_make_key(algorithm=name, signs_from=signs_from) for name in algorithms]
    audit.record(
        actor=actor,
        verb="identity.keys-rotated",
        target=("identity.signingkey", made[0].kid),
        detail={
            "made": [key.kid for key in made],
            "signs_from": signs_from.isoformat(),
            "stolen": stolen,
        },
    )
    forget_registry()
    return made


def _make_key(*, algorithm: str, signs_from: datetime) -> SigningKey:
    key = _generate(algorithm)
    kid = key.thumbprint()
    members = {"kid": kid, "use": "sig", "alg": algorithm}
    return SigningKey.objects.create(
        kid=kid,
        algorithm=algorithm,
        public_jwk={**key.as_dict(private=False), **members},
        sealed=sealing.seal(json.dumps(key.as_dict(private=True)).encode(), context=_CONTEXT),
        signs_from=signs_from,
    )


def forget_registry() -> None:
    """Let every process read keys and clients again once this transaction commits, and this one at once."""
    epochs.advance(REGISTRY)
    epochs.empty_memories(REGISTRY)


def _generate(algorithm: str) -> jose.PublicKey:
    if algorithm == "RS256":
        return RSAKey.generate_key(_RSA_BITS)
    return OKPKey.generate_key("Ed25519") if algorithm == "EdDSA" else ECKey.generate_key("P-256")


def _load() -> list[LoadedKey]:
    """Return every key, the oldest first. One SQL query per epoch."""
    return (
        _keys.get("all", lambda: [_read(row) for row in SigningKey.objects.order_by("signs_from", "pk")])
        or []
    )


def _read(row: SigningKey) -> LoadedKey:
    private = json.loads(sealing.unseal(row.sealed, context=_CONTEXT))
    kinds: dict[str, Any] = {
        "ES256": ECKey,
        "EdDSA": OKPKey,
        "RS256": RSAKey,
    }  # Any: three classes, one method
    return LoadedKey(
        kid=row.kid,
        algorithm=row.algorithm,
        sign=_signer(row.algorithm, kinds[row.algorithm].import_key(private)),
        public=jose.read_public_key(row.public_jwk),
        public_jwk=row.public_jwk,
        signs_from=row.signs_from,
        retires_at=row.retires_at,
    )


def _signer(algorithm: str, key: jose.PublicKey) -> Signer:
    if algorithm != "ES256":
        by_library = jose.registry(algorithm).get_alg(algorithm)
        return lambda signed: bytes(by_library.sign(signed, key))
    private = key.get_op_key("sign")
    assert isinstance(private, EllipticCurvePrivateKey), "a private key on P-256"
    return lambda signed: _sign_es256(private, signed)


def _sign_es256(private: EllipticCurvePrivateKey, signed: bytes) -> bytes:
    """Return the two numbers of an ECDSA signature, 32 bytes each (RFC 7518, section 3.4)."""
    r, s = decode_dss_signature(private.sign(signed, _ECDSA))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
