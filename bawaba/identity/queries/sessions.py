"""How the person of this browser authenticated."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest

from bawaba.identity.types import Authentication, Level

SESSION_KEY: Final = "identity"


def current_authentication(*, request: HttpRequest) -> Authentication | None:
    """Return how the person of this browser authenticated, or None. No SQL query beyond the session's.

    Whoever ends a session or suspends a person deletes the session itself, so nothing else is asked.
    """
    kept = request.session.get(SESSION_KEY)
    return None if kept is None else read_kept(kept)


def read_kept(kept: Mapping[str, Any]) -> Authentication:  # Any: JSON of the session
    """Return what a session keeps of its person's authentication."""
    return Authentication(
        person_id=kept["person"],
        account_id=kept["account"],
        subject=kept["subject"],
        sid=kept["sid"],
        auth_time=datetime.fromtimestamp(kept["auth_time"], UTC),
        amr=tuple(kept["amr"]),
        level=Level(kept["level"]),
    )


def write_kept(authentication: Authentication) -> dict[str, Any]:  # Any: JSON of the session
    """Return an authentication as a session keeps it."""
    return {
        "person": authentication.person_id,
        "account": authentication.account_id,
        "subject": authentication.subject,
        "sid": authentication.sid,
        "auth_time": authentication.auth_time.timestamp(),
        "amr": list(authentication.amr),
        "level": authentication.level.value,
    }
