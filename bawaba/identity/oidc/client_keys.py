"""Keys that a relying party publishes at an address of its own (`jwks_uri`), for those who rotate them.

They are read when it registers, and again by a job when it signs with a key that we do not know: its next
try then works. No request ever waits for another site.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django_tasks import task

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import keys
from bawaba.identity.oidc.client_metadata import InvalidClientMetadata, check_keys, refuse
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.documents import UnreadableDocument, fetch_json
from bawaba.kernel import audit
from bawaba.kernel.actors import system_actor

AGAIN_AFTER_S: Final = 60


def with_published_keys(metadata: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return the metadata with the keys that its `jwks_uri` answers now, where it names one.

    raises: InvalidClientMetadata
    """
    uri = metadata.get("jwks_uri", "")
    return {**metadata, "jwks": _fetch(uri)} if uri else dict(metadata)


def ask_again(client: Client) -> None:
    """Let a job read the client's keys again, at most once a minute, where it publishes them."""
    if client.metadata.get("jwks_uri") and cache.add(f"client-keys:{client.client_id}", 1, AGAIN_AFTER_S):
        refresh_keys.enqueue(client_id=client.client_id)


@task()
def refresh_keys(client_id: str) -> str:
    """Read a client's published keys and keep them; what cannot be read changes nothing."""
    row = RelyingParty.objects.filter(client_id=client_id).first()
    if row is None or not row.metadata.get("jwks_uri"):
        return "not-needed"
    try:
        jwks = _fetch(row.metadata["jwks_uri"])
    except InvalidClientMetadata:
        return "unreadable"
    if jwks == row.metadata.get("jwks"):
        return "unchanged"
    _keep(client_id, row.metadata["jwks_uri"], jwks)
    return "changed"


@transaction.atomic
def _keep(client_id: str, uri: str, jwks: Mapping[str, Any]) -> None:  # Any: JSON
    """Write the keys, unless the client was given another address in the meantime."""
    row = RelyingParty.objects.select_for_update().get(client_id=client_id)
    if row.metadata.get("jwks_uri") != uri:
        return
    row.metadata = {**row.metadata, "jwks": dict(jwks)}
    row.save(update_fields=["metadata"])
    audit.record(
        actor=system_actor("client-keys"),
        verb="identity.client-keys-read",
        target=row,
        detail={"client_id": client_id, "keys": len(jwks["keys"])},
    )
    keys.forget_registry()


def _fetch(uri: str) -> dict[str, Any]:  # Any: JSON
    try:
        return check_keys("jwks_uri", fetch_json(uri))
    except UnreadableDocument as fault:
        raise refuse("jwks_uri", "does not answer a JWK Set of at most 64 KB") from fault
