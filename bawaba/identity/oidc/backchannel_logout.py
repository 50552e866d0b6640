"""Back-channel logout (OpenID Connect Back-Channel Logout 1.0): relying parties learn that a session ended."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django_tasks import task

from bawaba.identity.models import Grant
from bawaba.identity.oidc import keys
from bawaba.identity.oidc.clients import Client, get_client
from bawaba.identity.oidc.sids import sid_for
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.services.deliveries import Outcome, post, try_again
from bawaba.kernel import clock

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_LIFE_S: Final = 120
TOKEN_TYPE: Final = "logout+jwt"  # noqa: S105  # a media type


def announce_logout(*, sid: str) -> int:
    """Tell each relying party that signed somebody in through this session; return how many will be told.

    Jobs send the tokens once the caller's transaction commits. One SQL query, and one for each told.
    """
    grants = (
        Grant.objects.filter(sid=sid, kind="code", relying_party__metadata__has_key="backchannel_logout_uri")
        .values_list("relying_party__client_id", "subject")
        .distinct()
    )
    told = 0
    for client_id, subject in grants:
        send_logout.enqueue(client_id=client_id, subject=subject, sid=sid, attempt=1)
        told += 1
    return told


def watch_session_end(*, person_id: int, sid: str) -> None:
    """Take note, as `types.SessionEndWatcher`, that a browser's session ends."""
    announce_logout(sid=sid)


@task()
def send_logout(client_id: str, subject: str, sid: str, attempt: int) -> str:
    """Post a logout token to one relying party; try again where it does not answer."""
    client = get_client(client_id=client_id)
    if client is None or not client.backchannel_logout_uri:
        return "not-needed"
    claims = logout_claims(client=client, subject=subject, sid=sid)
    token = keys.sign(claims=claims, algorithm=client.id_token_alg, type=TOKEN_TYPE)
    outcome = post(url=client.backchannel_logout_uri, headers={}, form={"logout_token": token})
    if outcome is Outcome.UNREACHED:
        try_again(send_logout, attempt=attempt, client_id=client_id, subject=subject, sid=sid)
    return outcome.value


def logout_claims(*, client: Client, subject: str, sid: str) -> Mapping[str, Any]:  # Any: JSON
    """Return the claims of a logout token (section 2.4): never a nonce."""
    moment = int(clock.now().timestamp())
    return {
        "iss": settings.ISSUER,
        "sub": subject_for(client=client, subject=subject),
        "aud": client.client_id,
        "iat": moment,
        "exp": moment + TOKEN_LIFE_S,
        "jti": secrets.token_urlsafe(16),
        "sid": sid_for(client_id=client.client_id, sid=sid),
        "events": {EVENT: {}},
    }
