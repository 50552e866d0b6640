"""Grants: one authorization each, from the redemption of its code to the last token of its family.

Access and refresh tokens are handles on the grant's row (`handles`). What must happen once only is one
statement, a unique INSERT or a conditional UPDATE, so that of two simultaneous calls one wins; the loser
shows that the code or the refresh token was copied, and ends the whole family (RFC 9700, sections 2.1
and 4.14).
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from bawaba.identity.errors import ConsentNotFound
from bawaba.identity.models import Consent, Grant, RevokedToken
from bawaba.identity.oidc import handles
from bawaba.identity.oidc.clients import Client, get_client
from bawaba.identity.oidc.codes import Code, make_key
from bawaba.identity.oidc.handles import Handle, Kind
from bawaba.identity.oidc.scopes import claims_of_scopes
from bawaba.identity.oidc.tokens import token_response
from bawaba.identity.services.activity import note_activity
from bawaba.identity.types import Level
from bawaba.kernel import audit, clock, epochs, rows
from bawaba.kernel.actors import Actor, system_actor

OFFLINE: Final = "offline_access"
LOGOUT: Final = "signed-out"
GRANTED: Final = "granted"
_TABLE: Final = Grant._meta.db_table
_ROTATE: Final = (
    f"UPDATE {_TABLE} SET generation = generation + 1, dpop_jkt = %s "  # noqa: S608  # a table's name
    "WHERE id = %s AND generation = %s AND revoked_at IS NULL"
)
_ROTATABLE: Final = (
    "key = %s AND generation = %s AND relying_party_id = %s AND dpop_jkt = %s AND revoked_at IS NULL "
    "AND expires_at > %s"
)


def open_grant(
    *,
    kind: str,
    client: Client,
    person_id: int,
    subject: str,
    scopes: Sequence[str],
    level: Level,
    amr: Collection[str],
    auth_time: datetime,
    sid: str = "",
    device_id: int | None = None,
    granted: Collection[str] | None = None,
    wishes: Mapping[str, Any] | None = None,  # Any: the claims parameter is JSON
    dpop_jkt: str = "",
) -> Grant:
    """Write a new grant, inside the caller's transaction, which also audits it. One SQL query.

    kind:    how it was authorized: "code" or "ciba"
    granted: claims that may be released; where not given, those of the scopes that the client may have
    wishes:  the part of the `claims` parameter about these claims, by place (`id_token`, `userinfo`)
    """
    moment = clock.now()
    allowed = _granted(client, scopes) if granted is None else list(granted)
    grant = rows.new(
        Grant,
        key=make_key(),
        kind=kind,
        relying_party_id=client.id,
        person_id=person_id,
        subject=subject,
        sid=sid,
        device_id=device_id,
        scopes=list(scopes),
        claims={**(wishes or {}), GRANTED: allowed},
        amr=list(amr),
        level=level.value,
        auth_time=auth_time,
        dpop_jkt=dpop_jkt,
        generation=1,
        expires_at=moment + _life(client, scopes),
        created_at=moment,
    )
    rows.insert(grant)
    return grant


def redeem_code(*, code: Code, client: Client, jkt: str) -> Grant | None:
    """Write the grant of a code, inside the caller's audited transaction; None where it was written before.

    Of several at once, one wins: the code's key is the grant's. One SQL query.
    """
    moment = clock.now()
    grant = rows.new(
        Grant,
        key=code.key,
        kind="code",
        relying_party_id=client.id,
        person_id=code.person_id,
        subject=code.subject,
        sid=code.sid,
        scopes=code.scopes,
        claims={**code.wishes, GRANTED: code.granted},
        amr=code.amr,
        level=code.level,
        auth_time=code.proved_at,
        dpop_jkt=jkt,
        generation=1,
        expires_at=moment + _life(client, code.scopes),
        created_at=moment,
    )
    return grant if rows.insert_once(grant) else None


def _granted(client: Client, scopes: Collection[str]) -> list[str]:
    return [claim for claim in claims_of_scopes(scopes) if claim in client.approved_claims]


def may_refresh(client: Client, scopes: Collection[str]) -> bool:
    """Say whether a grant with these scopes has refresh tokens (OpenID Connect Core, section 11)."""
    return OFFLINE in scopes and "refresh_token" in client.grant_types


def _life(client: Client, scopes: Collection[str]) -> timedelta:
    if may_refresh(client, scopes):
        return timedelta(seconds=settings.OIDC_REFRESH_TTL_S)
    return timedelta(seconds=settings.OIDC_ACCESS_TTL_S)


def find_by_key(key: str) -> Grant | None:
    """Return a grant by its key, whatever became of it. One SQL query."""
    return rows.find(Grant, "key = %s", key)


def find_by_refresh_token(token: str) -> tuple[Grant, Handle] | None:
    """Return the grant of a refresh token and what the token says, good or not. At most one SQL query."""
    handle = handles.read_handle(Kind.REFRESH, token)
    grant = _find(handle)
    return (grant, handle) if grant is not None and handle is not None else None


def _find(handle: Handle | None) -> Grant | None:
    return find_by_key(handle.key) if handle else None


def rotate(*, grant: Grant, generation: int, jkt: str) -> bool:
    """Put the next generation in the place of this one; False where it is not the last. One SQL query."""
    won = _change(_ROTATE, jkt, grant.pk, generation)
    if won:
        grant.generation, grant.dpop_jkt = generation + 1, jkt
    return won


def rotate_at_once(*, handle: Handle, client: Client, jkt: str) -> Grant | None:
    """Put the next generation in the place of a refresh token's and return the grant, inside the caller's
    transaction; None where anything about it must be looked at. One SQL query.

    It does so where the token is the last of its family, which lives, is this client's, and is bound to
    the key of this request or to none.
    """
    bound = (handle.key, handle.generation, client.id, jkt, rows.moment(clock.now()))
    return rows.change(Grant, "generation = generation + 1", _ROTATABLE, *bound)


def _change(statement: str, *values: Any) -> bool:  # Any: what drivers take
    return bool(rows.run(statement, *values).rowcount == 1)


def issue_tokens(
    *,
    grant: Grant,
    client: Client,
    jkt: str = "",
    scopes: Collection[str] | None = None,
    nonce: str = "",
) -> dict[str, Any]:  # Any: JSON
    """Return the token response (OpenID Connect Core, section 3.1.3.3) of the grant's present generation.

    jkt:    thumbprint of the key that the access token is bound to, "" for a bearer token
    scopes: those of the access token, where a refresh asked for fewer
    nonce:  of the authorization request, for the first ID token only (Core, section 12.2)
    """
    return token_response(
        grant=grant,
        client=client,
        moment=clock.now(),
        jkt=jkt,
        scopes=scopes,
        nonce=nonce,
        refreshing=may_refresh(client, grant.scopes),
    )


def check_access_token(*, token: str, client_id: str = "") -> Grant | None:
    """Return the grant of a live access token, with that token's scopes, or None. Two SQL queries.

    client_id: only if it was issued to this client
    """
    handle = handles.read_handle(Kind.ACCESS, token)
    grant = _find_live(handle, client_id)
    if grant is None or handle is None or handle.expires_at <= clock.now().timestamp():
        return None
    if rows.find(RevokedToken, "digest = %s", digest_token(token)) is not None:
        return None
    grant.scopes = handles.unpack_scopes(grant.scopes, handle.scopes)
    return grant


def check_refresh_token(*, token: str, client_id: str = "") -> Grant | None:
    """Return the grant of a refresh token that may still be used, or None. One SQL query."""
    handle = handles.read_handle(Kind.REFRESH, token)
    grant = _find_live(handle, client_id)
    return (
        grant if grant is not None and handle is not None and handle.generation == grant.generation else None
    )


def _find_live(handle: Handle | None, client_id: str) -> Grant | None:
    grant = _find(handle)
    if grant is None or grant.revoked_at is not None or grant.expires_at <= clock.now():
        return None
    if client_id:
        client = get_client(client_id=client_id)
        return grant if client is not None and client.id == grant.relying_party_id else None
    return grant


def digest_token(token: str) -> str:
    """Return the digest under which an access token is revoked alone."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def revoke_grant(*, grant: Grant, reason: str, actor: Actor | None = None) -> bool:
    """End a grant with its code and every token; False where it had ended before."""
    audit.record(
        actor=actor or system_actor("oidc"),
        verb="identity.grant-revoked",
        target=("identity.grant", grant.key),
        detail={"reason": reason},
    )
    live = Grant.objects.filter(pk=grant.pk, revoked_at=None)
    ended = live.update(revoked_at=clock.now(), revoked_for=reason)
    transaction.set_rollback(not ended)
    return bool(ended)


