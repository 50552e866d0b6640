"""Subject identifiers: the same for all (public), or one for each sector (pairwise)."""

import hmac

from django.conf import settings

from bawaba.identity.oidc.clients import Client
from bawaba.identity.rules import base64url


def subject_for(*, client: Client, subject: str) -> str:
    """Return a person's `sub` for a client: `Person.subject`, or its pairwise form.

    Pairwise: base64url(HMAC-SHA-256(site's index key, sector ‖ subject)), OpenID Connect Core, section 8.1.
    """
    if client.subject_type == "public":
        return subject
    return pairwise_subject(sector=client.sector, subject=subject)


def pairwise_subject(*, sector: str, subject: str) -> str:
    """Return the pairwise subject of a person in a sector."""
    message = f"identity.pairwise\0{sector}\0{subject}".encode()
    digest = hmac.digest(settings.INDEX_KEY, message, "sha256")
    return base64url.encode_text(digest)
