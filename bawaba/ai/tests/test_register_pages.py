"""The public register's pages and files."""

import csv
import io
import json
import os
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from django.test import Client

from bawaba.ai import queries, services
from bawaba.ai.errors import NotOnBoard, SaidNotFound, UseCaseInvalid
from bawaba.ai.models import ReferenceSystem, Said, SiteSheet
from bawaba.ai.register import exports
from bawaba.ai.register.exports import ATRS, NL
from bawaba.ai.tests.test_lifecycle import BOARD, EDITOR, prepared
from bawaba.kernel import clock, epochs
from bawaba.kernel.actors import ANONYMOUS, Actor, system_actor
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
ATRS_3 = (
    Path(os.environ.get("BAWABA_SHARED", Path(__file__).parents[4] / "shared"))
    / "data" / "governance" / "atrs" / "atrs_v3.0_fields.csv"
)  # fmt: skip
SAID = ("does", "people", "data", "decides", "objection", "contact")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    epochs.forget()


def written(number: int = 1) -> dict[str, dict[str, str]]:
    return {code: {name: f"{name} {code} {number}" for name in SAID} for code in ("ar", "fr")}


def published() -> None:
    prepared(stage="built")
    services.write_sheet(
        actor=EDITOR,
        key="sorting",
        texts=written(),
        affects=["rights"],
        personal_data=True,
        public_from="built",
    )


def page(address: str) -> str:
    epochs.forget()  # what a commit does outside of a test
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_the_register_shows_from_the_first_start_what_this_site_itself_runs() -> None:
    assert {"assistant", "search"} <= {one.key for one in queries.list_own_systems()}
    shown = page("/fr/ai/")
    for one in queries.list_own_systems():
        assert one.names["fr"] in shown
        assert one.texts["ar"]["data"] in page(f"/ar/ai/systems/{one.key}")


def test_a_use_case_shows_from_the_stage_chosen_with_every_field_that_people_need() -> None:
    prepared(stage="approved")
    services.write_sheet(
        actor=EDITOR,
        key="sorting",
        texts=written(),
        affects=["rights"],
        personal_data=True,
        public_from="built",
    )
    assert Client().get("/fr/ai/systems/sorting").status_code == 404
    services.take_step(actor=EDITOR, key="sorting", stage="built", reason="done")
    shown = page("/fr/ai/systems/sorting")
    assert all(f"{name} fr 1" in shown for name in SAID)
    assert "Ministère" in shown


def test_a_sheet_says_every_field_in_both_languages_or_is_refused() -> None:
    prepared()
    texts = written()
    del texts["ar"]["objection"]
    with pytest.raises(UseCaseInvalid) as refusal:
        services.write_sheet(
            actor=EDITOR, key="sorting", texts=texts, affects=["x"], personal_data=False, public_from="idea"
        )
    assert set(refusal.value.fields) == {"objection.ar", "affects"}
    with pytest.raises(NotOnBoard):
        services.write_sheet(
            actor=ANONYMOUS,
            key="sorting",
            texts=written(),
            affects=[],
            personal_data=False,
            public_from="idea",
        )


def test_versions_stay_and_say_what_changed() -> None:
    published()
    texts = written()
    texts["fr"]["decides"] = "Une personne décide"
    services.write_sheet(
        actor=EDITOR, key="sorting", texts=texts, affects=["rights"], personal_data=True, public_from="built"
    )
    (newest, changes), (first, _all) = queries.compare_sheets(key="sorting")
    assert (newest.number, first.number) == (2, 1)
    assert list(changes) == [("fr", "decides", "decides fr 1", "Une personne décide")]
    assert "<del>decides fr 1</del>" in page("/fr/ai/systems/sorting/history")


def test_what_this_site_runs_says_how_to_object_and_whom_to_turn_to() -> None:
    for one in queries.list_own_systems():
        if one.source == "site":
            for code in ("ar", "fr", "en"):
                assert {"people", "objection", "contact"} <= set(one.texts[code]), one.key
            assert one.texts["fr"]["objection"] in page(f"/fr/ai/systems/{one.key}")


