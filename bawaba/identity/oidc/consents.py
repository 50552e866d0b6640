"""Consents: what a person agreed to share with a relying party, asked once and remembered.

`read_consent`, `accept_consent` and `refuse_consent` are for the page that asks: it names the waiting
request by the key that came in its address, and sends the person on to the address returned.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.contrib.auth import logout as end_browser_session
from django.db import transaction
from django.http import HttpRequest

from bawaba.identity.errors import RequestClosed
from bawaba.identity.models import BrowserSession, Consent
from bawaba.identity.oidc import interactions, steps
from bawaba.identity.oidc.authorization import AuthorizationRequest
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.codes import Code
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.grants import OFFLINE
from bawaba.identity.oidc.scopes import access_of_scopes
from bawaba.identity.oidc.steps import Standing
from bawaba.identity.queries import current_authentication
from bawaba.identity.rules.places import cut_place
from bawaba.identity.services import end_session
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import audit, clock, epochs, rates, rows
from bawaba.kernel.actors import Actor

_STANDING: Final = (
    f"SELECT scopes, claims, declined FROM {Consent._meta.db_table} "  # noqa: S608  # a table's name
    "WHERE person_id = %s AND relying_party_id = %s AND withdrawn_at IS NULL AND expires_at > %s"
)

_SESSION: Final = f"SELECT 1 FROM {BrowserSession._meta.db_table} WHERE sid = %s"  # noqa: S608  # a table's name
_WITHDRAWN: Final = (
    f"SELECT 1 FROM {Consent._meta.db_table} "  # noqa: S608  # as above
    "WHERE person_id = %s AND relying_party_id = %s AND withdrawn_at >= %s"
)
_HOLDS: Final = f"{_STANDING} AND EXISTS ({_SESSION}) AND NOT EXISTS ({_WITHDRAWN})"


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What the consent page shows.

    client:      with its `names`, `notice` and `purpose` by language
    claims:      names of the claims that it asks for, in a fixed order; values come from `read_particulars`
    optional:    those of them that the person may keep to themselves
    access:      scopes that open something at this site, which the person must know of
    offline:     whether it may go on asking while the person is away
    level:       the level of assurance that it will be told
    choose_account: it asked that the person confirm which account to use
    until:       when the consent ends by itself
    """

    client: Client
    person_id: int
    claims: tuple[str, ...]
    optional: frozenset[str]
    access: tuple[str, ...]
    offline: bool
    level: Level
    choose_account: bool
    until: datetime


def read_consent(*, request: HttpRequest, key: str) -> ConsentRequest:
    """Return what the person is asked. No SQL query beyond the session's.

    key: of the waiting request, as it came in the page's address
    raises: RequestClosed
    """
    _, asked, authentication = _open(request, key)
    return ConsentRequest(
        client=asked.client,
        person_id=authentication.person_id,
        claims=steps.asked_claims(asked),
        optional=steps.optional_claims(asked),
        access=access_of_scopes(asked.scopes),
        offline=OFFLINE in asked.scopes,
        level=steps.told_level(asked, authentication.level),
        choose_account="select_account" in asked.prompts,
        until=_until(clock.now()),
    )


def accept_consent(*, request: HttpRequest, key: str, declined: Collection[str] = ()) -> str:
    """Remember the person's yes; return the address that answers the relying party.

    declined: claims that the person keeps to themselves; one that is essential is shared all the same
    raises: RequestClosed
    """
    interaction, asked, authentication = _open(request, key)
    with transaction.atomic():
        epochs.queue_up()
        consent = _remember(asked, authentication, steps.optional_claims(asked).intersection(declined))
        _note(request, asked, authentication, kind="consent", verb="identity.consent-given", consent=consent)
    interactions.change(request, interaction, agreed=True)
    return interaction.resume_address


def refuse_consent(*, request: HttpRequest, key: str) -> str:
    """Note the person's no; return the address that tells the relying party `access_denied`.

    raises: RequestClosed
    """
    interaction, asked, authentication = _open(request, key)
    with transaction.atomic():
        _note(request, asked, authentication, kind="consent-refused", verb="identity.consent-refused")
    interactions.change(request, interaction, refused=True)
    return interaction.resume_address


