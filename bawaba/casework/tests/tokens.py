"""Access tokens of people and agents, as the provider issues them, for tests of the room's API."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client as Browser

from bawaba.casework.tests.factories import OFFICE, SYSTEM, make_body
from bawaba.directory import services as directory
from bawaba.identity.models import Person
from bawaba.identity.oidc import grants
from bawaba.identity.oidc.clients import Client
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.oidc_factories import make_client
from bawaba.identity.types import Level
from bawaba.kernel import clock

SCOPES = "openid requests.read requests.write desk.read desk.write"


@dataclass(frozen=True, slots=True)
class Holder:
    """A person whose token a system holds. headers: what it sends with each call."""

    person: Person
    client: Client
    headers: dict[str, str]

    @property
    def owner(self) -> str:
        return f"account:{self.person.account_id}"


def make_holder(scope: str = SCOPES, *, role: str = "", level: Level = Level.SUBSTANTIAL) -> Holder:
    """Return a person with a token for these scopes; role: what they are at the office of the tests."""
    person = make_person()
    if role:
        directory.grant_membership(
            actor=SYSTEM, account_id=person.account_id, role=role, body=make_body(OFFICE)
        )
    client, _secret = make_client(scope=SCOPES)
    grant = grants.open_grant(
        kind="code", client=client, person_id=person.pk, subject=person.subject, scopes=scope.split(),
        level=level, amr=("pwd",), auth_time=clock.now(), sid="a-session",
    )  # fmt: skip
    token = grants.issue_tokens(grant=grant, client=client, jkt="")["access_token"]
    return Holder(person, client, {"Authorization": f"Bearer {token}"})


def call(method: str, path: str, holder: Holder | None = None, body: Any = None, **headers: str) -> Any:
    """Call an address as another system does, without cookies; a fault of ours shows as an answer."""
    browser = Browser(raise_request_exception=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {**(holder.headers if holder else {}), **named}
    if body is None:
        return browser.generic(method, path, headers=sent)
    return browser.generic(method, path, json.dumps(body), content_type="application/json", headers=sent)
