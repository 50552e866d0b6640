"""The registry of relying parties: registered, changed, approved and suspended, each act audited."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from bawaba.directory import queries as directory
from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import keys
from bawaba.identity.oidc.client_authentication import digest_secret
from bawaba.identity.oidc.client_keys import with_published_keys
from bawaba.identity.oidc.client_metadata import LOOPBACK, normalise, refuse, texts_of
from bawaba.identity.oidc.documents import UnreadableDocument, fetch_json
from bawaba.identity.oidc.scopes import CLAIMS, claims_of_scopes
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, NotFound, PermissionDenied

SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Registration:
    """A registered relying party and, once only, its secret ("" where its method needs none)."""

    row: RelyingParty
    secret: str

    def as_response(self) -> dict[str, Any]:  # Any: JSON
        """Return the client information response (RFC 7591, section 3.2.1)."""
        response = {
            "client_id": self.row.client_id,
            "client_id_issued_at": int(self.row.created_at.timestamp()),
        }
        if self.secret:
            response |= {"client_secret": self.secret, "client_secret_expires_at": 0}
        told = {**response, **self.row.metadata, "state": self.row.state}
        if "jwks_uri" in told:
            del told["jwks"]  # never both (section 2)
        return told


def add_client(
    *,
    actor: Actor,
    metadata: object,
    approved: bool = False,
    body: str = "",
    first_party: bool = False,
    client_id: str = "",
) -> Registration:
    """Register a relying party from RFC 7591 metadata; approved, it may sign people in at once.

    An approved client may ask for the claims of its scopes and those that `bawaba_claims` names.
    body:      key of the public body that runs it, or ""
    client_id: made at random where not given
    raises:    InvalidRedirectUri, InvalidClientMetadata, NotFound, PermissionDenied
    """
    _check_administrator(actor)
    checked = with_published_keys(normalise(metadata))
    if body:
        directory.get_body(key=body)
    client_id = client_id or secrets.token_hex(16)  # typed in commands, where a hyphen would begin an option
    sector = find_sector(checked) or client_id
    _prepare_keys(checked)
    return _store(
        actor=actor,
        metadata=checked,
        sector=sector,
        approved=approved,
        body=body,
        first_party=first_party,
        client_id=client_id,
    )


@transaction.atomic
def _store(
    *,
    actor: Actor,
    metadata: Mapping[str, Any],  # Any: JSON
    sector: str,
    approved: bool,
    body: str,
    first_party: bool,
    client_id: str,
) -> Registration:
    secret = _new_secret(metadata)
    row = RelyingParty.objects.create(
        client_id=client_id,
        secret_digest=digest_secret(client_id=client_id, secret=secret) if secret else "",
        state="approved" if approved else "pending",
        approved_claims=_asked_claims(metadata) if approved else [],
        body=body,
        first_party=first_party,
        created_at=clock.now(),
        **_columns(metadata, sector),
    )
    audit.record(
        actor=actor,
        verb="identity.client-added",
        target=row,
        detail={"client_id": client_id, "state": row.state},
    )
    keys.forget_registry()
    return Registration(row, secret)


def update_client(*, actor: Actor, client_id: str, metadata: object) -> RelyingParty:
    """Replace a client's metadata; claims that it no longer asks for are no longer approved.

    raises: InvalidRedirectUri, InvalidClientMetadata, NotFound, PermissionDenied
    """
    _check_administrator(actor)
    checked = with_published_keys(normalise(metadata))
    sector = find_sector(checked) or client_id
    _prepare_keys(checked)
    with transaction.atomic():
        row = _locked(client_id)
        if _needs_secret(checked) and not row.secret_digest:
            raise refuse("token_endpoint_auth_method", "give the client a new secret first")
        for name, value in _columns(checked, sector).items():
            setattr(row, name, value)
        asked = _asked_claims(checked)
        row.approved_claims = [claim for claim in row.approved_claims if claim in asked]
        row.save()
        audit.record(actor=actor, verb="identity.client-changed", target=row, detail={"client_id": client_id})
        keys.forget_registry()
    return row


@transaction.atomic
def approve_client(*, actor: Actor, client_id: str, claims: Collection[str] | None = None) -> RelyingParty:
    """Let a client sign people in and ask for these claims, or for all that its metadata names.

    raises: NotFound, InvalidInput, PermissionDenied
    """
    _check_administrator(actor)
    row = _locked(client_id)
    if claims is not None and set(claims) - set(CLAIMS):
        raise InvalidInput("One of these claims is not known.")
    row.approved_claims = (
        [claim for claim in CLAIMS if claim in (claims or ())]
        if claims is not None
        else (_asked_claims(row.metadata))
    )
    return _change_state(actor, row, "approved", {"claims": row.approved_claims})


@transaction.atomic
def suspend_client(*, actor: Actor, client_id: str) -> RelyingParty:
    """Refuse a client everywhere, at once, until it is approved again.

    raises: NotFound, PermissionDenied
    """
    _check_administrator(actor)
    return _change_state(actor, _locked(client_id), "suspended", {})


@transaction.atomic
def renew_secret(*, actor: Actor, client_id: str) -> Registration:
    """Give a client a new secret; the old one is void at once.

    raises: NotFound, InvalidInput where its method needs none, PermissionDenied
    """
    _check_administrator(actor)
    row = _locked(client_id)
    secret = _new_secret(row.metadata)
    if not secret:
        raise InvalidInput("This client authenticates without a secret.")
    row.secret_digest = digest_secret(client_id=client_id, secret=secret)
    row.save(update_fields=["secret_digest"])
    audit.record(
        actor=actor, verb="identity.client-secret-renewed", target=row, detail={"client_id": client_id}
    )
    keys.forget_registry()
    return Registration(row, secret)


def find_sector(metadata: Mapping[str, Any]) -> str:  # Any: JSON
    """Return the host that pairwise subjects are computed for (OpenID Connect Core, section 8.1).

    raises: InvalidClientMetadata where hosts differ without a sector_identifier_uri that lists them all
    """
    uri = metadata.get("sector_identifier_uri", "")
    if uri:
        _check_sector_document(uri, metadata["redirect_uris"])
        return urlsplit(uri).hostname or ""
    addresses = metadata["redirect_uris"] or [
        metadata.get("backchannel_client_notification_endpoint") or metadata.get("client_uri") or ""
    ]
    hosts = {_sector_host(address) for address in addresses if address}
    if len(hosts) > 1 and metadata["subject_type"] == "pairwise":
        raise refuse(
            "sector_identifier_uri",
            "is needed where redirect URIs have several hosts, or subject_type public",
        )
    return min(hosts) if hosts else ""


def _sector_host(address: str) -> str:
    parts = urlsplit(address)
    host = parts.hostname or parts.scheme
    return "localhost" if host in LOOPBACK else host


def _check_sector_document(uri: str, redirect_uris: Collection[str]) -> None:
    """Read the list of redirect URIs at a sector identifier's address and check that it names them all."""
    try:
        listed = fetch_json(uri)
    except UnreadableDocument as fault:
        raise refuse("sector_identifier_uri", "could not be read") from fault
    if not isinstance(listed, list) or set(redirect_uris) - {str(item) for item in listed}:
        raise refuse("sector_identifier_uri", "must answer a JSON list with every redirect URI")