def change_account(*, request: HttpRequest, key: str) -> str:
    """Leave this account in this browser, to answer the request with another; return where to go on.

    raises: RequestClosed
    """
    interaction = interactions.find(request, key)
    authentication = current_authentication(request=request)
    if authentication is not None:
        end_session(actor=person_actor(authentication), sid=authentication.sid)
    end_browser_session(request)
    again = interactions.begin(
        request, client_id=interaction.client_id, given=interaction.given, pushed=interaction.pushed
    )
    return again.resume_address


def still_holds(code: Code) -> bool:
    """Say whether what a code rests on still stands: its session and its consent. One SQL query.

    A yes that was taken back since ends the code for good, even where the person said yes again.
    """
    if not code.by_consent:
        return rows.run(_SESSION, code.sid).fetchone() is not None
    who, moment, issued_at = (
        (code.person_id, code.client_id),
        rows.moment(clock.now()),
        rows.moment(code.issued_at),
    )
    found = rows.run(_HOLDS, *who, moment, code.sid, *who, issued_at).fetchall()
    return bool(found) and _read_standing(tuple(map(tuple, found))).claims.issuperset(code.granted)


def find_standing(*, person_id: int, client: Client) -> Standing | None:
    """Return what the person agreed to share with this client, or None. One SQL query."""
    found = rows.run(_STANDING, person_id, client.id, rows.moment(clock.now())).fetchall()
    return _read_standing(tuple(map(tuple, found))) if found else None


@lru_cache(maxsize=4096)
def _read_standing(found: tuple[tuple[str, ...], ...]) -> Standing:
    """Return what rows of scopes, claims and declined claims say together; many people agreed to the same."""
    scopes, claims, declined = (
        frozenset(name for row in found for name in json.loads(row[place])) for place in range(3)
    )
    return Standing(scopes, claims, declined - claims)


def _open(
    request: HttpRequest, key: str
) -> tuple[interactions.Interaction, AuthorizationRequest, Authentication]:
    interaction = interactions.find(request, key)
    authentication = current_authentication(request=request)
    if authentication is None or interaction.refused:
        raise RequestClosed
    try:
        return interaction, interaction.read(), authentication
    except ProtocolError as fault:  # the client was changed or suspended while the person read
        raise RequestClosed from fault


def _until(moment: datetime) -> datetime:
    return moment + timedelta(days=settings.OIDC_CONSENT_DAYS)


def _remember(
    asked: AuthorizationRequest, authentication: Authentication, declined: frozenset[str]
) -> Consent:
    """Write the consent: one row for a person and a client, widened where one stands."""
    moment = clock.now()
    pair = {"person_id": authentication.person_id, "relying_party_id": asked.client.id}
    standing = Consent.objects.select_for_update().filter(**pair, withdrawn_at=None, expires_at__gt=moment)
    row = standing.order_by("-pk").first() or Consent(**pair)
    claims = {*row.claims, *steps.asked_claims(asked)} - declined
    row.scopes, row.claims = sorted({*row.scopes, *asked.scopes}), sorted(claims)
    row.declined = sorted({*row.declined, *declined} - claims)
    row.granted_at, row.expires_at = moment, _until(moment)
    row.save()
    return row


def _note(
    request: HttpRequest,
    asked: AuthorizationRequest,
    authentication: Authentication,
    *,
    kind: str,
    verb: str,
    consent: Consent | None = None,
) -> None:
    claims = [claim for claim in steps.asked_claims(asked) if consent is None or claim in consent.claims]
    note_activity(
        person_id=authentication.person_id,
        kind=kind,
        relying_party_id=asked.client.id,
        claims=claims,
        level=authentication.level.value,
        place=cut_place(rates.client_network(request)),
        sid=authentication.sid,
    )
    target = ("identity.relyingparty", str(asked.client.id)) if consent is None else consent
    audit.record(
        actor=person_actor(authentication),
        verb=verb,
        target=target,
        detail={"client": asked.client.client_id, "claims": list(claims)},
    )


def person_actor(authentication: Authentication) -> Actor:
    """Return the person of a session as the audit names them."""
    account = authentication.account_id
    return Actor(kind="person", key=f"account:{account}", account_id=account)