def revoke_grants_of(
    *,
    person_id: int | None = None,
    sid: str = "",
    device_id: int | None = None,
    relying_party_id: int | None = None,
    reason: str,
) -> int:
    """End every live grant that matches all that is given, inside the caller's audited transaction.

    reason: `signed-out` spares what a person granted for offline use (Back-Channel Logout, section 2.7);
            any other ends that too
    """
    given = {
        "person_id": person_id,
        "sid": sid or None,
        "device_id": device_id,
        "relying_party_id": relying_party_id,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    if not chosen:
        raise ValueError("which grants must end was not said")
    live = Grant.objects.filter(revoked_at=None, expires_at__gt=clock.now(), **chosen)
    ended = [
        pk for pk, scopes in live.values_list("pk", "scopes") if not (reason == LOGOUT and OFFLINE in scopes)
    ]
    return Grant.objects.filter(pk__in=ended, revoked_at=None).update(
        revoked_at=clock.now(), revoked_for=reason
    )


@transaction.atomic
def withdraw_consent(*, actor: Actor, person_id: int, consent_id: int) -> Consent:
    """End a person's consent with every grant that rests on it; twice is the same as once.

    raises: ConsentNotFound where the person has no such consent
    """
    epochs.queue_up()
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("relying_party")
        .filter(pk=consent_id, person_id=person_id)
        .first()
    )
    if consent is None:
        raise ConsentNotFound
    if consent.withdrawn_at is None:
        _withdraw(actor, consent)
    return consent


def _withdraw(actor: Actor, consent: Consent) -> None:
    party = consent.relying_party
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    ended = revoke_grants_of(
        person_id=consent.person_id, relying_party_id=party.pk, reason="consent-withdrawn"
    )
    note_activity(
        person_id=consent.person_id,
        kind="consent-withdrawn",
        relying_party_id=party.pk,
        claims=consent.claims,
    )
    audit.record(
        actor=actor,
        verb="identity.consent-withdrawn",
        target=consent,
        detail={"client": party.client_id, "grants": ended},
    )
