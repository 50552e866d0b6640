"""`bawaba directory …`: each operation is the twin of a service or a query."""

import io
import json
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from pytest_django import Settings

from bawaba.directory import queries, services
from bawaba.directory.errors import BodyNotFound, DemoAccountsRefused
from bawaba.directory.tests.factories import SYSTEM, make_account, make_person, make_territory, make_tree
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("directory", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def test_territories_and_bodies_load_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("load-territories")["created"] == 1598
    assert "Territories 1,598" in capsys.readouterr().err
    assert run("load-bodies")["created"] > 100
    assert run("get-territory", "01")["names"]["ar"] == "طنجة-تطوان-الحسيمة"
    assert run("get-body", "ompic")["parent"] == "ministere-industrie-commerce"


def test_lists_go_on_from_their_cursor() -> None:
    make_tree()
    first = run("list-bodies", "--limit", "2")
    assert [row["key"] for row in first["bodies"]] == ["agency", "ministry"]
    rest = run("list-bodies", "--after", first["after"])
    assert [row["key"] for row in rest["bodies"]] == ["office", "other"]
    assert rest["after"] == ""
    assert [row["key"] for row in run("list-bodies", "--parent", "agency")["bodies"]] == ["office"]
    make_territory("01", "region")
    assert [row["code"] for row in run("list-territories", "--kind", "region")["territories"]] == ["01"]


def test_memberships_are_granted_and_taken_away_by_user_name() -> None:
    make_tree()
    account = make_account(username="amal")
    assert run("grant-membership", "amal", "editor", "--body", "agency") == {"granted": True}
    assert queries.actor_for(account=account).roles == {("editor", "agency")}
    assert run("revoke-membership", "amal", "editor", "--body", "agency") == {"revoked": True}


def test_an_unknown_user_name_is_refused() -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "directory", "grant-membership", "nobody", "editor", "--json", stdout=out, stderr=io.StringIO()
        )
    assert ended.value.code == 1
    assert json.loads(out.getvalue())["error"] == "account-not-found"


def test_demo_accounts_open_with_the_printed_passwords_and_their_roles() -> None:
    make_tree()
    accounts = run("demo-accounts", "--body", "agency")["accounts"]
    roles = {}
    for account in accounts:
        assert len(account["password"]) >= 12
        person = authenticate(username=account["username"], password=account["password"])
        assert isinstance(person, Account)
        roles[account["role"]] = queries.actor_for(account=person).roles
    assert roles["administrator"] == {("administrator", "*")}
    assert roles["editor"] == {("editor", "agency")}
    assert roles["publisher"] == {("publisher", "agency")}
    assert roles["agent"] == {("agent", "agency")}
    assert roles["supervisor"] == {("supervisor", "agency")}
    assert roles["casework-administrator"] == {("casework-administrator", "agency")}
    assert roles["counter-officer"] == {("counter-officer", "agency")}
    assert roles["identity-administrator"] == {("identity-administrator", "*")}
    assert len({account["password"] for account in accounts}) == 8


def test_demo_accounts_keep_their_passwords_unless_a_reset_is_asked_for() -> None:
    make_tree()
    first = run("demo-accounts", "--body", "agency")["accounts"]
    again = run("demo-accounts", "--body", "agency")["accounts"]
    assert [account["password"] for account in again] == [""] * 8
    assert authenticate(username=first[0]["username"], password=first[0]["password"])
    reset = run("demo-accounts", "--body", "agency", "--reset")["accounts"]
    assert not authenticate(username=first[0]["username"], password=first[0]["password"])
    assert authenticate(username=reset[0]["username"], password=reset[0]["password"])
    assert Account.objects.count() == 8


def test_a_person_reads_the_demo_accounts_line_by_line() -> None:
    make_tree()
    out = io.StringIO()
    call_command("directory", "demo-accounts", "--body", "agency", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "accounts: 8"
    assert "username demo-editor" in lines[2]
    assert "password " in lines[2]


def test_demo_accounts_are_refused_on_a_real_site(settings: Settings) -> None:
    make_tree()
    settings.IN_PRODUCTION = True
    with pytest.raises(DemoAccountsRefused):
        services.create_demo_accounts(actor=SYSTEM, body="agency")
    assert not Account.objects.exists()


def test_demo_accounts_need_an_administrator_and_a_known_body() -> None:
    make_tree()
    with pytest.raises(PermissionDenied):
        services.create_demo_accounts(actor=make_person(("editor", "agency")), body="agency")
    with pytest.raises(BodyNotFound):
        services.create_demo_accounts(actor=SYSTEM, body="unknown")
