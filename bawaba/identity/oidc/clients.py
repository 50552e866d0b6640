"""Relying parties as the protocol reads them: frozen, and kept in memory until one changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import jose
from bawaba.identity.oidc.keys import DEFAULT_ALGORITHM, REGISTRY
from bawaba.kernel import epochs

Metadata = Mapping[str, Any]  # Any: RFC 7591 metadata is JSON
_LOOPBACK: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?((?:[/?][!-~]*)?)")
MOST_KEPT: Final = 10_000
METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")


@dataclass(frozen=True, slots=True)
class Client:
    """A relying party. What `metadata` holds was validated and normalised when it was registered.

    id:              the row of `RelyingParty`
    approved_claims: claims it may ask for; scopes: scopes it may ask for
    loopbacks:       loopback addresses of an app, without their port
    keys:            its public keys, for signed requests and private_key_jwt
    sector:          the host that pairwise subjects are computed for
    """

    id: int
    client_id: str
    metadata: Metadata
    secret_digest: str
    names: Mapping[str, str]
    notice: Mapping[str, str]
    purpose: Mapping[str, str]
    approved_claims: frozenset[str]
    sector: str
    body: str
    first_party: bool
    created_at: datetime
    keys: tuple[jose.PublicKey, ...] = ()
    scopes: frozenset[str] = field(default_factory=frozenset)
    redirect_uris: frozenset[str] = field(default_factory=frozenset)
    loopbacks: frozenset[str] = field(default_factory=frozenset)
    post_logout_redirect_uris: frozenset[str] = field(default_factory=frozenset)
    grant_types: frozenset[str] = field(default_factory=frozenset)
    auth_method: str = "client_secret_basic"
    auth_signing_alg: str = ""
    id_token_alg: str = DEFAULT_ALGORITHM
    userinfo_alg: str = ""
    request_object_alg: str = ""
    require_signed_request_object: bool = False
    require_pushed_requests: bool = False
    dpop_bound: bool = False
    subject_type: str = "pairwise"
    default_max_age: int | None = None
    default_acr_values: tuple[str, ...] = ()
    require_auth_time: bool = False
    backchannel_logout_uri: str = ""
    ciba_delivery_mode: str = ""
    ciba_notification_endpoint: str = ""
    ciba_request_alg: str = ""

    def may_redirect_to(self, uri: str) -> bool:
        """Say whether an answer may go there: an address registered to the letter.

        An app on a person's machine may listen on another port of the loopback address (RFC 8252, section
        7.3; RFC 9700, section 2.1), which is all that may differ.
        """
        return uri in self.redirect_uris or without_port(uri) in self.loopbacks

    @property
    def is_public(self) -> bool:
        return self.auth_method == "none"


_clients: Final[epochs.EpochMemory[str, Client]] = epochs.EpochMemory(MOST_KEPT, name=REGISTRY)
_client_ids: Final[epochs.EpochMemory[int, str]] = epochs.EpochMemory(MOST_KEPT, name=REGISTRY)


def get_client(*, client_id: str) -> Client | None:
    """Return an approved client, or None: unknown, pending and suspended ones are refused alike.

    At most one SQL query; none once the client is in memory.
    """
    if not _could_be(client_id):
        return None
    return _clients.get(client_id, lambda: _find_client(client_id))


def _find_client(client_id: str) -> Client | None:
    row = RelyingParty.objects.filter(client_id=client_id, state="approved").first()
    return read_client(row) if row else None


def get_client_by_row(*, row_id: int) -> Client | None:
    """Return the approved client of a row, or None. At most two SQL queries; none once in memory."""
    parties = RelyingParty.objects.filter(pk=row_id)
    client_id = _client_ids.get(row_id, lambda: parties.values_list("client_id", flat=True).first())
    return get_client(client_id=client_id) if client_id else None


def read_client(row: RelyingParty) -> Client:
    """Return the row as a client."""
    metadata = row.metadata
    return Client(
        id=row.pk,
        client_id=row.client_id,
        metadata=metadata,
        secret_digest=row.secret_digest,
        names=row.names,
        notice=row.notice,
        purpose=row.purpose,
        approved_claims=frozenset(row.approved_claims),
        sector=row.sector,
        body=row.body,
        first_party=row.first_party,
        created_at=row.created_at,
        keys=tuple(jose.read_public_key(jwk) for jwk in metadata.get("jwks", {}).get("keys", [])),
        scopes=frozenset(metadata["scope"].split()),
        redirect_uris=frozenset(metadata["redirect_uris"]),
        loopbacks=_loopbacks(metadata),
        post_logout_redirect_uris=frozenset(metadata.get("post_logout_redirect_uris", ())),
        grant_types=frozenset(metadata["grant_types"]),
        auth_method=metadata["token_endpoint_auth_method"],
        **_optional(metadata),
    )


def _loopbacks(metadata: Metadata) -> frozenset[str]:
    if metadata.get("application_type") != "native":
        return frozenset()
    return frozenset(map(without_port, metadata["redirect_uris"])) - {""}


def without_port(uri: str) -> str:
    """Return a loopback address of HTTP without its port, "" for any other (RFC 8252, section 7.3)."""
    found = _LOOPBACK.fullmatch(uri)
    return found[1] + found[2] if found else ""


def _could_be(client_id: str) -> bool:
    return 0 < len(client_id) <= 64 and client_id.isascii() and client_id.isprintable()


def _optional(metadata: Metadata) -> dict[str, Any]:  # Any: keyword arguments of several types
    """Return the members that have a default, under the names that `Client` gives them."""
    names = {
        "auth_signing_alg": "token_endpoint_auth_signing_alg",
        "id_token_alg": "id_token_signed_response_alg",
        "userinfo_alg": "userinfo_signed_response_alg",
        "request_object_alg": "request_object_signing_alg",
        "require_signed_request_object": "require_signed_request_object",
        "require_pushed_requests": "require_pushed_authorization_requests",
        "dpop_bound": "dpop_bound_access_tokens",
        "subject_type": "subject_type",
        "default_max_age": "default_max_age",
        "require_auth_time": "require_auth_time",
        "backchannel_logout_uri": "backchannel_logout_uri",
        "ciba_delivery_mode": "backchannel_token_delivery_mode",
        "ciba_notification_endpoint": "backchannel_client_notification_endpoint",
        "ciba_request_alg": "backchannel_authentication_request_signing_alg",
    }
    given = {ours: metadata[theirs] for ours, theirs in names.items() if theirs in metadata}
    if "default_acr_values" in metadata:
        given["default_acr_values"] = tuple(metadata["default_acr_values"])
    return given
