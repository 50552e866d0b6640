"""One search over every register, in the reader's language over theirs; facets that say what each choice leaves."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bawaba.ai import queries, services
from bawaba.ai.models import Posting
from bawaba.ai.register.words import add_up, asked_terms, fold, stem
from bawaba.kernel.actors import system_actor

DUTCH = [
    {"id": "1", "title": "Scanauto parkeren", "organisatie": "Gemeente A", "doel": "Kentekens lezen van geparkeerde auto's.",
     "status": "in_gebruik", "impactassessment": "Ja", "url": "https://example.org/1"},
    {"id": "2", "title": "Fraude bij uitkering", "organisatie": "Gemeente B", "doel": "Een score voor het risico op misbruik.",
     "status": "buiten_gebruik", "impactassessment": "Nee"},
    {"id": "3", "title": "Chatbot Do", "organisatie": "Gemeente A", "doel": "Vragen van inwoners beantwoorden.",
     "status": "in_gebruik"},
]  # fmt: skip
BRITISH = {"records": [
    {"publishing_body": "HMRC", "tool_name": "Ask us online", "url": "https://example.org/x",
     "published": "2025-06-26T07:39:09Z", "description": "Chatbot that answers questions on tax."},
]}  # fmt: skip


@pytest.fixture
def registers(db: None, tmp_path: Path) -> None:
    dutch, british = tmp_path / "nl.jsonl", tmp_path / "uk.json"
    dutch.write_text("\n".join(json.dumps(row) for row in DUTCH), encoding="utf-8")
    british.write_text(json.dumps(BRITISH), encoding="utf-8")
    services.import_register(actor=system_actor("tests"), path=dutch, name="nl")
    services.import_register(actor=system_actor("tests"), path=british, name="atrs")


def titles(text: str, **filters: str) -> list[str]:
    return [one.title for one in queries.search_systems(text=text, filters=filters, language="fr").items]


@pytest.mark.usefixtures("registers")
class TestSearching:
    @pytest.mark.parametrize(
        ("text", "first"),
        [("parkeren", "Scanauto parkeren"), ("stationnement", "Scanauto parkeren"), ("fraude", "Fraude bij uitkering"),
         ("احتيال", "Fraude bij uitkering"), ("impôts", "Ask us online"), ("ضريبة", "Ask us online")],
    )  # fmt: skip
    def test_a_question_in_any_language_finds_registers_in_theirs(self, text: str, first: str) -> None:
        assert titles(text)[0] == first

    def test_what_this_site_runs_is_found_beside_the_others(self) -> None:
        assert {"nl", "atrs", "own"} <= {
            one.origin for one in queries.search_systems(text="chatbot assistant").items
        }

    def test_filters_narrow_and_each_facet_tells_what_its_choices_would_leave(self) -> None:
        found = queries.search_systems(filters={"register": "nl", "stage": "in-service"})
        assert [one.title for one in found.items] == ["Chatbot Do", "Scanauto parkeren"]
        assert {one.value: one.count for one in found.facets["stage"]} == {"in-service": 2, "retired": 1}
        assert next(one.count for one in found.facets["register"] if one.value == "nl") == 2

    def test_a_word_that_nobody_says_finds_nothing(self) -> None:
        found = queries.search_systems(text="zzzzqqq")
        assert (found.total, list(found.items), found.pages) == (0, [], 1)

    def test_a_second_import_of_less_words_forgets_the_old_ones(self, tmp_path: Path) -> None:
        changed = tmp_path / "nl.jsonl"
        changed.write_text(
            json.dumps({**DUTCH[1], "title": "Zorg", "doel": "Zorg plannen."}), encoding="utf-8"
        )
        services.import_register(actor=system_actor("tests"), path=changed, name="nl")
        assert "Fraude bij uitkering" not in titles("fraude")
        assert not Posting.objects.filter(term="misbruik").exists()

    def test_the_similar_finder_leaves_out_what_it_starts_from(self) -> None:
        own = queries.list_own_systems()[0]
        found = queries.find_similar(text=own.names["fr"], language="fr", but=own.key)
        assert own.key not in {one.key for one in found if one.origin == "own"}

    def test_a_search_makes_five_queries_at_most(self) -> None:
        queries.search_systems(text="chatbot")
        with CaptureQueriesContext(connection) as asked:
            queries.search_systems(text="chatbot tax", language="ar")
        assert len(asked) <= 5


@pytest.mark.sqlite_is_enough
def test_words_are_compared_without_accents_short_vowels_or_forms_of_letters() -> None:
    assert fold("Évaluée") == "evaluee"
    assert fold("إِدَارَة") == "اداره"
    assert stem("demandes", "fr") == stem("demande", "fr")


@pytest.mark.sqlite_is_enough
def test_a_document_is_worth_its_best_term_for_each_word_and_must_answer_enough_of_them() -> None:
    groups = [{"tax": 1.0, "impot": 0.6}, {"chatbot": 1.0}]
    rows = [(1, "tax", 2.0), (1, "impot", 5.0), (2, "chatbot", 1.0), (1, "chatbot", 1.0)]
    assert add_up(groups, rows) == {1: 4.0, 2: 1.0}
    assert add_up(groups, rows, share=0.6) == {1: 4.0}


@pytest.mark.sqlite_is_enough
def test_stop_words_ask_for_nothing() -> None:
    assert asked_terms("de la في the") == ()