def _columns(metadata: Mapping[str, Any], sector: str) -> dict[str, Any]:  # Any: JSON
    return {
        "metadata": dict(metadata),
        "names": texts_of(metadata, "client_name"),
        "notice": texts_of(metadata, "policy_uri") or texts_of(metadata, "tos_uri"),
        "purpose": texts_of(metadata, "purpose"),
        "sector": sector,
    }


def _asked_claims(metadata: Mapping[str, Any]) -> list[str]:  # Any: JSON
    asked = {*claims_of_scopes(metadata["scope"].split()), *metadata["bawaba_claims"]}
    return [claim for claim in CLAIMS if claim in asked]


def _needs_secret(metadata: Mapping[str, Any]) -> bool:  # Any: JSON
    return str(metadata["token_endpoint_auth_method"]).startswith("client_secret_")


def _new_secret(metadata: Mapping[str, Any]) -> str:  # Any: JSON
    return secrets.token_urlsafe(SECRET_BYTES) if _needs_secret(metadata) else ""


def _prepare_keys(metadata: Mapping[str, Any]) -> None:  # Any: JSON
    """Make the signing keys that this client's tokens need, before it asks for the JWK Set."""
    for member in ("id_token_signed_response_alg", "userinfo_signed_response_alg"):
        if metadata.get(member):
            keys.ensure_key(algorithm=metadata[member])


def _locked(client_id: str) -> RelyingParty:
    row = RelyingParty.objects.select_for_update().filter(client_id=client_id).first()
    if row is None:
        raise NotFound("No relying party has this client_id.")
    return row


def _change_state(actor: Actor, row: RelyingParty, state: str, detail: Mapping[str, object]) -> RelyingParty:
    row.state = state
    row.save(update_fields=["state", "approved_claims"])
    audit.record(
        actor=actor,
        verb=f"identity.client-{state}",
        target=row,
        detail={"client_id": row.client_id, **detail},
    )
    keys.forget_registry()
    return row


def _check_administrator(actor: Actor) -> None:
    if not actor.is_administrator and ("identity-administrator", "*") not in actor.roles:
        raise PermissionDenied