def test_a_release_that_says_something_else_of_this_site_is_a_new_version() -> None:
    system = system_actor("tests")
    assert set(services.keep_site_sheets(actor=system)) == {"assistant", "drafts", "search"}
    assert services.keep_site_sheets(actor=system) == []
    assert queries.site_sheets_kept()
    row = SiteSheet.objects.get(key="search")
    now = row.texts["fr"]["data"]
    row.texts["fr"]["data"] = "Il lit tout."
    row.save()
    assert services.keep_site_sheets(actor=system) == ["search"]
    (newest, changes), (first, _all) = queries.compare_sheets(key="search")
    assert (newest.number, first.number) == (2, 1)
    assert list(changes) == [("fr", "data", "Il lit tout.", now)]
    shown = page("/fr/ai/systems/search/history")
    assert "<del>Il lit tout.</del>" in shown
    assert "Son nom" in shown
    assert "/fr/ai/systems/search/history" in page("/fr/ai/systems/search")
    assert AuditEntry.objects.filter(verb="ai.site-sheet-kept").count() == 4


def test_what_people_say_of_this_site_is_read_by_a_publisher_before_others_see_it() -> None:
    client = Client()
    assert client.post("/fr/ai/systems/search/say", {"text": "Rien pour les pêcheurs."}).status_code == 302
    (waiting,) = queries.list_waiting(actor=BOARD[0])
    services.moderate(actor=BOARD[0], number=waiting.number, shown=True, answer="Ajouté.")
    assert "Rien pour les pêcheurs." in page("/fr/ai/systems/search")


def test_the_files_say_the_same_as_the_pages() -> None:
    published()
    told = json.loads(page("/fr/ai/register.json"))["systems"]
    assert {one["key"] for one in told} >= {"sorting", "assistant"}
    for name, fields, title in (("atrs", ATRS, "Title"), ("nl", NL, "name")):
        rows = list(csv.DictReader(io.StringIO(page(f"/fr/ai/register.{name}.csv"))))
        assert list(rows[0]) == list(fields)
        assert len(rows) == len(told)
        assert "Trier les demandes" in {row[title] for row in rows}
    graph = rdflib.Graph().parse(data=page("/fr/ai/register.ttl"), format="turtle")
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Resource))) == len(told)
    assert Client().get("/fr/ai/register.exe").status_code == 404


def test_the_linked_data_says_what_dcat_ap_requires() -> None:
    graph = rdflib.Graph().parse(data=page("/fr/ai/register.ttl"), format="turtle")
    dcat, terms, foaf = rdflib.DCAT, rdflib.DCTERMS, rdflib.FOAF
    required = {
        dcat.Catalog: (terms.title, terms.description, terms.publisher, dcat.dataset),
        dcat.Dataset: (terms.title, terms.description, terms.publisher, dcat.distribution),
        dcat.Distribution: (dcat.accessURL,),
        foaf.Agent: (foaf.name,),
    }
    for kind, properties in required.items():
        subjects = list(graph.subjects(rdflib.RDF.type, kind))
        assert subjects, kind
        assert all((one, name, None) in graph for one in subjects for name in properties), kind
    (register,) = graph.subjects(rdflib.RDF.type, dcat.Dataset)
    assert {one.language for one in graph.objects(register, terms.title)} == {"ar", "fr", "en"}  # type: ignore[union-attr]


def test_the_british_fields_are_those_of_version_3_as_version_4_changed_them() -> None:
    if not ATRS_3.exists():
        pytest.skip(f"{ATRS_3} is absent: set BAWABA_SHARED to the folder that holds data/")
    with ATRS_3.open(encoding="utf-8") as file:
        before = [
            row["name"].removesuffix("<br>") for row in csv.DictReader(file) if row["category"] != "Metadata"
        ]
    renamed = {
        "Third party involvement": "External supplier involvement", "Third party": "External supplier",
        "Third party role": "External supplier role", "Human review": "Human decisions and review",
    }  # fmt: skip
    new = {"System-level input", "System-level output"}
    places = [before.index(renamed.get(name, name)) for name in ATRS if name not in new]
    assert places == sorted(places)
    assert len(set(ATRS)) == len(ATRS)


