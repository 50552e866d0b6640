"""What the protocol need not remember: erased in portions, so that nobody waits behind a long write."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Model, Q

from bawaba.identity.models import (
    BackchannelRequest,
    Grant,
    LinkRequest,
    PushedRequest,
    RevokedToken,
    SpentIdentifier,
)
from bawaba.kernel import clock

PORTION: Final = 2000
KEEP_REQUESTS: Final = timedelta(days=90)
KEEP_GRANTS: Final = timedelta(days=90)
KEEP_UNUSED: Final = timedelta(days=1)


def purge_expired() -> dict[str, int]:
    """Erase what can no longer be used or asked about; return how many rows of each kind went.

    Identifiers and revoked tokens go when they expire; codes that nobody fetched, pushed requests and
    codes to sign a computer in a day later; requests to a phone and ended grants 90 days later.
    """
    moment = clock.now()
    return {
        "identifiers": _erase(SpentIdentifier, Q(expires_at__lt=moment)),
        "revoked_tokens": _erase(RevokedToken, Q(expires_at__lt=moment)),
        "pushed_requests": _erase(PushedRequest, Q(expires_at__lt=moment - KEEP_UNUSED)),
        "link_requests": _erase(LinkRequest, Q(expires_at__lt=moment - KEEP_UNUSED)),
        "requests": _erase(BackchannelRequest, Q(expires_at__lt=moment - KEEP_REQUESTS)),
        "grants": _erase(Grant, _ended(moment)),
    }


def _ended(moment: datetime) -> Q:
    return Q(expires_at__lt=moment - KEEP_GRANTS) | Q(revoked_at__lt=moment - KEEP_GRANTS)


def _erase(model: type[Model], chosen: Q) -> int:
    rows: Any = model._default_manager.filter(chosen)  # Any: six models, one shape
    count = 0
    while keys := list(rows.values_list("pk", flat=True)[:PORTION]):
        model._default_manager.filter(pk__in=keys).delete()
        count += len(keys)
    return count
