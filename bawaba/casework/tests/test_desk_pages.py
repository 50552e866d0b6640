"""The agents' pages: each door opens to the right person alone, and does what its button says."""

import io
import zipfile
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bawaba.casework import queries, services
from bawaba.casework.models import Case, HeldDocument, Label, Note, ReadLock, ReplyTemplate, SavedFilter
from bawaba.casework.queries.desk.texts import text_context
from bawaba.casework.services import desk
from bawaba.casework.tests.factories import OFFICE, make_agent, make_case, put_procedure, take_up
from bawaba.casework.tests.procedures import make_raw
from bawaba.casework.types import AnswerTime, Clock, Route
from bawaba.forms.tests.factories import make_form
from bawaba.kernel import clock, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.models import Account, AuditEntry

pytestmark = pytest.mark.django_db


def browser(role: str = "agent", body: str = OFFICE) -> tuple[Client, Actor]:
    """Return a browser of a person with one role, and who they are."""
    actor = make_agent(role, body)
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client, actor


def body_of(response: Any) -> str:
    return unescape(response.content.decode())


def desk_address(case: Case, act: str = "", language: str = "fr") -> str:
    return f"/{language}/case-desk/requests/{case.key}/{act}"


READ = ["", "requests.csv", "requests.xlsx"]
SUPERVISED = ["figures", "figures.csv", "complaints", "appeals"]
SET_UP = ["offices/", f"offices/{OFFICE}/"]
PROCEDURES = ["procedures/", "procedures/default/"]


@pytest.mark.parametrize("page", [*READ, *SUPERVISED, *SET_UP, *PROCEDURES])
def test_a_page_of_the_desk_asks_who_is_not_signed_in_to_sign_in(page: str) -> None:
    make_case()
    assert Client().get(f"/fr/case-desk/{page}").status_code == 302


