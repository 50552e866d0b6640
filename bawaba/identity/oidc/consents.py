"""Consents: what a person agreed to share with a relying party, asked once and remembered.

`read_consent`, `accept_consent` and `refuse_consent` are for the page that asks: it names the waiting
request by the key that came in its address, and sends the person on to the address returned.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import logout as end_browser_session
from django.db import connection, transaction
from django.http import HttpRequest

from bawaba.identity.errors import RequestClosed
from bawaba.identity.models import Consent
from bawaba.identity.oidc import interactions, steps
from bawaba.identity.oidc.authorization import AuthorizationRequest
from bawaba.identity.oidc.clients import Client
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.grants import OFFLINE
from bawaba.identity.oidc.steps import Standing
from bawaba.identity.queries import current_authentication
from bawaba.identity.rules.places import cut_place
from bawaba.identity.services import end_session
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import audit, clock, epochs, rates, rows
from bawaba.kernel.actors import Actor

_STANDING: Final = (
    f"SELECT scopes, claims FROM {Consent._meta.db_table} "  # noqa: S608  # a table's name
    "WHERE person_id = %s AND relying_party_id = %s AND withdrawn_at IS NULL AND expires_at > %s"
)


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What the consent page shows.

    client:      with its `names`, `notice` and `purpose` by language
    claims:      names of the claims that it will get, in a fixed order; values come from `read_particulars`
    offline:     whether it may go on asking while the person is away
    level:       the level of assurance that it will be told
    choose_account: it asked that the person confirm which account to use
    until:       when the consent ends by itself
    """

    client: Client
    person_id: int
    claims: tuple[str, ...]
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
        offline=OFFLINE in asked.scopes,
        level=steps.told_level(asked, authentication.level),
        choose_account="select_account" in asked.prompts,
        until=_until(),
    )


def accept_consent(*, request: HttpRequest, key: str) -> str:
    """Remember the person's yes; return the address that answers the relying party.

    raises: RequestClosed
    """
    interaction, asked, authentication = _open(request, key)
    with transaction.atomic():
        epochs.queue_up()
        consent = _remember(asked, authentication)
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


def find_standing(*, person_id: int, client: Client) -> Standing | None:
    """Return what the person agreed to share with this client, or None. One SQL query."""
    moment = rows.moment(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [person_id, client.id, moment])
        found = cursor.fetchall()
    if not found:
        return None
    scopes, claims = (frozenset(name for row in found for name in json.loads(row[i])) for i in (0, 1))
    return Standing(scopes, claims)


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


def _until() -> datetime:
    return clock.now() + timedelta(days=settings.OIDC_CONSENT_DAYS)


def _remember(asked: AuthorizationRequest, authentication: Authentication) -> Consent:
    """Write the consent: one row for a person and a client, widened where one stands."""
    moment = clock.now()
    pair = {"person_id": authentication.person_id, "relying_party_id": asked.client.id}
    standing = Consent.objects.select_for_update().filter(**pair, withdrawn_at=None, expires_at__gt=moment)
    row = standing.order_by("-pk").first() or Consent(**pair)
    scopes, claims = {*row.scopes, *asked.scopes}, {*row.claims, *steps.asked_claims(asked)}
    row.scopes, row.claims = sorted(scopes), sorted(claims)
    row.granted_at, row.expires_at = moment, _until()
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
    claims = steps.asked_claims(asked)
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
