"""A person fills a form in, page by page, without a script."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bawaba.forms.models import Draft
from bawaba.forms.queries import VISITOR_COOKIE
from bawaba.forms.queries.contents import open_content
from bawaba.forms.tests.factories import TWO_PAGES, make_form
from bawaba.forms.types import Submission, submission_takers
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account, AuditEntry
from bawaba.kernel.tests.file_samples import make_pdf, make_zip

pytestmark = pytest.mark.django_db
WHO = {"shown": ["given_name", "born", "copy"], "given_name": "أمينة", "born": "٢٧/٣/١٩٩٠", "copy": "short"}


@pytest.fixture(autouse=True)
def _fixed(settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    cache.clear()
    with clock.frozen_at(datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Africa/Casablanca"))):
        yield


@pytest.fixture
def taken() -> Iterator[list[Submission]]:
    received: list[Submission] = []

    def take(*, actor: Actor, submission: Submission) -> str:
        received.append(submission)
        return f"/fr/receipts/{len(received)}"

    submission_takers.register("test", take)
    yield received
    submission_takers._providers.pop("test")


def begin(client: Client, form: str, language: str = "fr") -> str:
    """Begin a form and return the address of its draft, with a slash at the end."""
    answer = client.post(f"/{language}/forms/{form}")
    assert answer.status_code == 302
    return str(answer["Location"]).partition("pages/")[0]


def kept(address: str) -> dict[str, Any]:
    row = Draft.objects.get(key=address.split("/")[3])
    return open_content(row.sealed, key=row.key).values


def test_the_start_says_what_it_asks_for_before_anything_is_typed(client: Client) -> None:
    page = client.get(f"/fr/forms/{make_form()}").content.decode()
    assert "Copie d’acte de naissance" in page
    assert "7" in page
    assert client.get("/fr/forms/unknown").status_code == 404
    assert Draft.objects.count() == 0


def test_a_whole_form_is_filled_in_and_sent(client: Client, taken: list[Submission]) -> None:
    draft = begin(client, make_form())
    answer = client.post(f"{draft}pages/who", WHO)
    assert answer["Location"] == f"{draft}pages/more"
    more = {
        "shown": ["phone", "children", "truth"],
        "children.count": "0",
        "phone": "06 12 34 56 78",
        "truth": "yes",
    }
    assert client.post(f"{draft}pages/more", more)["Location"] == f"{draft}check"
    check = client.get(f"{draft}check").content.decode()
    assert "27/03/1990" in check
    assert "+212612345678" in check
    sent = client.post(f"{draft}check")
    assert sent["Location"] == "/fr/receipts/1"
    assert client.post(f"{draft}check")["Location"] == "/fr/receipts/1"  # a second click
    assert len(taken) == 1
    assert taken[0].answers == {"given_name": "أمينة", "born": "1990-03-27", "copy": "short", "phone": "+212612345678", "truth": True}  # fmt: skip


def test_what_is_wrong_is_said_on_top_and_beside_and_nothing_is_lost(client: Client) -> None:
    draft = begin(client, make_form())
    answer = client.post(f"{draft}pages/who", WHO | {"born": "30/2/1990", "given_name": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#f-given_name"' in page
    assert 'href="#f-born"' in page
    assert page.count("aria-invalid") == 2
    assert 'value="30/02/1990"' in page
    assert kept(draft)["copy"] == "short"


def test_what_cannot_be_read_is_kept_as_it_was_typed(client: Client) -> None:
    draft = begin(client, make_form())
    client.post(f"{draft}pages/who", WHO | {"born": "au printemps"})
    assert 'value="au printemps"' in client.get(f"{draft}pages/who").content.decode()
    assert client.get(draft)["Location"] == f"{draft}pages/who"
    assert "au printemps" in client.get(f"{draft}check").content.decode()


def test_an_answer_that_calls_for_another_question_brings_it_up(client: Client) -> None:
    draft = begin(client, make_form())
    answer = client.post(f"{draft}pages/who", WHO | {"copy": "full"})
    assert answer.status_code == 200
    assert 'name="reason"' in answer.content.decode()
    assert "aria-invalid" not in answer.content.decode()
    filled = WHO | {"copy": "full", "shown": [*WHO["shown"], "reason"], "reason": "Mariage"}
    assert client.post(f"{draft}pages/who", filled)["Location"] == f"{draft}pages/more"


def test_an_answer_that_is_no_longer_asked_is_not_sent(client: Client, taken: list[Submission]) -> None:
    draft = begin(client, make_form())
    client.post(
        f"{draft}pages/who", WHO | {"copy": "full", "shown": [*WHO["shown"], "reason"], "reason": "Mariage"}
    )
    client.post(f"{draft}pages/who", WHO)
    client.post(f"{draft}pages/more", {"shown": ["phone", "truth"], "phone": "0612345678", "truth": "yes"})
    assert client.post(f"{draft}check").status_code == 302
    assert "reason" not in taken[0].answers


def test_items_are_added_and_taken_out(client: Client) -> None:
    draft = begin(client, make_form())
    more = f"{draft}pages/more"
    page = client.post(
        more, {"shown": ["children"], "children.count": "0", "act": "add:children"}
    ).content.decode()
    assert 'name="children.0.child"' in page
    both = {"shown": ["children", "children.0.child", "children.1.child"], "children.count": "2",
            "children.0.child": "Sara", "children.1.child": "Adam"}  # fmt: skip
    client.post(more, both | {"act": "drop:children:0"})
    assert kept(draft)["children"] == [{"child": "Adam"}]
    answer = client.post(
        more, {"shown": ["children", "children.0.child"], "children.count": "1", "children.0.child": ""}
    )
    assert 'href="#f-children-0-child"' in answer.content.decode()


def test_autosave_keeps_the_page_and_says_when(client: Client) -> None:
    draft = begin(client, make_form())
    answer = client.post(f"{draft}pages/who", WHO | {"born": "", "act": "autosave"})
    assert answer.json()["revision"] == 2
    assert kept(draft) == {"given_name": "أمينة", "copy": "short"}
    assert client.post(f"{draft}pages/who", WHO | {"born": "", "act": "autosave"}).json()["revision"] == 2


def test_a_form_is_begun_once_and_found_again(client: Client) -> None:
    form = make_form()
    first = begin(client, form)
    client.post(f"{first}pages/who", WHO | {"act": "save"})
    assert begin(client, form) == first
    assert first in client.get("/fr/my-drafts/").content.decode()
    assert Draft.objects.count() == 1


def test_a_draft_opens_for_its_owner_alone(client: Client) -> None:
    draft = begin(client, make_form())
    stranger = Client()
    for address in (draft, f"{draft}pages/who", f"{draft}check", f"{draft}newer", f"{draft}discard"):
        assert stranger.get(address).status_code == 404
    answer = stranger.post(f"{draft}pages/who", WHO)  # shows their own words, to be sent once signed in
    assert answer.status_code == 403
    assert Draft.objects.get().revision == 1
    assert "no-store" in client.get(f"{draft}pages/who")["Cache-Control"]


def test_what_was_begun_before_signing_in_is_the_persons_afterwards(client: Client) -> None:
    draft = begin(client, make_form())
    account = Account.objects.create(username="amina")
    client.force_login(account)
    assert client.get(f"{draft}pages/who").status_code == 200
    elsewhere = Client()
    elsewhere.force_login(account)
    assert elsewhere.get(f"{draft}pages/who").status_code == 200
    assert not client.cookies[VISITOR_COOKIE].value


def test_answers_lie_sealed(client: Client) -> None:
    draft = begin(client, make_form())
    client.post(f"{draft}pages/who", WHO)
    row = Draft.objects.get()
    assert "أمينة".encode() not in bytes(row.sealed)
    assert row.expires_on.isoformat() == "2027-02-22"


def test_documents_are_added_opened_and_taken_out(client: Client) -> None:
    draft = begin(client, make_form())
    more = f"{draft}pages/more"
    sent = {
        "shown": ["phone"],
        "phone": "0612345678",
        "act": "upload",
        "paper": SimpleUploadedFile("cin.pdf", make_pdf()),
    }
    page = client.post(more, sent).content.decode()
    link = re.search(r'href="(/fr/files/[^"]+)"', page)
    assert link is not None
    assert b"".join(client.get(link[1]).streaming_content) == make_pdf()  # type: ignore[attr-defined]
    assert Client().get(link[1]).status_code == 404
    refused = client.post(more, sent | {"paper": SimpleUploadedFile("cin.pdf", make_zip())})
    assert refused.status_code == 422
    assert kept(draft)["phone"] == "+212612345678"
    client.post(more, {"shown": ["phone"], "act": f"detach:paper:{link[1].rpartition('/')[2]}"})
    assert "paper" not in kept(draft)
    assert client.get(link[1]).status_code == 404


def test_pages_speak_arabic_from_right_to_left(client: Client) -> None:
    draft = begin(client, make_form(), "ar")
    page = client.get(f"{draft}pages/who").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "من أنت" in page


def test_a_page_costs_the_same_queries_however_long_the_form(
    client: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    draft = begin(client, make_form())
    client.get(f"{draft}pages/who")
    with django_assert_max_num_queries(5):
        client.get(f"{draft}pages/who")


def test_a_draft_is_deleted_once_the_person_says_so(client: Client) -> None:
    draft = begin(client, make_form())
    assert client.get(f"{draft}discard").status_code == 200
    client.post(f"{draft}discard")
    assert Draft.objects.count() == 0


def test_a_form_that_asks_for_identity_is_not_begun_without(client: Client) -> None:
    form = make_form({**TWO_PAGES, "sign_in": "substantial"})
    assert client.post(f"/fr/forms/{form}").status_code in {302, 401}
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    "bad", ["add:nothing", "drop:children:x", "detach:paper:zz", "sign:born", "", "add:", "::::"]
)
def test_whatever_button_a_client_invents_makes_no_error(client: Client, bad: str) -> None:
    draft = begin(client, make_form())
    answer = client.post(
        f"{draft}pages/more", {"shown": ["children", "zz"], "children.count": "99999999999", "act": bad}
    )
    assert answer.status_code in {200, 404, 422}


def test_strangers_do_not_begin_drafts_without_bound(settings: Any) -> None:
    settings.FORM_STARTS_PER_HOUR = 2
    form = make_form()
    assert [Client().post(f"/fr/forms/{form}").status_code for _ in range(3)] == [302, 302, 429]


def test_a_journey_takes_few_statements(client: Client) -> None:
    form = make_form()
    begin(Client(), form)  # what is kept for an epoch is read once
    with CaptureQueriesContext(connection) as start:
        client.get(f"/fr/forms/{form}")
    with CaptureQueriesContext(connection) as begun:
        draft = begin(client, form)
    with CaptureQueriesContext(connection) as shown:
        client.get(f"{draft}pages/who")
    with CaptureQueriesContext(connection) as saved:
        assert client.post(f"{draft}pages/who", WHO).status_code == 302
    assert [_told(one) for one in (start, begun, shown, saved)] == [0, 4, 1, 3]


def _told(captured: CaptureQueriesContext) -> int:
    """Count statements but those that begin and end transactions."""
    framing = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not one["sql"].startswith(framing) for one in captured)


def test_the_saves_of_half_an_hour_leave_one_row_in_the_audit(client: Client) -> None:
    def saves() -> list[int]:
        rows = AuditEntry.objects.filter(verb="forms.draft-saved").order_by("sequence")
        return [row.detail["revision"] for row in rows]

    draft = begin(client, make_form())
    began = clock.now()
    for minutes, name in ((1, "A"), (29, "B"), (31, "C"), (32, "D"), (60, "E"), (62, "F")):
        with clock.frozen_at(began + timedelta(minutes=minutes)):
            client.post(f"{draft}pages/who", WHO | {"given_name": name, "act": "autosave"})
    assert Draft.objects.get().revision == 7
    assert saves() == [4, 7]


def test_a_page_for_strangers_holds_nobodys_token(client: Client) -> None:
    form = make_form()
    tokens = set()
    for browser in (Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)):
        page = browser.get(f"/fr/forms/{form}").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        tokens.add(token[1])
        assert browser.post(f"/fr/forms/{form}", {"csrfmiddlewaretoken": token[1]}).status_code == 302
        assert browser.post(f"/fr/forms/{form}").status_code == 403
    assert len(tokens) == 2
