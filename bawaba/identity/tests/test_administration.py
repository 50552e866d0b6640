"""The identity administrator approves relying parties, rotates keys and reads the audit."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bawaba.directory.services import grant_membership
from bawaba.identity.models import RelyingParty, SigningKey
from bawaba.identity.oidc.registration import add_client
from bawaba.identity.queries.relying_parties import list_parties
from bawaba.identity.tests.factories import ACTOR, make_person, sign_in

pytestmark = pytest.mark.django_db
METADATA = {
    "client_name": "Commune", "client_name#ar": "الجماعة", "redirect_uris": ["https://commune.example/back"],
    "scope": "openid profile email",
}  # fmt: skip


@pytest.fixture
def administrator(client: Client) -> Client:
    person = make_person()
    grant_membership(actor=ACTOR, account_id=person.account_id, role="identity-administrator")
    sign_in(client, person)
    return client


def register() -> RelyingParty:
    return add_client(actor=ACTOR, metadata=METADATA).row


def test_a_relying_party_waits_and_is_approved_for_the_claims_that_were_ticked(administrator: Client) -> None:
    row = register()
    address = f"/fr/identity-admin/parties/{row.client_id}"
    page = administrator.get(address).content.decode()
    assert "https://commune.example/back" in page
    assert 'value="email" id="id_claims_6" checked' in page or 'value="email"' in page
    administrator.post(address, {"claims": ["email", "email_verified"], "decision": "approve"})
    row.refresh_from_db()
    assert (row.state, row.approved_claims) == ("approved", ["email", "email_verified"])
    administrator.post(address, {"decision": "suspend"})
    row.refresh_from_db()
    assert row.state == "suspended"


def test_a_claim_that_is_not_known_is_refused(administrator: Client) -> None:
    row = register()
    administrator.post(f"/fr/identity-admin/parties/{row.client_id}", {"claims": ["everything"]})
    row.refresh_from_db()
    assert row.state == "pending"


def test_an_unknown_relying_party_is_a_page_that_says_so(administrator: Client) -> None:
    assert administrator.get("/fr/identity-admin/parties/nobody").status_code == 404


def test_the_list_asks_one_question_whatever_its_length(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        register()
    with django_assert_num_queries(1):
        page = list_parties(language="fr", limit=2)
    assert len(page.items) == 2
    rest = list_parties(language="fr", after=page.after)
    assert len(rest.items) == 1
    assert administrator.get("/ar/identity-admin/?state=pending").status_code == 200


def test_keys_are_rotated_with_an_overlap(administrator: Client) -> None:
    administrator.get("/oidc/jwks")
    before = SigningKey.objects.count()
    administrator.post("/fr/identity-admin/keys")
    assert SigningKey.objects.count() > before
    assert administrator.get("/fr/identity-admin/keys").status_code == 200


def test_the_audit_is_read_by_the_beginning_of_its_acts(administrator: Client) -> None:
    register()
    page = administrator.get("/fr/identity-admin/audit?verb=client").content.decode()
    assert "identity.client-added" in page
    assert "identity.signed-in" not in page
    assert administrator.get("/fr/identity-admin/audit?before=zzz").status_code == 200
