""" "Who asked for my data": a person's history and standing consents."""

from datetime import datetime

from django.db.models import Q

from bawaba.identity.models import Activity, Consent, RelyingParty
from bawaba.identity.oidc.scopes import access_of_scopes
from bawaba.identity.types import ActivityLine, ConsentLine
from bawaba.kernel import clock
from bawaba.kernel.errors import NotFound
from bawaba.kernel.languages import pick
from bawaba.kernel.paging import Page, cut_page


def list_activities(*, person_id: int, language: str, after: str = "", limit: int = 20) -> Page[ActivityLine]:
    """Return what happened with a person's identity, the latest first. One SQL query.

    after: the cursor of the page before; a cursor that names nothing starts from the latest
    """
    rows = Activity.objects.select_related("relying_party", "device").filter(person_id=person_id)
    before = _read_cursor(after)
    if before is not None:
        moment, key = before
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=key))
    lines = [_read(row, language) for row in rows.order_by("-at", "-pk")[: limit + 1]]
    return cut_page(lines, limit, _cursor)


def get_activity(*, person_id: int, activity_id: int, language: str) -> ActivityLine:
    """Return one line of a person's history. One SQL query.

    raises: NotFound
    """
    rows = Activity.objects.select_related("relying_party", "device")
    row = rows.filter(person_id=person_id, pk=activity_id).first()
    if row is None:
        raise NotFound
    return _read(row, language)


def list_consents(*, person_id: int, language: str) -> tuple[ConsentLine, ...]:
    """Return the consents that stand, the latest first. One SQL query."""
    rows = Consent.objects.select_related("relying_party").filter(
        person_id=person_id, withdrawn_at=None, expires_at__gt=clock.now()
    )
    return tuple(
        ConsentLine(
            consent_id=row.pk,
            asker=_name(row.relying_party, language),
            notice=pick(row.relying_party.notice, language).text,
            claims=tuple(row.claims),
            access=access_of_scopes(row.scopes),
            offline="offline_access" in row.scopes,
            granted_at=row.granted_at,
            expires_at=row.expires_at,
        )
        for row in rows.order_by("-granted_at", "-pk")
    )


def _read(row: Activity, language: str) -> ActivityLine:
    return ActivityLine(
        activity_id=row.pk,
        kind=row.kind,
        asker=_name(row.relying_party, language) if row.relying_party else "",
        claims=tuple(row.claims),
        level=row.level,
        place=row.place,
        device=row.device.name if row.device else "",
        at=row.at,
    )


def _name(party: RelyingParty, language: str) -> str:
    return pick(party.names, language).text or party.client_id


def _cursor(line: ActivityLine) -> str:
    return f"{line.at.isoformat()}~{line.activity_id}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return the moment and key that a cursor names, or None."""
    moment, _, key = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(key)) if at.tzinfo and key.isascii() and key.isdigit() and len(key) < 19 else None
