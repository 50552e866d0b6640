"""Parts of this site that sign people in through the provider like any other relying party."""

from collections.abc import Mapping

from bawaba.identity import types
from bawaba.kernel.actors import Actor


def keep_first_party(*, actor: Actor, client_id: str, metadata: Mapping[str, object], secret: str) -> None:
    """Register a part of this site as an approved relying party; running twice changes nothing.

    metadata: RFC 7591; secret: the client's own, of at least 256 random bits
    """
    for register in types.first_party_registrars.providers().values():
        register(actor=actor, client_id=client_id, metadata=metadata, secret=secret)
