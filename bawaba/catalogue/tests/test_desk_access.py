"""Who may open each of the editors' doors."""

import pytest
from django.test import Client

from bawaba.catalogue.models import Revision, Service
from bawaba.catalogue.tests import factories
from bawaba.catalogue.tests.editors import IDENTIFIER, body_of, queries_latest, signed_in
from bawaba.directory.services import grant_membership
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db


DOORS_OF_EDITORS = (
    "edit/",
    "edit/new",
    "edit/import",
    f"edit/{IDENTIFIER}/text",
    f"edit/{IDENTIFIER}/review",
    f"edit/{IDENTIFIER}/history",
    f"edit/{IDENTIFIER}/compare?before=1&after=1",
    f"edit/{IDENTIFIER}/archive",
)
POSTS_ON_A_SERVICE = ("text", "review", "take-back", "restore", "archive")


@pytest.mark.parametrize("door", [*DOORS_OF_EDITORS, "edit/reports"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(door: str, service: str) -> None:
    response = Client().get(f"/fr/{door}")
    assert response.status_code == 302
    assert response["Location"].startswith("/fr/sign-in?next=/fr/edit/")


@pytest.mark.parametrize("door", [*DOORS_OF_EDITORS, "edit/reports"])
def test_an_account_without_a_role_is_refused(door: str, service: str) -> None:
    client = Client()
    client.force_login(Account.objects.create_user(username="citizen"))
    assert client.get(f"/fr/{door}").status_code == 403


@pytest.mark.parametrize("door", [door for door in DOORS_OF_EDITORS if IDENTIFIER in door])
def test_an_editor_of_another_body_is_refused(door: str, foreigner: Client) -> None:
    assert foreigner.get(f"/fr/{door}").status_code == 403


@pytest.mark.parametrize("step", POSTS_ON_A_SERVICE)
def test_an_editor_of_another_body_changes_nothing(step: str, foreigner: Client) -> None:
    before = list(Revision.objects.values_list("number", "state"))
    data = {"expected": "1", "number": "1", "act": "approve"}
    assert foreigner.post(f"/fr/edit/{IDENTIFIER}/{step}", data).status_code == 403
    assert list(Revision.objects.values_list("number", "state")) == before


def test_an_editor_does_not_see_the_services_of_another_body(foreigner: Client) -> None:
    assert IDENTIFIER not in body_of(foreigner.get("/fr/edit/"))


def test_a_supervisor_reads_reports_but_edits_nothing(service: str) -> None:
    client = signed_in("supervisor")
    assert client.get("/fr/edit/reports").status_code == 200
    assert client.get("/fr/edit/").status_code == 403
    assert client.get(f"/fr/edit/{IDENTIFIER}/text").status_code == 403


def test_an_editor_may_not_publish_nor_archive(editor: Client) -> None:
    factories.edited(queries_latest())
    assert editor.post(f"/fr/edit/{IDENTIFIER}/archive").status_code == 403
    assert Service.objects.get(identifier=IDENTIFIER).published is not None


@pytest.mark.parametrize("step", ["take-back", "restore"])
def test_steps_are_not_taken_by_following_a_link(step: str, editor: Client) -> None:
    assert editor.get(f"/fr/edit/{IDENTIFIER}/{step}").status_code == 405


def test_a_form_from_elsewhere_is_refused(service: str) -> None:
    account = Account.objects.create_user(username="careful")
    grant_membership(actor=factories.SYSTEM, account_id=account.pk, role="editor", body=factories.BODY)
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert client.post(f"/fr/edit/{IDENTIFIER}/text", {"act": "save"}).status_code == 403


def test_no_page_of_an_editor_is_kept_by_a_cache(editor: Client) -> None:
    assert "no-store" in editor.get("/fr/edit/")["Cache-Control"]
