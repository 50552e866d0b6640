"""What a person may later read under "who asked for my data"."""

from collections.abc import Sequence
from datetime import datetime

from bawaba.identity.models import Activity
from bawaba.kernel import clock, rows


def note_activity(
    *,
    person_id: int,
    kind: str,
    relying_party_id: int | None = None,
    claims: Sequence[str] = (),
    level: str = "",
    place: str = "",
    sid: str = "",
    device_id: int | None = None,
    at: datetime | None = None,
) -> Activity:
    """Add one line to a person's own history, inside the caller's transaction. One SQL query.

    claims: names only, never values; place: the network, already cut by `rules.places.cut_place`
    at:     when it happened, where that is not now
    """
    row = rows.new(
        Activity,
        person_id=person_id,
        kind=kind,
        relying_party_id=relying_party_id,
        claims=list(claims),
        level=level,
        place=place,
        sid=sid,
        device_id=device_id,
        at=at or clock.now(),
    )
    rows.insert(row)
    return row
