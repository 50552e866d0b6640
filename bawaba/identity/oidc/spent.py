"""What may come only once: `jti` of DPoP proofs, client assertions and request objects."""

import hashlib
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from django.db import connection

from bawaba.identity.models import RevokedToken, SpentIdentifier
from bawaba.kernel import clock

PURGE_EVERY: Final = 512
_calls = count(1)
_INSERT: Final = (
    f"INSERT INTO {SpentIdentifier._meta.db_table} (digest, expires_at) VALUES (%s, %s) "  # noqa: S608  # a table's name
    "ON CONFLICT DO NOTHING"
)


def spend(*parts: str, expires_at: datetime) -> bool:
    """Note an identifier until it expires; False where it was noted before. One SQL query.

    parts: what it is unique in, such as the kind, the issuer and the `jti`. Call it outside a
    transaction that may be rolled back, else it would be forgotten.
    """
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    kept = connection.ops.adapt_datetimefield_value(expires_at + timedelta(seconds=60))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [digest, kept])
        fresh = bool(cursor.rowcount == 1)
    if next(_calls) % PURGE_EVERY == 0:
        purge()
    return fresh


def purge() -> int:
    """Forget what has expired; return how many rows went. Two SQL queries, by an index."""
    moment = clock.now()
    spent, _ = SpentIdentifier.objects.filter(expires_at__lt=moment).delete()
    revoked, _ = RevokedToken.objects.filter(expires_at__lt=moment).delete()
    return spent + revoked
