"""Client metadata in the words of RFC 7591: validated, completed with defaults, and normalised.

A member that is not known is ignored, as the RFC says; one that is known but asks for what we do not
offer is refused with its name, so that no engineer takes silence for consent.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from bawaba.identity.oidc import jose
from bawaba.identity.oidc.clients import METHODS
from bawaba.identity.oidc.keys import DEFAULT_ALGORITHM, SIGNING_ALGORITHMS
from bawaba.identity.oidc.scopes import CLAIMS, DEFAULT_SCOPES, SCOPES
from bawaba.identity.types import Level
from bawaba.kernel.errors import InvalidInput
from bawaba.kernel.languages import LANGUAGES

Metadata = dict[str, Any]  # Any: JSON
CIBA: Final = "urn:openid:params:grant-type:ciba"
GRANT_TYPES: Final = ("authorization_code", "refresh_token", CIBA)
LONGEST_URI: Final = 2000
LONGEST_TEXT: Final = 200
MOST_ITEMS: Final = 50
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LANGUAGE_TAGGED: Final = ("client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri", "purpose")


class InvalidClientMetadata(InvalidInput):
    """A member of the metadata is malformed, or asks for what this provider does not offer."""

    code = "invalid_client_metadata"


class InvalidRedirectUri(InvalidInput):
    """A redirect URI may not be registered."""

    code = "invalid_redirect_uri"


def refuse(member: str, reason: str) -> InvalidClientMetadata:
    """Return the refusal of one member."""
    return InvalidClientMetadata(f"{member}: {reason}", fields={member: reason})


def normalise(given: object) -> Metadata:
    """Return the metadata to store: every known member checked, defaults written out.

    raises: InvalidRedirectUri, InvalidClientMetadata
    """
    if not isinstance(given, dict):
        raise InvalidClientMetadata("The metadata must be one JSON object.")
    metadata = {"token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code"]}
    for member, check in _CHECKS.items():
        if given.get(member) is not None:
            metadata[member] = check(member, given[member])
    metadata |= _tagged(given)
    _refuse_unsupported(given)
    _complete(metadata)
    _check_together(metadata)
    return metadata


def texts_of(metadata: Mapping[str, Any], member: str) -> dict[str, str]:  # Any: JSON
    """Return a tagged member as language → text; one without a tag is read in every language that has none.

    RFC 7591, section 2.2: nothing may be assumed about the language of a text without a tag.
    """
    texts = {}
    for name, value in metadata.items():
        base, _, tag = name.partition("#")
        if base == member:
            texts[tag.partition("-")[0].lower()] = str(value)
    untagged = texts.pop("", "")
    full = {code: texts.get(code, untagged) for code in LANGUAGES if texts.get(code, untagged)}
    return full or texts


def check_redirect_uri(uri: object, *, native: bool) -> str:
    """Return a redirect URI that may be registered: HTTPS, or HTTP on this machine, or an app's own scheme.

    raises: InvalidRedirectUri
    """
    parts = _split(uri)
    if parts is None or "#" in str(uri):
        raise InvalidRedirectUri("redirect_uris: each must be an absolute URI without fragment.")
    if parts.username is not None or "*" in parts.netloc:
        raise InvalidRedirectUri("redirect_uris: no user name and no wildcard is allowed.")
    if parts.scheme in ("https", "http"):
        if not parts.hostname or (parts.scheme == "http" and parts.hostname not in LOOPBACK):
            raise InvalidRedirectUri("redirect_uris: HTTPS is required, except on localhost.")
    elif not native or "." not in parts.scheme:
        raise InvalidRedirectUri(
            "redirect_uris: only an app (application_type native) may use a scheme of its own, "
            "with a dot in it (RFC 8252, section 7.1)."
        )
    return str(uri)


def _split(uri: object) -> SplitResult | None:
    """Return the parts of an absolute URI of printable ASCII without spaces, or None."""
    if not isinstance(uri, str) or not 0 < len(uri) <= LONGEST_URI:
        return None
    if not uri.isascii() or not uri.isprintable() or set(uri) & set(' "<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme else None


def _url(member: str, value: object) -> str:
    parts = _split(value)
    if parts is None or not parts.hostname or parts.username is not None or "#" in str(value):
        raise refuse(member, "must be an absolute URL without user name and fragment")
    if "*" in parts.netloc:
        raise refuse(member, "must name one host, without a wildcard")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise refuse(member, "must use HTTPS, except on localhost")
    return str(value)


def _urls(member: str, value: object) -> list[str]:
    return [_url(member, uri) for uri in _list(member, value)]


def _list(member: str, value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise refuse(member, f"must be a list of at most {MOST_ITEMS} items")
    return value


def _one_of(*choices: str) -> Callable[[str, object], str]:
    def check(member: str, value: object) -> str:
        if value not in choices:
            raise refuse(member, "must be one of " + ", ".join(choices))
        return str(value)

    return check


def _some_of(*choices: str) -> Callable[[str, object], list[str]]:
    def check(member: str, value: object) -> list[str]:
        one = _one_of(*choices)
        return list(dict.fromkeys(one(member, item) for item in _list(member, value)))

    return check


def _boolean(member: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise refuse(member, "must be true or false")
    return value


def _seconds(member: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 31_536_000:
        raise refuse(member, "must be a whole number of seconds, at most a year")
    return value


def _text(member: str, value: object) -> str:
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > LONGEST_TEXT
        or not value.isprintable()
    ):
        raise refuse(member, f"must be one line of at most {LONGEST_TEXT} characters")
    return value.strip()


def _texts(member: str, value: object) -> list[str]:
    return [_text(member, item) for item in _list(member, value)]


def _scope(member: str, value: object) -> str:
    names = _text(member, value).split()
    unknown = [name for name in names if name not in SCOPES]
    if unknown:
        raise refuse(member, "knows only " + " ".join(SCOPES))
    return " ".join(name for name in SCOPES if name in {*names, "openid"})


def check_keys(member: str, value: object) -> dict[str, list[Any]]:  # Any: JSON
    """Return a client's JWK Set without its keys for encryption.

    raises: InvalidClientMetadata
    """
    if not isinstance(value, dict) or not isinstance(value.get("keys"), list):
        raise refuse(member, "must be a JWK Set with a list of keys")
    keys = [key for key in _list(member, value["keys"]) if not _encrypts(key)]
    try:
        read = [jose.read_public_key(key) for key in keys]
    except jose.InvalidJwk as fault:
        raise refuse(member, str(fault)) from fault
    kids = [key.get("kid") for key in read]
    if not keys or (len(kids) > 1 and (None in kids or len(set(kids)) < len(kids))):
        raise refuse(member, "needs a key; several keys need a kid each, all different")
    return {"keys": keys}


def _encrypts(jwk: object) -> bool:
    return isinstance(jwk, dict) and jwk.get("use") == "enc"


def _redirects(member: str, value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise InvalidRedirectUri(f"redirect_uris: must be a list of at most {MOST_ITEMS} URIs.")
    return value  # each is checked once the type of application is known


def _tagged(given: Mapping[str, Any]) -> Metadata:  # Any: JSON
    """Return the members that may carry a language tag: `client_name`, `client_name#ar`, … ."""
    found: Metadata = {}
    for name, value in given.items():
        base = str(name).partition("#")[0]
        if base in LANGUAGE_TAGGED and value is not None:
            found[str(name)] = _url(name, value) if base.endswith("_uri") else _text(name, value)
    return found


def _refuse_unsupported(given: Mapping[str, Any]) -> None:  # Any: JSON
    """Refuse what we know and do not offer, rather than ignore it."""
    for member in _UNSUPPORTED:
        if given.get(member) not in (None, False, [], ""):
            raise refuse(member, _UNSUPPORTED[member])


def _complete(metadata: Metadata) -> None:
    ciba_only = "authorization_code" not in metadata["grant_types"]
    metadata.setdefault("response_types", [] if ciba_only else ["code"])
    metadata.setdefault("application_type", "web")
    metadata.setdefault("redirect_uris", [])
    metadata.setdefault("subject_type", "pairwise")
    metadata.setdefault("id_token_signed_response_alg", DEFAULT_ALGORITHM)
    refreshing = ("offline_access",) if "refresh_token" in metadata["grant_types"] else ()
    metadata.setdefault("scope", " ".join((*DEFAULT_SCOPES, *refreshing)))
    metadata.setdefault("bawaba_claims", [])


def _check_together(metadata: Metadata) -> None:
    """Check what one member asks of another."""
    native = metadata["application_type"] == "native"
    metadata["redirect_uris"] = [
        check_redirect_uri(uri, native=native) for uri in dict.fromkeys(map(str, metadata["redirect_uris"]))
    ]
    _check_code_flow(metadata)
    _check_keys(metadata)
    _check_ciba(metadata)
    if metadata["grant_types"] == ["refresh_token"]:
        raise refuse("grant_types", "refresh_token needs authorization_code or CIBA beside it")


def _check_code_flow(metadata: Metadata) -> None:
    by_code = "authorization_code" in metadata["grant_types"]
    if by_code != (metadata["response_types"] == ["code"]):
        raise refuse("response_types", "code goes with the grant type authorization_code, and only with it")
    if by_code and not metadata["redirect_uris"]:
        raise InvalidRedirectUri("redirect_uris: the grant type authorization_code needs at least one.")


def _check_keys(metadata: Metadata) -> None:
    needs = [name for name in _NEED_KEYS if metadata.get(name)]
    method = metadata["token_endpoint_auth_method"]
    if method == "private_key_jwt":
        needs.append("token_endpoint_auth_method")
    if "jwks_uri" in metadata:
        metadata.pop("jwks", None)  # what is published counts (RFC 7591, section 2: never both)
    elif needs and "jwks" not in metadata:
        raise refuse("jwks", f"is needed for {needs[0]}, or jwks_uri")


def _check_ciba(metadata: Metadata) -> None:
    if CIBA not in metadata["grant_types"]:
        return
    method = metadata["token_endpoint_auth_method"]
    if method == "none":
        raise refuse("token_endpoint_auth_method", "CIBA needs a client that authenticates")
    mode = metadata.setdefault("backchannel_token_delivery_mode", "poll")
    endpoint = metadata.get("backchannel_client_notification_endpoint", "")
    if mode == "ping" and not endpoint.startswith("https:") and not _on_loopback(endpoint):
        raise refuse("backchannel_client_notification_endpoint", "is needed for ping, with HTTPS")


def _on_loopback(url: str) -> bool:
    return bool(url) and urlsplit(url).hostname in LOOPBACK


_NEED_KEYS: Final = (
    "request_object_signing_alg",
    "require_signed_request_object",
    "backchannel_authentication_request_signing_alg",
)
_UNSUPPORTED: Final = {
    "id_token_encrypted_response_alg": "encryption is not offered",
    "id_token_encrypted_response_enc": "encryption is not offered",
    "userinfo_encrypted_response_alg": "encryption is not offered",
    "userinfo_encrypted_response_enc": "encryption is not offered",
    "request_object_encryption_alg": "encryption is not offered",
    "request_object_encryption_enc": "encryption is not offered",
    "request_uris": "requests by reference are taken from /oidc/par only",
    "frontchannel_logout_uri": "front-channel logout is not offered: give backchannel_logout_uri",
    "tls_client_certificate_bound_access_tokens": "mutual TLS is not offered: use dpop_bound_access_tokens",
    "backchannel_user_code_parameter": "user codes are not offered",
    "authorization_signed_response_alg": "signed authorization responses are not offered",
    "authorization_encrypted_response_alg": "encryption is not offered",
}
_CHECKS: Final[dict[str, Callable[[str, object], Any]]] = {  # Any: JSON
    "redirect_uris": _redirects,
    "post_logout_redirect_uris": _urls,
    "token_endpoint_auth_method": _one_of(*METHODS),
    "token_endpoint_auth_signing_alg": _one_of(*jose.ALGORITHMS),
    "grant_types": _some_of(*GRANT_TYPES),
    "response_types": _some_of("code"),
    "application_type": _one_of("web", "native"),
    "subject_type": _one_of("public", "pairwise"),
    "sector_identifier_uri": _url,
    "scope": _scope,
    "bawaba_claims": _some_of(*CLAIMS),
    "contacts": _texts,
    "jwks": check_keys,
    "jwks_uri": _url,
    "id_token_signed_response_alg": _one_of(*SIGNING_ALGORITHMS),
    "userinfo_signed_response_alg": _one_of(*SIGNING_ALGORITHMS),
    "request_object_signing_alg": _one_of(*jose.ALGORITHMS),
    "require_signed_request_object": _boolean,
    "require_pushed_authorization_requests": _boolean,
    "dpop_bound_access_tokens": _boolean,
    "default_max_age": _seconds,
    "require_auth_time": _boolean,
    "default_acr_values": _some_of(*(level.acr for level in Level)),
    "initiate_login_uri": _url,
    "backchannel_logout_uri": _url,
    "backchannel_logout_session_required": _boolean,
    "backchannel_token_delivery_mode": _one_of("poll", "ping"),
    "backchannel_client_notification_endpoint": _url,
    "backchannel_authentication_request_signing_alg": _one_of(*jose.ALGORITHMS),
    "software_id": _text,
    "software_version": _text,
}
