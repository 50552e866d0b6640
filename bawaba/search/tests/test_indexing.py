"""Writing the index: with publication, or everything again; both give the same answers."""

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bawaba.kernel import ports
from bawaba.kernel.models import AuditEntry
from bawaba.search import queries, services
from bawaba.search.models import IndexedDocument, Passage, Posting, Segment
from bawaba.search.services import indexing
from bawaba.search.tests.factories import ACTOR, document

pytestmark = pytest.mark.django_db
WORDS = [
    "acte",
    "carte",
    "permis",
    "passeport",
    "naissance",
    "mariage",
    "voiture",
    "impôt",
    "école",
    "retraite",
    "taxe",
    "visa",
]


@pytest.fixture
def _no_other_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "search_sources", ports.Port("search sources"))
    monkeypatch.setattr(indexing, "search_sources", ports.search_sources)


def found(text: str, **more: object) -> list[str]:
    return [hit.key for hit in queries.search(text=text, **more).hits]


def test_a_published_document_is_found_at_once() -> None:
    services.index_documents(changed=[document("naissance", "Acte de naissance")])
    assert found("naissance") == ["naissance"]


def test_a_changed_document_is_found_by_its_new_words_only() -> None:
    services.index_documents(changed=[document("a", "Carte grise"), document("b", "Passeport")])
    services.index_documents(changed=[document("a", "Permis de chasse")])
    assert found("permis de chasse") == ["a"]
    assert found("carte grise") == []
    assert IndexedDocument.objects.filter(live=True).count() == 2
    assert not Passage.objects.filter(document__live=False).exists()


def test_a_removed_document_is_found_no_more() -> None:
    services.index_documents(changed=[document("a", "Carte grise")])
    services.index_documents(removed=[("service", "a")])
    assert found("carte grise") == []
    assert queries.status()["documents"] == 0


def test_nothing_is_indexed_when_publication_fails() -> None:
    with transaction.atomic():
        services.index_documents(changed=[document("a", "Carte grise")])
        transaction.set_rollback(True)
    assert not IndexedDocument.objects.exists()


def test_the_last_of_two_changes_in_one_call_counts() -> None:
    services.index_documents(changed=[document("a", "Carte grise"), document("a", "Passeport")])
    assert found("passeport") == ["a"]
    assert found("carte grise") == []


def test_a_document_may_be_empty() -> None:
    services.index_documents(changed=[document("empty", texts={})])
    assert found("empty") == []


def titles(count: int, seed: int = 3) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.sample(WORDS, 3)) for _ in range(count)]


@pytest.mark.usefixtures("_no_other_sources")
def test_many_small_writes_and_a_rebuild_answer_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "OPEN_SEGMENT", 6)
    monkeypatch.setattr(indexing, "OWN_SEGMENT", 5)
    monkeypatch.setattr(indexing, "MOST_SEGMENTS", 3)
    documents = [document(f"d{place:02}", title) for place, title in enumerate(titles(40))]
    for start in range(0, 40, 4):
        services.index_documents(changed=documents[start : start + 4])
    assert Segment.objects.count() <= 4
    in_parts = {word: set(found(word, limit=50)) for word in WORDS}
    ports.search_sources.register("test", lambda: documents)
    services.rebuild_index(actor=ACTOR)
    assert Segment.objects.count() == 1
    assert {word: set(found(word, limit=50)) for word in WORDS} == in_parts


@pytest.mark.usefixtures("_no_other_sources")
def test_merging_drops_retired_documents_and_keeps_frequencies_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "OPEN_SEGMENT", 1)
    monkeypatch.setattr(indexing, "MOST_SEGMENTS", 2)
    for title in ("carte un", "carte deux", "carte trois", "carte quatre"):
        services.index_documents(changed=[document("same", title)])
    frequencies = Posting.objects.filter(key="fr:cart").values_list("frequency", flat=True)
    assert sum(frequencies) <= 2  # the live document, and at most one retired in an unmerged segment


@pytest.mark.usefixtures("_no_other_sources")
def test_a_rebuild_is_audited_and_counts_its_documents() -> None:
    ports.search_sources.register("test", lambda: [document("a"), document("b")])
    assert services.rebuild_index(actor=ACTOR)["documents"] == 2
    assert AuditEntry.objects.filter(verb="search.rebuilt").count() == 1


def test_one_publication_costs_a_bounded_number_of_queries() -> None:
    services.index_documents(changed=[document(f"d{place}", title) for place, title in enumerate(titles(30))])
    with CaptureQueriesContext(
        connection,
    ) as few:
        services.index_documents(changed=[document("new", "Acte de mariage")])
    with CaptureQueriesContext(connection) as many:
        services.index_documents(
            changed=[document(f"n{place}", title) for place, title in enumerate(titles(20, 9))]
        )
    assert len(few) <= 32
    assert len(many) <= len(few) + 2
