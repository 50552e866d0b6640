"""Client metadata that is wrong or hostile (RFC 7591): a clear refusal by the command, and nothing written."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bawaba.identity.models import RelyingParty
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {"client_name": "Guichet", "redirect_uris": ["https://rp.example/callback"]}
SIGNING = {**GOOD, "token_endpoint_auth_method": "private_key_jwt"}
KEY = {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}  # fmt: skip
ADDRESSES = [
    "javascript:alert(1)", "data:text/html,x", "https://*.example/callback", "https://rp.example/callback#part",
    "https://user:pass@rp.example/callback", "http://rp.example/callback", "//rp.example/callback", "callback",
    "https://", "https://rp.example/\r\nSet-Cookie: a=b", "https://rp.example/call back", "ftp://rp.example/",
    "https://rp.example:99999/callback", "", 7, None, ["https://rp.example/"],
]  # fmt: skip
WRONG: list[Any] = [
    [], "text", 3, None, {}, {"client_name": "Guichet"}, {**GOOD, "client_name": 7},
    {**GOOD, "client_name": "x" * 100_000}, {**GOOD, "redirect_uris": "https://rp.example/callback"},
    {**GOOD, "redirect_uris": []}, {**GOOD, "redirect_uris": {}},
    *({**GOOD, "redirect_uris": [address]} for address in ADDRESSES),
    *({**GOOD, "post_logout_redirect_uris": [address]} for address in ADDRESSES[:6]),
    {**GOOD, "redirect_uris": [f"https://rp.example/{number}" for number in range(5000)]},
    {**GOOD, "grant_types": ["password"]}, {**GOOD, "grant_types": ["implicit"]}, {**GOOD, "grant_types": "x"},
    {**GOOD, "response_types": ["token"]}, {**GOOD, "response_types": ["code id_token"]},
    {**GOOD, "token_endpoint_auth_method": "tls_client_auth"}, {**GOOD, "token_endpoint_auth_method": 1},
    {**GOOD, "id_token_signed_response_alg": "none"}, {**GOOD, "id_token_signed_response_alg": "HS256"},
    {**GOOD, "request_object_signing_alg": "none"}, {**GOOD, "subject_type": "global"},
    SIGNING, {**SIGNING, "jwks": {}}, {**SIGNING, "jwks": {"keys": []}}, {**SIGNING, "jwks": []},
    {**SIGNING, "jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}},
    {**SIGNING, "jwks": {"keys": [{**KEY, "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}]}},
    {**SIGNING, "jwks": {"keys": [{**KEY, "x": "AAAA"}]}},
    {**SIGNING, "jwks_uri": "file:///etc/passwd"}, {**SIGNING, "jwks_uri": "http://127.0.0.1/keys"},
    {**GOOD, "scope": ["openid"]}, {**GOOD, "default_max_age": -1}, {**GOOD, "default_max_age": "x"},
    {**GOOD, "require_pushed_authorization_requests": "yes"}, {**GOOD, "dpop_bound_access_tokens": 2},
    {**GOOD, "backchannel_logout_uri": "javascript:alert(1)"}, {**GOOD, "logo_uri": "javascript:alert(1)"},
    {**GOOD, "policy_uri": "javascript:alert(1)"}, {**GOOD, "contacts": "a@example.org"},
]  # fmt: skip
RAW = {
    "nothing": b"", "no JSON": b"{", "other bytes": b"\xff\xfe\x00", "very deep": b"[" * 200_000,
    "twice": b'{"client_name":"a","client_name":"b"}', "NaN": b'{"client_name": NaN}', "huge": b" " * 3_000_000,
}  # fmt: skip


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return what the command printed as it refused, once nothing was written."""
    before = AuditEntry.objects.count()
    with pytest.raises(SystemExit) as ended:
        call_command("identity", "add-client", "--from-file", str(path), "--json")
    assert ended.value.code == 1
    assert not RelyingParty.objects.exists()
    assert AuditEntry.objects.count() == before
    told: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}
    return told


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_metadata_with_a_wrong_member_is_refused(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "client.json"
    path.write_text(json.dumps(WRONG[number]))
    refused(path, capsys)


@pytest.mark.parametrize("what", RAW)
def test_a_file_that_is_no_metadata_is_refused(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "client.json"
    path.write_bytes(RAW[what])
    refused(path, capsys)
