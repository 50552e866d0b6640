"""What all these refusals left behind: rows in the audit, and no secret in the log."""

import pytest

from tests.live.parties import Party, assert_sent_back

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TOKEN = "/oidc/token"  # an address


def test_every_refusal_is_in_the_audit_and_no_secret_in_the_log(web: Party, signer: Party) -> None:
    provider = web.provider
    provider.expect(web.redeem("x"), "invalid_grant", door="token", client=web.client_id)
    provider.expect(
        signer.redeem("x", client_assertion="a.b.c", client_assertion_type="x"),
        "invalid_client",
        door=TOKEN,
        status=401,
    )
    assert_sent_back(web, web.authorize(prompt="none login"), "invalid_request")
    web.tokens()
    assert provider.refused - provider.audited() == set()
    assert len(provider.secrets) > 3
    assert not [one for one in provider.secrets if one in provider.log]
    assert "Traceback" not in provider.log
