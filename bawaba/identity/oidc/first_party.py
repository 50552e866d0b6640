"""Parts of this very site as relying parties: registered at each start, with a secret that they know already."""

from collections.abc import Mapping

from django.db import transaction

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import keys
from bawaba.identity.oidc.client_authentication import digest_secret
from bawaba.identity.oidc.client_metadata import normalise
from bawaba.identity.oidc.registration import add_client, approve_client, update_client
from bawaba.kernel.actors import Actor


@transaction.atomic
def keep_first_party(*, actor: Actor, client_id: str, metadata: Mapping[str, object], secret: str) -> None:
    """Register the client, or bring its metadata and its secret up to date. One SQL query when nothing changed."""
    digest = digest_secret(client_id=client_id, secret=secret)
    row = RelyingParty.objects.filter(client_id=client_id).first()
    if row is not None and row.secret_digest == digest and row.metadata == normalise(metadata):
        return
    if row is None:
        add_client(actor=actor, metadata=metadata, approved=True, first_party=True, client_id=client_id)
    else:
        update_client(actor=actor, client_id=client_id, metadata=metadata)
        approve_client(actor=actor, client_id=client_id)
    RelyingParty.objects.filter(client_id=client_id).update(secret_digest=digest)
    keys.forget_registry()
