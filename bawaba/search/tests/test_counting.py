"""Counters that name nobody."""

from datetime import timedelta

import pytest

from bawaba.kernel import clock
from bawaba.search import queries, services
from bawaba.search.models import ClickCount, QueryCount
from bawaba.search.rules.privacy import keepable_question
from bawaba.search.tests.factories import ACTOR, document

pytestmark = pytest.mark.django_db


def ask(text: str, times: int) -> None:
    for _ in range(times):
        services.record_no_result(text=text, language="fr")


def test_words_are_kept_only_once_asked_three_times() -> None:
    ask("Carte de  pêche", 2)
    assert QueryCount.objects.get().text == ""
    ask("carte de pêche", 1)
    row = QueryCount.objects.get()
    assert (row.text, row.count) == ("carte de peche", 3)


@pytest.mark.parametrize(
    "text",
    [
        "mon dossier 2024 118822",
        "ahmed@example.org",
        "cin BE123456",
        "06 12 34 56 78",
        "https://exemple.ma/x",
        "un " * 20,
        "12345/A/6",
    ],
)
def test_words_that_could_be_somebody_s_data_are_never_kept(text: str) -> None:
    ask(text, 5)
    assert keepable_question(text) == ""
    assert set(QueryCount.objects.values_list("text", flat=True)) <= {""}


def test_a_digest_of_one_day_says_nothing_of_another() -> None:
    ask("passeport", 1)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        ask("passeport", 1)
    first, second = QueryCount.objects.values_list("digest", flat=True)
    assert first != second


def test_clicks_count_known_documents_only() -> None:
    services.index_documents(changed=[document("naissance")])
    for key in ("naissance", "naissance", "unknown"):
        services.record_click(text="acte", language="fr", key=key, rank=1)
    row = ClickCount.objects.get()
    assert (row.kind, row.key, row.count) == ("service", "naissance", 2)


def test_old_counts_are_forgotten() -> None:
    with clock.frozen_at(clock.now() - timedelta(days=500)):
        ask("passeport", 3)
    with clock.frozen_at(clock.now() - timedelta(days=2)):
        ask("mariage", 3)
        ask("divorce", 1)
    services.forget_old_counts()
    assert list(QueryCount.objects.values_list("text", flat=True)) == ["mariage"]


def test_what_is_opened_often_wins_between_equals_and_a_few_clicks_say_nothing() -> None:
    services.index_documents(changed=[document("first", "Taxe locale"), document("second", "Taxe locale")])
    for _ in range(9):
        services.record_click(text="taxe", language="fr", key="second")
    assert services.apply_popularity(actor=ACTOR) == 0
    services.record_click(text="taxe", language="fr", key="second")
    assert services.apply_popularity(actor=ACTOR) == 1
    assert [hit.key for hit in queries.search(text="taxe locale").hits] == ["second", "first"]


def test_questions_often_asked_are_suggested_and_rare_ones_are_not() -> None:
    services.index_documents(changed=[document("naissance", "Extrait")])
    for text, times in (("acte de naissance", 3), ("acte de mon voisin", 2)):
        for _ in range(times):
            services.record_click(text=text, language="fr", key="naissance")
    assert [one.text for one in queries.suggest(text="acte", language="fr")] == ["acte de naissance"]
