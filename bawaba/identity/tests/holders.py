"""People with an access token of the provider, for tests of any room's API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client as Browser

from bawaba.directory import services as directory
from bawaba.directory.types import Role
from bawaba.identity.models import Person
from bawaba.identity.oidc import grants
from bawaba.identity.tests.factories import make_person
from bawaba.identity.tests.oidc_factories import make_client
from bawaba.identity.types import Level
from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """A person whose token a system holds. headers: what it sends with each call."""

    person: Person
    headers: dict[str, str]

    @property
    def account(self) -> str:
        return f"account:{self.person.account_id}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an address as another system does, without cookies; a fault of ours shows as an answer."""
        browser = Browser(raise_request_exception=False)
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is None:
            return browser.generic(method, path, headers=sent)
        return browser.generic(method, path, json.dumps(body), content_type="application/json", headers=sent)


def make_token_holder(scope: str, roles: Sequence[tuple[Role, str]] = ()) -> TokenHolder:
    """Return a person with these roles at bodies that exist, and a token for these scopes."""
    person = make_person()
    for role, key in roles:
        directory.grant_membership(
            actor=system_actor("test"), account_id=person.account_id, role=role, body=key
        )
    client, _secret = make_client(scope=scope)
    grant = grants.open_grant(
        kind="code", client=client, person_id=person.pk, subject=person.subject, scopes=scope.split(),
        level=Level.SUBSTANTIAL, amr=("pwd",), auth_time=clock.now(), sid="a-session",
    )  # fmt: skip
    token = grants.issue_tokens(grant=grant, client=client, jkt="")["access_token"]
    return TokenHolder(person, {"Authorization": f"Bearer {token}"})