@pytest.mark.parametrize("page", [*READ, *SUPERVISED, *SET_UP, *PROCEDURES])
def test_a_page_of_the_desk_stays_closed_to_a_person_without_a_role(page: str) -> None:
    make_case()
    client = Client()
    client.force_login(Account.objects.create(username="citizen"))
    assert client.get(f"/fr/case-desk/{page}").status_code == 403


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("agent", READ),
        ("supervisor", [*READ, *SUPERVISED, *SET_UP]),
        ("casework-administrator", [*SET_UP, *PROCEDURES]),
    ],
)
def test_each_role_opens_its_pages(role: str, pages: list[str], language: str) -> None:
    make_case()
    client, _actor = browser(role)
    assert [client.get(f"/{language}/case-desk/{page}").status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("page", [*SUPERVISED, *SET_UP, *PROCEDURES])
def test_an_agent_does_not_supervise_nor_set_up(page: str) -> None:
    make_case()
    assert browser()[0].get(f"/fr/case-desk/{page}").status_code == 403


def test_the_desk_shows_a_case_and_never_what_the_person_wrote() -> None:
    case = make_case()
    page = body_of(browser()[0].get("/fr/case-desk/"))
    assert desk_address(case) in page
    assert "Amina" not in page


def test_opening_a_case_shows_the_answers_and_writes_the_read_down() -> None:
    case = make_case()
    client, actor = browser()
    page = body_of(client.get(desk_address(case)))
    assert "Amina" in page
    assert "Loi 55-19" in page
    reads = AuditEntry.objects.filter(verb="casework.read", target_id=str(case.pk))
    assert [entry.actor for entry in reads] == [actor.key]
    client.get(desk_address(case))
    assert reads.count() == 1  # the same lock, the same read


def test_texts_that_another_system_handed_in_are_read_on_the_page_of_their_case() -> None:
    case, other = make_case(), make_case()
    for at, words in ((case, "Un <b>texte</b> court"), (case, "x" * 60_000), (other, "À un autre")):
        sealed = sealing.seal(words.encode(), context=text_context(words[:9]))
        HeldDocument.objects.create(
            key=words[:9], owner="account:0", case=at, at=clock.now(), size=len(words), sealed=sealed
        )
    answer = browser()[0].get(desk_address(case))
    page = answer.content.decode()
    assert "Un &lt;b&gt;texte&lt;/b&gt; court" in page
    assert "Seul le début de ce texte est affiché." in page
    assert "x" * 50_001 not in page
    assert "À un autre" not in page


@pytest.mark.parametrize("act", ["", "step", "note", "arrange", "decision", "message"])
def test_a_stranger_opens_no_case_and_changes_none(act: str) -> None:
    case = make_case()
    client, _actor = browser(body="other-commune")
    answer = (
        client.post(desk_address(case, act), {"text": "x", "act": "assign:me", "step": "take-up"})
        if act
        else client.get(desk_address(case))
    )
    assert answer.status_code == 403
    assert Case.objects.get(pk=case.pk).revision == case.revision
    assert not AuditEntry.objects.filter(verb="casework.read").exists()


def test_a_second_agent_reads_but_changes_nothing_and_a_supervisor_takes_over() -> None:
    case = make_case()
    first, holder = browser()
    second, _other = browser()
    boss, supervisor = browser("supervisor")
    first.get(desk_address(case))
    page = body_of(second.get(desk_address(case)))
    assert "Amina" in page
    assert 'name="step"' not in page
    assert second.post(desk_address(case, "step"), {"step": "take-up"}).status_code == 409
    assert second.post(desk_address(case, "arrange"), {"act": "take-over"}).status_code == 403
    assert ReadLock.objects.get().holder == holder.key
    assert boss.post(desk_address(case, "arrange"), {"act": "take-over"}).status_code == 302
    assert ReadLock.objects.get().holder == supervisor.key
    assert boss.post(desk_address(case, "step"), {"step": "take-up"}).status_code == 302
    assert Case.objects.get().state == "in-review"


def test_a_refusal_needs_reasons_and_a_second_agent_who_is_never_the_first() -> None:
    case = make_case()
    first, agent = browser()
    second, _other = browser()
    take_up(case, agent)
    first.get(desk_address(case))
    empty = first.post(desk_address(case, "step"), {"step": "refuse", "reasons": " "})
    assert empty.status_code == 422
    assert (
        first.post(desk_address(case, "step"), {"step": "refuse", "reasons": "Pièce illisible"}).status_code
        == 302
    )
    assert Case.objects.get().phase == "open"
    assert first.post(desk_address(case, "decision"), {"act": "confirm"}).status_code == 409
    first.post(desk_address(case, "arrange"), {"act": "release"})
    assert "Pièce illisible" in body_of(second.get(desk_address(case)))
    assert second.post(desk_address(case, "decision"), {"act": "confirm"}).status_code == 302
    assert (Case.objects.get().outcome, Case.objects.get().phase) == ("refused", "closed")


def test_a_correction_asks_only_for_what_the_form_asked_for() -> None:
    case = make_case()
    client, agent = browser()
    take_up(case, agent)
    beyond = client.post(
        desk_address(case, "step"),
        {"step": "ask-correction", "message": "Apportez-le", "fields": ["acte-de-mariage"]},
    )
    assert beyond.status_code == 422
    assert "Loi 55-19" in body_of(beyond)
    asked = {"step": "ask-correction", "message": "Relisez la date", "fields": ["born"]}
    assert client.post(desk_address(case, "step"), asked).status_code == 302
    assert Case.objects.get().phase == "paused"
    assert "Relisez la date" in body_of(client.get(desk_address(case)))


def test_notes_labels_and_hands() -> None:
    case = make_case()
    client, actor = browser()
    _boss, supervisor = browser("supervisor")
    desk.save_label(actor=supervisor, office=OFFICE, key="urgent", names={"ar": "مستعجل", "fr": "Urgent"})
    assert client.post(desk_address(case, "note"), {"text": ""}).status_code == 422
    client.post(desk_address(case, "note"), {"text": "À relire"})
    assert b"relire" not in bytes(Note.objects.get().sealed)
    client.post(desk_address(case, "arrange"), {"act": "label:urgent"})
    client.post(desk_address(case, "arrange"), {"act": "assign:me"})
    page = body_of(client.get(desk_address(case)))
    assert "À relire" in page
    assert Case.objects.get().assignee == actor.key
    assert Label.objects.get().cases.count() == 1
    client.post(desk_address(case, "arrange"), {"act": "unlabel:urgent"})
    assert Label.objects.get().cases.count() == 0
    assert (
        client.post(desk_address(case, "arrange"), {"act": "assign", "assignee": "account:999"}).status_code
        == 422
    )


def test_a_message_reaches_the_case() -> None:
    case = make_case()
    client, _actor = browser()
    assert (
        client.post(desk_address(case, "message"), {"text": "Bonjour, votre dossier avance."}).status_code
        == 302
    )
    assert "votre dossier avance" in body_of(client.get(desk_address(case)))


def test_a_batch_says_what_became_of_each() -> None:
    mine, other = make_case(), make_case()
    Case.objects.filter(pk=other.pk).update(office="elsewhere")
    client, actor = browser()
    answer = client.post("/fr/case-desk/batch", {"act": "assign:me", "case": [mine.key, other.key]})
    assert [line.done for _number, line in answer.context["told"]] == [True, False]
    assert Case.objects.get(pk=mine.pk).assignee == actor.key
    assert Case.objects.get(pk=other.pk).assignee == ""


def test_a_filter_is_kept_found_and_removed_by_its_owner_alone() -> None:
    make_case()
    client, _actor = browser()
    stranger, _other = browser()
    client.post("/fr/case-desk/filters", {"name": "Mes retards", "due": "overdue"})
    assert "Mes retards" in body_of(client.get("/fr/case-desk/"))
    assert "Mes retards" not in body_of(stranger.get("/fr/case-desk/"))
    number = SavedFilter.objects.get().pk
    assert stranger.post(f"/fr/case-desk/filters/{number}/forget").status_code == 404
    assert client.post(f"/fr/case-desk/filters/{number}/forget").status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_sheet_holds_the_list_and_no_formula() -> None:
    case = make_case()
    _client, supervisor = browser("supervisor")
    desk.save_label(
        actor=supervisor, office=OFFICE, key="piege", names={"ar": "=1+1", "fr": "=cmd|' /C calc'!A0"}
    )
    desk.label_case(actor=supervisor, key=case.key, label="piege")
    client, actor = browser()
    text = client.get("/fr/case-desk/requests.csv").content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert case.number[:2] in text
    book = zipfile.ZipFile(io.BytesIO(client.get("/fr/case-desk/requests.xlsx").content))
    assert b"<f>" not in b"".join(book.read(name) for name in book.namelist())
    assert AuditEntry.objects.filter(verb="casework.exported", actor=actor.key).count() == 2


def test_the_desk_page_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make_case()
    client, _actor = browser()
    client.get("/fr/case-desk/")
    with django_assert_max_num_queries(15):
        client.get("/fr/case-desk/")


def test_an_office_is_set_up_by_its_supervisor() -> None:
    make_case()
    _agent_client, agent = browser()
    client, _supervisor = browser("supervisor")
    change = f"/fr/case-desk/offices/{OFFICE}/change"
    assert client.post(change, {"act": f"load:{agent.key}", "share": "50"}).status_code == 302
    assert client.post(change, {"act": "share"}).status_code == 302
    assert Case.objects.get().assignee == agent.key
    label = {"act": "label", "key": "vip", "name-ar": "مهم", "name-fr": "Prioritaire", "colour": "info"}
    assert client.post(change, label).status_code == 302
    reply = {"act": "reply", "key": "merci", "kind": "message", "name-ar": "شكر", "name-fr": "Merci",
             "text-ar": "شكرا", "text-fr": "Merci pour {number}"}  # fmt: skip
    assert client.post(change, reply).status_code == 302
    assert client.post(change, {"act": "reply", "key": "Bad Key"}).status_code == 422
    page = body_of(client.get(f"/fr/case-desk/offices/{OFFICE}/"))
    assert "Prioritaire" in page
    case = Case.objects.get()
    assert "Merci pour" in body_of(client.get(desk_address(case) + "?reply=merci"))
    assert client.post(change, {"act": "forget-reply:merci"}).status_code == 302
    assert not ReplyTemplate.objects.exists()
    assert client.post("/fr/case-desk/offices/other-commune/change", label).status_code == 403


def test_a_procedure_is_written_checked_and_published(settings: Any) -> None:
    make_case()
    put_procedure(make_raw(), service="acte")
    client, _actor = browser("casework-administrator")
    address = "/fr/case-desk/procedures/acte/"
    page = body_of(client.get(address))
    assert "<svg" in page
    state = {
        "act": "state",
        "key": "archive",
        "name-ar": "أرشيف",
        "name-fr": "Archive",
        "kind": "work",
        "holder": "agent",
    }
    assert client.post(f"{address}change", state).status_code == 302
    assert client.post(f"{address}change", {"act": "publish"}).status_code == 422
    page = body_of(client.get(address))
    assert "archive" in page
    assert client.post(f"{address}change", {"act": "drop-state", "was": "archive"}).status_code == 302
    law = {
        "act": "law",
        "answer_days": "40",
        "answer_unit": "working-days",
        "correction_days": "20",
        "at_most": "60",
    }
    assert client.post(f"{address}change", law).status_code == 302
    assert client.post(f"{address}change", {"act": "publish", "note": "Délai réduit"}).status_code == 302
    assert "Délai réduit" in body_of(client.get(address))
    stranger, _other = browser("casework-administrator", "other-commune")
    assert stranger.post(f"{address}change", law).status_code == 403
    assert client.post("/fr/case-desk/procedures/default/change", law).status_code == 403


def test_times_appeals_alerts_and_routes_are_written_without_json() -> None:
    make_case()
    put_procedure(make_raw(), service="acte")
    make_form(service="acte")
    client, _actor = browser("casework-administrator")
    address = "/fr/case-desk/procedures/acte/"
    row = {"when_join": "and", "when_field_0": "copy", "when_operator_0": "is", "when_value_0": "full"}
    clock_ = {"days": "25", "unit": "calendar-days", "article": "Loi 12-90"}
    assert client.post(f"{address}times/0", clock_).status_code == 422, "a time says for which requests"
    half = row | clock_ | {"when_value_0": ""}
    assert client.post(f"{address}times/0", half).status_code == 422, "a row is whole"
    assert client.post(f"{address}times/0", row | clock_).status_code == 302
    way = {"kind": "wali", "to_ar": "الوالي", "to_fr": "Le wali", "days": "15", "unit": "working-days"}
    assert client.post(f"{address}appeals/0", way).status_code == 302
    alert = {"days": "2", "side": "before", "tell": ["agent", "supervisor"]}
    assert client.post(f"{address}alerts/0", alert).status_code == 302
    assert client.post(f"{address}routes/0", row | {"office": OFFICE}).status_code == 302
    procedure = queries.procedure_to_edit(service="acte")[1]
    full = {"==": [{"var": "copy"}, "full"]}
    assert procedure.law.times == (AnswerTime(full, Clock(25, "calendar-days", "Loi 12-90")),)
    assert (procedure.law.appeals[1].to["fr"], procedure.law.appeals[1].within.days) == ("Le wali", 15)
    assert [one.days for one in procedure.alerts] == [-15, -5, -2, 1]
    assert procedure.routing.routes == (Route(OFFICE, full),)
    page = body_of(client.get(address))
    assert "Le wali" in page
    assert "2 jours avant la date légale" in page
    assert "<textarea" not in body_of(client.get(f"{address}routes/1"))
    assert client.get(f"{address}routes/9").status_code == 404
    assert client.get(f"{address}spells/0").status_code == 404
    assert client.post(f"{address}alerts/3", {"act": "drop"}).status_code == 302
    assert [one.days for one in queries.procedure_to_edit(service="acte")[1].alerts] == [-15, -5, 1]
    assert client.post(f"{address}change", {"act": "publish"}).status_code == 302


def test_a_condition_that_rows_cannot_say_is_kept_as_it_is() -> None:
    raw = make_raw()
    beyond = {"==": [{"var": "copy"}, {"var": "reason"}]}
    raw["routing"]["routes"] = [{"office": OFFICE, "when": beyond}]
    put_procedure(raw, service="acte")
    make_form(service="acte")
    client, _actor = browser("casework-administrator")
    address = "/fr/case-desk/procedures/acte/routes/1"
    assert "reste telle quelle" in body_of(client.get(address))
    assert client.post(address, {"office": OFFICE}).status_code == 302
    assert queries.procedure_to_edit(service="acte")[1].routing.routes == (Route(OFFICE, beyond),)


def test_figures_follow_what_happens_and_stay_within_what_is_supervised() -> None:
    case = make_case()
    make_case()
    _client, agent = browser()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="accept")
    client, supervisor = browser("supervisor")
    report = client.get("/fr/case-desk/figures").context["report"]
    assert (report.total.received, report.total.waiting, report.total.in_time) == (2, 1, 1)
    assert report.total.compliance == 1.0
    assert [line.report.received for line in report.by_office] == [2]
    stranger, _other = browser("supervisor", "other-commune")
    assert stranger.get("/fr/case-desk/figures").context["report"].total.received == 0
    assert stranger.get(f"/fr/case-desk/figures?office={OFFICE}").context["report"].total.received == 0
    assert desk.rebuild_figures(actor=supervisor) == 2
    again = client.get("/fr/case-desk/figures").context["report"]
    assert again.total == report.total
    text = client.get("/fr/case-desk/figures.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("total,")
