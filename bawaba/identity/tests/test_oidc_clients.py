"""The registry of relying parties: what may be registered, what is refused, and who may be used."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.identity.models import RelyingParty
from bawaba.identity.oidc import registration
from bawaba.identity.oidc.client_metadata import InvalidClientMetadata, InvalidRedirectUri, normalise
from bawaba.identity.oidc.clients import get_client
from bawaba.identity.tests.oidc_factories import OPERATOR, REDIRECT, ec_key, make_client, public
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.errors import NotFound, PermissionDenied
from bawaba.kernel.languages import pick
from bawaba.kernel.models import AuditEntry

CIBA = "urn:openid:params:grant-type:ciba"


def test_defaults_are_written_out() -> None:
    metadata = normalise({"redirect_uris": [REDIRECT]})
    assert metadata["token_endpoint_auth_method"] == "client_secret_basic"
    assert metadata["response_types"] == ["code"]
    assert metadata["id_token_signed_response_alg"] == "ES256"
    assert metadata["subject_type"] == "pairwise"


@pytest.mark.parametrize(
    "uri",
    [
        "http://party.example/cb", "https://party.example/cb#part", "/cb", "party.example/cb", "https:///cb", "",
        "https://user@party.example/cb", "https://*.example/cb", "javascript:alert(1)", "data:text/html,x",
        "https://party.example/ cb", "https://party.example:port/", "ma.example.app:/cb", "http://localhost.evil/",
        "https://é.example/", "https://party.example/\x00",
    ],
)  # fmt: skip
def test_a_redirect_uri_that_could_leak_a_code_is_refused(uri: str) -> None:
    with pytest.raises(InvalidRedirectUri):
        normalise({"redirect_uris": [uri]})


@pytest.mark.parametrize(
    "uri", ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]:8/", REDIRECT]
)
def test_https_and_loopback_redirect_uris_are_taken(uri: str) -> None:
    assert normalise({"redirect_uris": [uri]})["redirect_uris"] == [uri]


def test_an_app_may_use_a_scheme_of_its_own() -> None:
    metadata = normalise({"redirect_uris": ["ma.example.app:/cb"], "application_type": "native"})
    assert metadata["redirect_uris"] == ["ma.example.app:/cb"]


@pytest.mark.parametrize(
    "members",
    [
        {"response_types": ["token"]}, {"response_types": ["code", "id_token"]}, {"grant_types": ["implicit"]},
        {"grant_types": ["refresh_token"]}, {"grant_types": "authorization_code"}, {"scope": "openid admin"},
        {"token_endpoint_auth_method": "client_secret_jwt"}, {"token_endpoint_auth_method": "private_key_jwt"},
        {"id_token_signed_response_alg": "none"}, {"id_token_signed_response_alg": "HS256"},
        {"request_object_signing_alg": "none"}, {"request_object_signing_alg": "ES256"},
        {"jwks_uri": "http://party.example/jwks"}, {"id_token_encrypted_response_alg": "RSA-OAEP"},
        {"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}, {"jwks": []}, {"jwks": {"keys": [1]}},
        {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}},
        {"subject_type": "both"}, {"default_max_age": -1}, {"default_max_age": True}, {"default_max_age": "1"},
        {"dpop_bound_access_tokens": "yes"}, {"contacts": "me"}, {"client_name": ""}, {"client_name#fr": 4},
        {"client_name": "two\nlines"}, {"policy_uri": "http://party.example/"}, {"bawaba_claims": ["password"]},
        {"backchannel_logout_uri": "https://party.example/#x"}, {"default_acr_values": ["urn:strong"]},
        {"grant_types": [CIBA], "token_endpoint_auth_method": "none"},
        {"grant_types": [CIBA], "backchannel_token_delivery_mode": "push"},
        {"grant_types": [CIBA], "backchannel_token_delivery_mode": "ping"},
        {"redirect_uris": [REDIRECT, "https://other.example/cb"]},
        {"post_logout_redirect_uris": ["http://party.example/"]},
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_metadata_that_we_do_not_offer_is_refused_by_name(members: dict[str, object]) -> None:
    with pytest.raises(InvalidClientMetadata) as refusal:
        registration.add_client(actor=OPERATOR, metadata={"redirect_uris": [REDIRECT], **members})
    assert set(refusal.value.fields) <= {*members, "jwks", "response_types", "token_endpoint_auth_method",
        "backchannel_client_notification_endpoint", "sector_identifier_uri"}  # fmt: skip
    assert refusal.value.fields
    assert not RelyingParty.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = (
    "redirect_uris", "grant_types", "jwks", "scope", "client_name", "default_max_age", "sector_identifier_uri",
    "response_types", "contacts", "default_acr_values", "bawaba_claims", "post_logout_redirect_uris",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])  # nested JSON on a busy machine
@given(st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=5) | JSON)
def test_whatever_json_is_given_is_taken_or_refused(given: object) -> None:
    try:
        metadata = normalise(given)
    except (InvalidClientMetadata, InvalidRedirectUri):
        return
    assert normalise(metadata) == metadata


def test_members_that_nobody_knows_are_ignored() -> None:
    assert "colour" not in normalise({"redirect_uris": [REDIRECT], "colour": "red", "client_secret": "x"})


@pytest.mark.django_db
def test_names_are_kept_by_language() -> None:
    client, _ = make_client(
        **{"client_name#ar": "جهة", "client_name#fr-FR": "Partie", "purpose#fr": "Signer"}
    )
    assert client.names == {"ar": "جهة", "fr": "Partie", "en": "A party", "zgh": "A party"}
    assert client.purpose == {"fr": "Signer"}


@pytest.mark.django_db
def test_a_name_without_a_language_is_read_rather_than_one_in_a_language_not_asked_for() -> None:
    """Nothing may be assumed about the language of a text without a tag (RFC 7591, section 2.2)."""
    client, _ = make_client(client_name="Guichet de Fès", **{"client_name#ar": "شباك فاس"})
    assert (pick(client.names, "fr").text, pick(client.names, "ar").text) == ("Guichet de Fès", "شباك فاس")


@pytest.mark.django_db
def test_an_approved_client_may_ask_for_the_claims_it_named() -> None:
    client, _ = make_client(scope="openid email", bawaba_claims=["cnie"])
    assert client.approved_claims == {"email", "email_verified", "cnie"}


@pytest.mark.django_db
def test_a_secret_is_not_stored() -> None:
    client, secret = make_client()
    row = RelyingParty.objects.get(client_id=client.client_id)
    assert len(secret) >= 43
    assert secret not in json.dumps([row.metadata, row.secret_digest])


@pytest.mark.django_db
@pytest.mark.parametrize("members", [{"token_endpoint_auth_method": "none"}])
def test_a_client_whose_method_needs_no_secret_gets_none(members: dict[str, object]) -> None:
    assert make_client(**members)[1] == ""


@pytest.mark.django_db
def test_a_client_is_read_from_memory(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client, _ = make_client()
    assert get_client(client_id=client.client_id) == client
    with django_assert_num_queries(0):
        assert get_client(client_id=client.client_id) == client


@pytest.mark.django_db
def test_pending_and_suspended_clients_are_unknown() -> None:
    pending, _ = make_client(approved=False)
    assert get_client(client_id=pending.client_id) is None
    registration.approve_client(actor=OPERATOR, client_id=pending.client_id, claims=["email"])
    approved = get_client(client_id=pending.client_id)
    assert approved is not None
    assert approved.approved_claims == {"email"}
    registration.suspend_client(actor=OPERATOR, client_id=pending.client_id)
    assert get_client(client_id=pending.client_id) is None


@pytest.mark.django_db
def test_only_an_administrator_registers() -> None:
    with pytest.raises(PermissionDenied):
        registration.add_client(actor=ANONYMOUS, metadata={"redirect_uris": [REDIRECT]})


@pytest.mark.django_db
def test_a_client_belongs_to_a_body_that_exists() -> None:
    with pytest.raises(NotFound):
        registration.add_client(actor=OPERATOR, metadata={"redirect_uris": [REDIRECT]}, body="nowhere")
    assert not RelyingParty.objects.exists()


@pytest.mark.django_db
def test_each_act_on_the_registry_is_audited_without_the_secret() -> None:
    client, secret = make_client()
    renewed = registration.renew_secret(actor=OPERATOR, client_id=client.client_id).secret
    registration.suspend_client(actor=OPERATOR, client_id=client.client_id)
    rows = list(AuditEntry.objects.values_list("verb", "detail"))
    assert [verb for verb, _ in rows if verb.startswith("identity.client")] == [
        "identity.client-added", "identity.client-secret-renewed", "identity.client-suspended",
    ]  # fmt: skip
    assert secret != renewed
    assert not any(text in json.dumps(detail) for _, detail in rows for text in (secret, renewed))


@pytest.mark.django_db
def test_changed_metadata_approves_no_new_claim() -> None:
    client, _ = make_client(scope="openid email")
    more = {"redirect_uris": [REDIRECT], "scope": "openid phone email"}
    row = registration.update_client(actor=OPERATOR, client_id=client.client_id, metadata=more)
    assert row.approved_claims == ["email", "email_verified"]


@pytest.mark.django_db
def test_hosts_that_differ_are_one_sector_only_by_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    uris = [REDIRECT, "https://other.example/cb"]
    answers = {"https://party.example/sector": uris, "https://party.example/short": uris[:1]}

    monkeypatch.setattr(registration, "fetch_json", answers.__getitem__)
    given = {"redirect_uris": uris, "sector_identifier_uri": "https://party.example/sector"}
    added = registration.add_client(actor=OPERATOR, metadata=given)
    assert added.row.sector == "party.example"
    with pytest.raises(InvalidClientMetadata):
        registration.add_client(
            actor=OPERATOR, metadata={**given, "sector_identifier_uri": "https://party.example/short"}
        )


def run(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("identity", *words, stdout=out, stderr=io.StringIO())
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.django_db
def test_the_command_prints_credentials_as_one_json_value(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"redirect_uris": [REDIRECT], "jwks": {"keys": [public(ec_key())]}}))
    status, text = run("add-client", "--from-file", str(file))
    answer = json.loads(text.splitlines()[-1])
    assert status == 0
    assert answer["state"] == "approved"
    assert get_client(client_id=answer["client_id"]) is not None
    assert {"client_secret", "client_secret_expires_at", "client_id_issued_at"} <= answer.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "invalid_client_metadata"), ("[]", "invalid_client_metadata"),
     ('{"redirect_uris": ["http://party.example"]}', "invalid_redirect_uri")],
)  # fmt: skip
def test_the_command_refuses_with_the_standards_codes(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "client.json"
    file.write_text(text)
    status, printed = run("add-client", "--from-file", str(file), "--json")
    assert (status, json.loads(printed.splitlines()[-1])["error"]) == (1, code)


@pytest.mark.django_db
def test_the_command_lists_what_was_done() -> None:
    client, _ = make_client()
    _, text = run("audit", "--verb", "client", "--json")
    acts = json.loads(text.splitlines()[-1])["acts"]
    assert acts[0]["verb"] == "identity.client-added"
    assert acts[0]["detail"]["client_id"] == client.client_id


@pytest.mark.django_db
def test_the_command_lists_relying_parties_and_keys_without_secrets() -> None:
    client, secret = make_client()
    _, text = run("list-clients", "--state", "approved", "--json")
    listed = json.loads(text.splitlines()[-1])["clients"]
    assert [(line["client_id"], line["state"]) for line in listed] == [(client.client_id, "approved")]
    assert secret not in text
    _, text = run("list-keys", "--json")
    assert [set(key) for key in json.loads(text.splitlines()[-1])["keys"]] == [
        {"kid", "algorithm", "signs_from", "retires_at"}
    ]


@pytest.mark.django_db
def test_the_command_suspends_and_approves() -> None:
    client, _ = make_client()
    assert run("suspend-client", client.client_id, "--json")[0] == 0
    assert get_client(client_id=client.client_id) is None
    assert run("approve-client", client.client_id, "--json")[0] == 0
    assert get_client(client_id=client.client_id) is not None
    assert run("suspend-client", "nobody", "--json")[0] == 1
