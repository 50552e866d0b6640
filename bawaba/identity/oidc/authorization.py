"""Authorization requests: who asks, where the answer goes, and for what (OpenID Connect Core, section 3.1.2).

A request is read in two steps. First the client and the redirect URI: while these do not hold, nothing is
ever redirected. Then the rest, whose errors go to the redirect URI.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from bawaba.identity.oidc import keys
from bawaba.identity.oidc.claims_parameter import NOTHING_ASKED, AskedClaims, read_claims_parameter
from bawaba.identity.oidc.clients import Client, get_client
from bawaba.identity.oidc.errors import ProtocolError, invalid_request
from bawaba.identity.oidc.scopes import SCOPES
from bawaba.kernel.languages import LANGUAGES

Parameters = Mapping[str, str]
RESPONSE_MODES: Final = ("query", "form_post")
PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
LONGEST_STATE: Final = 2048
LONGEST_NONCE: Final = 512
LONGEST_HINT: Final = 254
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # a SHA-256 in base64url
_MAX_AGE: Final = re.compile(r"[0-9]{1,9}")


class Unanswerable(ProtocolError):
    """A request that must not be answered by a redirect: its client or its redirect URI does not hold.

    reason: what the page tells the person: `client`, `address`, `request` or `gone`
    client_id: of the client, where it is known
    """

    def __init__(
        self, description: str, *, reason: str, error: str = "invalid_request", client_id: str = ""
    ) -> None:
        super().__init__(error, description)
        self.reason = reason
        self.client_id = client_id


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the answer goes, once client and redirect URI hold."""

    client: Client
    redirect_uri: str
    response_mode: str
    state: str


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request whose parameters hold.

    scopes:       in our order, without those that we do not know
    max_age_s:    None where not asked
    acr_values:   wanted, the preferred first; acr_needed: whether one of them is essential
    subject:      the `sub` that the answer must be about, "" for anyone
    language:     the first of `ui_locales` that we speak, or ""
    """

    reply: ReplyTo
    scopes: tuple[str, ...]
    nonce: str
    code_challenge: str
    prompts: frozenset[str]
    max_age_s: int | None
    acr_values: tuple[str, ...]
    acr_needed: bool
    claims: AskedClaims
    subject: str
    login_hint: str
    language: str
    dpop_jkt: str

    @property
    def client(self) -> Client:
        return self.reply.client


def find_client(client_id: str) -> Client:
    """Return the client that asks.

    raises: Unanswerable
    """
    client = get_client(client_id=client_id)
    if client is None:
        raise Unanswerable("client_id is missing or not known", reason="client", error="invalid_client")
    return client


def read_reply(client: Client, given: Parameters) -> ReplyTo:
    """Return where the answer goes: a registered redirect URI, equal character by character.

    raises: Unanswerable
    """
    redirect_uri = given.get("redirect_uri", "")
    if not client.may_redirect_to(redirect_uri):
        raise Unanswerable(
            "redirect_uri is missing or not registered for this client",
            reason="address",
            client_id=client.client_id,
        )
    mode, state = given.get("response_mode", "query"), given.get("state", "")
    return ReplyTo(
        client=client,
        redirect_uri=redirect_uri,
        response_mode=mode if mode in RESPONSE_MODES else "query",
        state=state if len(state) <= LONGEST_STATE else "",
    )


def read_request(reply: ReplyTo, given: Parameters) -> AuthorizationRequest:
    """Check every other parameter.

    raises: ProtocolError with the codes of RFC 6749, section 4.1.2.1, and Core, section 3.1.2.6
    """
    _check_response(reply.client, given)
    claims = read_claims_parameter(given["claims"]) if "claims" in given else NOTHING_ASKED
    acr_values = _read_acr_values(reply.client, given, claims)
    return AuthorizationRequest(
        reply=reply,
        scopes=_read_scopes(reply.client, given),
        nonce=_read_short(given, "nonce", LONGEST_NONCE),
        code_challenge=_read_challenge(given),
        prompts=_read_prompts(given.get("prompt", "")),
        max_age_s=_read_max_age(reply.client, given),
        acr_values=acr_values,
        acr_needed=claims.acr_essential,
        claims=claims,
        subject=_read_subject(reply.client, given, claims),
        login_hint=_read_short(given, "login_hint", LONGEST_HINT),
        language=read_language(given.get("ui_locales", "")),
        dpop_jkt=_read_jkt(given),
    )


def _check_response(client: Client, given: Parameters) -> None:
    if "registration" in given:
        raise ProtocolError("registration_not_supported", "registration is not offered")
    response_type = given.get("response_type")
    if response_type is None:
        raise invalid_request("response_type is missing")
    if response_type != "code":
        raise ProtocolError("unsupported_response_type", "response_type must be code")
    if "authorization_code" not in client.grant_types:
        raise ProtocolError("unauthorized_client", "this client is not registered for the code flow")
    if given.get("response_mode", "query") not in RESPONSE_MODES:
        raise invalid_request("response_mode must be query or form_post")
    _read_short(given, "state", LONGEST_STATE)


def _read_scopes(client: Client, given: Parameters) -> tuple[str, ...]:
    asked = set(given.get("scope", "").split(" "))
    if "openid" not in asked:
        raise ProtocolError("invalid_scope", "scope must contain openid")
    known = tuple(scope for scope in SCOPES if scope in asked)
    if not client.scopes.issuperset(known):
        raise ProtocolError("invalid_scope", "a scope is not registered for this client")
    return known


def _read_challenge(given: Parameters) -> str:
    """Return the code challenge; every client sends one, by S256 (RFC 7636; RFC 9700, section 2.1.1)."""
    challenge = given.get("code_challenge", "")
    if not challenge:
        raise invalid_request("code_challenge is missing: PKCE is required")
    if given.get("code_challenge_method") != "S256":
        raise invalid_request("code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise invalid_request("code_challenge is malformed")
    return challenge


def _read_jkt(given: Parameters) -> str:
    jkt = given.get("dpop_jkt", "")
    if jkt and not _CHALLENGE.fullmatch(jkt):
        raise invalid_request("dpop_jkt is malformed")
    return jkt


def _read_prompts(prompt: str) -> frozenset[str]:
    prompts = frozenset(prompt.split())
    if prompts - PROMPTS:
        raise invalid_request("prompt knows only none, login, consent and select_account")
    if "none" in prompts and len(prompts) > 1:
        raise invalid_request("prompt none goes with no other")
    return prompts


def _read_max_age(client: Client, given: Parameters) -> int | None:
    if "max_age" not in given:
        return client.default_max_age
    if not _MAX_AGE.fullmatch(given["max_age"]):
        raise invalid_request("max_age must be a whole number of seconds")
    return int(given["max_age"])


def _read_acr_values(client: Client, given: Parameters, claims: AskedClaims) -> tuple[str, ...]:
    """Return the levels wanted: by the claims parameter, else by acr_values, else by the registration."""
    if claims.acr_values:
        return claims.acr_values
    asked = tuple(dict.fromkeys(given.get("acr_values", "").split()))
    return asked or client.default_acr_values


def _read_subject(client: Client, given: Parameters, claims: AskedClaims) -> str:
    """Return whom the answer must be about, after `id_token_hint` and the claim `sub` with a value."""
    hinted = _read_hint(client, given["id_token_hint"]) if "id_token_hint" in given else ""
    if hinted and claims.subject and hinted != claims.subject:
        raise invalid_request("id_token_hint and the claim sub name different people")
    return hinted or claims.subject


def _read_hint(client: Client, token: str) -> str:
    """Return the subject of an ID token that we issued to this client, however old."""
    known = keys.verify_own(token=token)
    if known is None or known.get("iss") != settings.ISSUER:
        raise invalid_request("id_token_hint is not an ID token of this provider")
    audience = known.get("aud")
    if client.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise invalid_request("id_token_hint was not issued to this client")
    return str(known.get("sub", ""))


def _read_short(given: Parameters, name: str, longest: int) -> str:
    value = given.get(name, "")
    if len(value) > longest:
        raise invalid_request(f"{name} is longer than {longest} characters")
    return value


def read_language(ui_locales: str) -> str:
    """Return the first language of `ui_locales` that the interface has, or ""."""
    asked = (tag.partition("-")[0].lower() for tag in ui_locales.split()[:20])
    return next((code for code in asked if code in LANGUAGES), "")