def test_a_trial_and_an_address_are_said_only_as_far_as_they_are_known() -> None:
    published()
    (row,) = [
        one
        for one in csv.DictReader(io.StringIO(page("/fr/ai/register.nl.csv")))
        if one["source_id"] == "sorting"
    ]
    assert (row["status"], row["publication_category"], row["contact_email"]) == (
        "In ontwikkeling",
        "Impactvolle algoritmes",
        "",
    )
    assert (row["standard_version"], row["begin_date"]) == ("1.0", "")


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"])
def test_no_cell_of_a_file_is_a_formula_of_a_spreadsheet(formula: str) -> None:
    (site_system, *_rest) = queries.list_own_systems()
    named = replace(site_system, names={"fr": formula})
    for form, title in (("atrs", "Title"), ("nl", "name")):
        text = exports.as_csv([named], form=form, language="fr", bodies={}, site="https://example.org")
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert row[title] == f"'{formula}"


def test_a_file_asked_for_holds_no_formula_either() -> None:
    prepared(stage="built")
    texts = written()
    texts["fr"]["does"] = "=HYPERLINK(1)"
    services.write_sheet(
        actor=EDITOR, key="sorting", texts=texts, affects=[], personal_data=False, public_from="built"
    )
    rows = csv.DictReader(io.StringIO(page("/fr/ai/register.atrs.csv")))
    assert "'=HYPERLINK(1)" in {row["Description"] for row in rows}


def test_the_notice_is_a_picture_of_this_site_alone() -> None:
    answer = Client().get("/ar/ai/systems/assistant/notice.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    ElementTree.fromstring(answer.content.decode())
    assert b"http" not in answer.content.replace(b"http://www.w3.org/", b"")
    assert "/ar/ai/systems/assistant" in page("/ar/ai/systems/assistant/notice")


def test_a_foreign_system_is_shown_in_its_language_with_its_source() -> None:
    ReferenceSystem.objects.create(
        origin="nl", key="k1", digest="d", language="nl", name="Scanauto", body="Gemeente", purpose="Lezen",
        url="https://example.org/1", stage="in-service", impact="unknown", impact_assessment="yes",
        personal_data="unknown", built="unknown", imported_at=clock.now(),
    )  # fmt: skip
    shown = page("/fr/ai/registers/nl/k1")
    assert '<h1 lang="nl" dir="auto">Scanauto</h1>' in shown
    assert 'href="https://example.org/1"' in shown
    assert Client().get("/fr/ai/registers/nl/other").status_code == 404


class TestWhatPeopleSay:
    def test_nobody_reads_it_before_somebody_did_and_it_is_kept_sealed(self) -> None:
        published()
        client = Client()
        told = client.post("/fr/ai/systems/sorting/say", {"text": "Je n’ai pas compris la lettre."})
        assert told.status_code == 302
        row = Said.objects.get()
        assert b"compris" not in bytes(row.text)
        assert "compris" not in page("/fr/ai/systems/sorting")
        (waiting,) = queries.list_waiting(actor=BOARD[0])
        assert waiting.text == "Je n’ai pas compris la lettre."
        services.moderate(actor=BOARD[0], number=row.pk, shown=True, answer="La lettre est refaite.")
        assert "La lettre est refaite." in page("/fr/ai/systems/sorting")
        assert list(AuditEntry.objects.filter(verb__startswith="ai.").values_list("verb", flat=True))[-2:] == [
            "ai.said", "ai.moderated",
        ]  # fmt: skip

    def test_a_suggestion_of_two_words_is_refused_and_a_good_one_waits(self) -> None:
        assert Client().post("/ar/ai/suggest", {"text": "ok"}).status_code == 422
        assert Client().post("/ar/ai/suggest", {"text": "أريد أن أعرف أين وصل ملفي"}).status_code == 302
        assert Said.objects.get().about == ""

    def test_only_who_publishes_for_the_body_moderates(self) -> None:
        published()
        number = services.say(actor=ANONYMOUS, text="Quelque chose à dire", language="fr", about="sorting")
        stranger = Actor(
            kind="person", key="account:99", account_id=99, roles=frozenset({("publisher", "other")})
        )
        for one in (EDITOR, stranger, ANONYMOUS):
            assert queries.list_waiting(actor=one) == []
            with pytest.raises(NotOnBoard):
                services.moderate(actor=one, number=number, shown=True)
        with pytest.raises(SaidNotFound):
            services.moderate(actor=BOARD[0], number=number + 1, shown=True)
