"""A session that ends while somebody writes loses nothing; a form begun twice is one draft, on any device."""

import re

import pytest
from django.test import Client

from bawaba.forms import queries
from bawaba.forms.models import Draft
from bawaba.forms.tests.factories import make_form
from bawaba.kernel.models import Account

pytestmark = pytest.mark.django_db
WRITTEN = {
    "given_name": "Amina",
    "born": "27/3/1990",
    "copy": "short",
    "shown": ["given_name", "born", "copy"],
}


def signed_in(name: str = "amina", *, checks: bool = False) -> Client:
    account, _new = Account.objects.get_or_create(username=name)
    client = Client(enforce_csrf_checks=checks)
    client.force_login(account)
    return client


def begin(client: Client, form: str) -> str:
    return str(client.post(f"/fr/forms/{form}")["Location"].split("/")[3])


def kept(draft: str) -> dict[str, object]:
    owner = Draft.objects.get(key=draft).owner
    return dict(queries.open_draft(key=draft, owner=owner).content.values)


def test_what_was_written_when_the_session_ended_is_sent_after_signing_in() -> None:
    client = signed_in()
    draft = begin(client, make_form())
    address = f"/fr/my-drafts/{draft}/pages/who"
    client.logout()
    answer = client.post(address, {**WRITTEN, "act": "next"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "private, no-store"
    held = re.findall(r'<textarea name="([^"]+)" hidden>([^<]*)</textarea>', page)
    assert ("given_name", "Amina") in held
    assert ("act", "next") in held
    assert f"next={address.replace('/', '%2F')}" in page
    again = signed_in()
    assert again.post(address, _as_posted(held)).status_code == 302
    assert kept(draft)["given_name"] == "Amina"


def test_a_page_older_than_the_sign_in_shows_what_was_written_to_our_own_pages_alone() -> None:
    client = signed_in(checks=True)
    draft = begin_with_token(client, make_form())
    address = f"/fr/my-drafts/{draft}/pages/who"
    stale = {**WRITTEN, "act": "next", "csrfmiddlewaretoken": "x" * 64}
    ours = client.post(address, stale, headers={"sec-fetch-site": "same-origin"})
    assert ours.status_code == 403
    assert "Amina" in ours.content.decode()
    theirs = client.post(address, stale, headers={"sec-fetch-site": "cross-site"})
    assert theirs.status_code == 403
    assert "Amina" not in theirs.content.decode()


def begin_with_token(client: Client, form: str) -> str:
    token = client.get(f"/fr/forms/{form}").cookies["csrftoken"].value
    return str(client.post(f"/fr/forms/{form}", {"csrfmiddlewaretoken": token})["Location"].split("/")[3])


def test_a_form_begun_again_leads_to_the_same_draft_on_another_device() -> None:
    form = make_form()
    telephone, computer = signed_in(), signed_in()
    draft = begin(telephone, form)
    telephone.post(f"/fr/my-drafts/{draft}/pages/who", {**WRITTEN, "act": "save"})
    start = computer.get(f"/fr/forms/{form}").content.decode()
    assert "Vous avez déjà commencé ce formulaire" in start
    assert begin(computer, form) == draft
    assert 'value="Amina"' in computer.get(f"/fr/my-drafts/{draft}/pages/who").content.decode()
    assert Draft.objects.count() == 1
    assert draft in computer.get("/fr/my-drafts/").content.decode()


def _as_posted(held: list[tuple[str, str]]) -> dict[str, list[str]]:
    posted: dict[str, list[str]] = {}
    for name, text in held:
        posted.setdefault(name, []).append(text)
    return posted
