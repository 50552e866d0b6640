"""Signed tokens: one strict reading of compact JWS for every place that takes one.

Only asymmetric algorithms are known here: `none` and HMAC cannot be asked for.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, OKPKey, RSAKey

PublicKey = ECKey | OKPKey | RSAKey
Claims = dict[str, Any]  # Any: what JSON holds

ALGORITHMS: Final = ("ES256", "RS256", "PS256", "EdDSA")
LONGEST_TOKEN: Final = 16_384  # characters
LEAST_RSA_BITS: Final = 2048
MOST_RSA_BITS: Final = 4096
_CHANGING: Final = frozenset({"crit", "b64"})  # RFC 7515, section 4.1.11; RFC 7797
_PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class InvalidJws(Exception):
    """A token is malformed, unsigned, signed by another key, or uses an algorithm that is not allowed."""


class InvalidJwk(Exception):
    """A public key is malformed, private, symmetric, too weak, or of a kind not supported."""


class _Registry(jws.JWSRegistry):
    """Allows exactly one algorithm, and headers of any size that a public RSA key needs."""

    max_header_length = 6144

    def get_alg(self, name: str) -> Any:  # Any: the library does not export its type
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError("the algorithm is not allowed")
        return self.algorithms[name]


@dataclass(frozen=True, slots=True)
class Opened:
    """A token whose signature holds: its header and its claims."""

    header: Mapping[str, Any]  # Any: what JSON holds
    claims: Claims


@cache
def registry(algorithm: str) -> jws.JWSRegistry:
    """Return the registry that allows this one algorithm."""
    return _Registry(algorithms=[algorithm], strict_check_header=False)


def algorithm_of(key: PublicKey) -> tuple[str, ...]:
    """Return the algorithms that a key can verify: of ours, and only the key's own `alg` where it says one."""
    fitting = {"EC": ("ES256",), "OKP": ("EdDSA",), "RSA": ("RS256", "PS256")}[key.key_type]
    named = key.get("alg")
    return tuple(name for name in fitting if named in (None, name))


def read_public_key(jwk: object) -> PublicKey:
    """Read one public JWK (RFC 7517): P-256, Ed25519, or RSA of 2048 to 4096 bits.

    raises: InvalidJwk
    """
    if not isinstance(jwk, dict) or not all(isinstance(name, str) for name in jwk):
        raise InvalidJwk("a key must be a JSON object")
    if _PRIVATE_MEMBERS & jwk.keys():
        raise InvalidJwk("a key must be public and asymmetric: it has private members")
    try:
        return _read_public_key(json.dumps(jwk, sort_keys=True))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise InvalidJwk("a key is malformed") from fault


@lru_cache(maxsize=4096)
def _read_public_key(text: str) -> PublicKey:
    jwk = json.loads(text)
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if kind == "EC" and curve == "P-256":
        key: PublicKey = ECKey.import_key(jwk)
    elif kind == "OKP" and curve == "Ed25519":
        key = OKPKey.import_key(jwk)
    elif kind == "RSA":
        bits = len(jwk["n"].rstrip("=")) * 6 // 8 * 8
        if not LEAST_RSA_BITS <= bits <= MOST_RSA_BITS:
            raise InvalidJwk("an RSA key must have 2048 to 4096 bits")
        key = RSAKey.import_key(jwk)
    else:
        raise InvalidJwk("a key must be EC P-256, OKP Ed25519 or RSA")
    key.get_op_key("verify")  # reads the numbers: a point off its curve is refused here
    return key


def peek(token: str) -> Opened:
    """Read a compact JWS without verifying it; never trust what it says.

    raises: InvalidJws
    """
    return _read(token)[1]


def _read(token: str) -> tuple[jws.CompactSignature, Opened]:
    if len(token) > LONGEST_TOKEN:
        raise InvalidJws("the token is too long")
    try:
        signed = jws.extract_compact(token.encode(), registry=registry("ES256"))
        header, claims = signed.headers(), read_json(signed.payload)
    except (JoseError, ValueError, TypeError, RecursionError) as fault:
        raise InvalidJws("the token is malformed") from fault
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidJws("the token is malformed")
    if _CHANGING & header.keys():
        raise InvalidJws("a header member changes how the token must be read (crit, b64): none is understood")
    return signed, Opened(header, claims)


def read_json(data: bytes) -> Any:  # Any: what JSON holds
    """Return a JSON value of UTF-8 whose texts are all Unicode: no half of a surrogate pair in any of them.

    raises: ValueError
    """
    text = data.decode()
    value = json.loads(text)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def verify(token: str, *, key: PublicKey, algorithms: Collection[str]) -> Opened:
    """Verify a compact JWS with one key; its `alg` must be in `algorithms` and fit the key.

    raises: InvalidJws
    """
    signed, opened = _read(token)
    algorithm = opened.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms or algorithm not in algorithm_of(key):
        raise InvalidJws("the algorithm is not the one registered")
    try:
        holds = jws.validate_compact(signed, key, registry=registry(algorithm))
    except (JoseError, ValueError, TypeError) as fault:
        raise InvalidJws("the signature does not hold") from fault
    if not holds:
        raise InvalidJws("the signature does not hold")
    return opened


def verify_with_any(token: str, *, keys: Collection[PublicKey], algorithms: Collection[str]) -> Opened:
    """Verify a compact JWS with the key that its `kid` names, or with the only key that fits.

    raises: InvalidJws
    """
    header = peek(token).header
    kid, algorithm = header.get("kid"), header.get("alg")
    fitting = [key for key in keys if algorithm in algorithm_of(key)]
    if kid is not None:
        fitting = [key for key in fitting if key.get("kid") == kid]
    if len(fitting) != 1:
        raise InvalidJws("no single registered key matches the kid and alg of the token")
    return verify(token, key=fitting[0], algorithms=algorithms)
