"""The messages of a case, for other systems."""

from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.people import list_messages
from bawaba.casework.types import MessageInfo


def list_own_messages(*, key: str, owner: str) -> list[MessageInfo]:
    """Return the messages about a person's own case, the oldest first. At most three SQL queries.

    raises: CaseNotFound
    """
    return list_messages(case=own_row(key, owner))
