"""Questions and their answers: filters, facets, corrections, best bets, suggestions, related."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.ports import SearchText
from bawaba.search import queries, services
from bawaba.search.errors import BestBetInvalid
from bawaba.search.tests.factories import ACTOR, document
from bawaba.search.types import SearchFilters

pytestmark = pytest.mark.django_db
EDITOR = Actor(kind="person", key="account:1", account_id=1, roles=frozenset({("editor", "ompic")}))


def two(french: str, arabic: str, **darija: tuple[str, ...]) -> dict[str, SearchText]:
    return {
        "fr": SearchText(title=french),
        "ar": SearchText(title=arabic),
        **{name.replace("_", "-"): SearchText(title="", keywords=words) for name, words in darija.items()},
    }


DOCUMENTS = [
    document(
        "naissance",
        texts=two("Acte de naissance", "رسم الولادة", darija=("عقد الازدياد",), darija_latn=("3a9d lzdyad",)),
        audience=["citizen"], event=["naissance"], authority=["etat", "interieur"], online=["yes"], free=["yes"],
        territory=["03.171"], country=["MA"],
    ),
    document(
        "passeport",
        texts=two("Passeport biométrique", "جواز السفر البيومتري", darija=("الباسبور",), darija_latn=("paspor",)),
        audience=["citizen"], event=["voyage"], authority=["etat", "dgsn"], online=["no"], free=["no"],
        territory=["03"], country=["MA"],
    ),
    document(
        "statuts",
        texts=two("Dépôt des statuts de la société", "إيداع النظام الأساسي للشركة"),
        audience=["business"], event=["creation"], authority=["etat", "justice"], online=["yes"],
        territory=["05"], country=["FR"],
    ),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _index() -> None:
    services.index_documents(changed=DOCUMENTS)


def found(text: str, **filters: Any) -> list[str]:
    result = queries.search(text=text, filters=SearchFilters(**filters))
    return [hit.key for hit in result.hits]


@pytest.mark.parametrize(
    "text",
    [
        "passeport",
        "PASSEPORT",
        "passeports biometriques",
        "جواز السفر",
        "الجواز",
        "بغيت الباسبور",
        "bghit lpaspor",
    ],
)
def test_one_service_is_found_in_every_language_and_script(text: str) -> None:
    assert found(text)[0] == "passeport"


@pytest.mark.parametrize("text", ["pasesport", "passepotr", "passeporrt"])
def test_a_misspelt_word_is_corrected_and_the_correction_told(text: str) -> None:
    result = queries.search(text=text)
    assert [hit.key for hit in result.hits] == ["passeport"]
    assert result.corrected == "passeport"


def test_a_correction_is_written_as_titles_write_it() -> None:
    assert queries.search(text="passeport biometriqe").corrected == "passeport biométrique"


def test_a_distant_word_is_proposed_and_not_searched() -> None:
    services.index_documents(changed=[document("copropriete", "Copropriété")])
    result = queries.search(text="copopriette")
    assert (result.corrected, result.did_you_mean, result.total) == ("", "copropriété", 0)


def test_a_known_word_is_not_corrected() -> None:
    assert queries.search(text="acte de naissance").corrected == ""


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"audience": "business"}, []),
        ({"audience": "citizen"}, ["naissance"]),
        ({"authority": "etat"}, ["naissance"]),
        ({"authority": "dgsn"}, []),
        ({"event": "naissance"}, ["naissance"]),
        ({"online": True}, ["naissance"]),
        ({"online": False}, []),
        ({"free": True}, ["naissance"]),
        ({"country": "MA"}, ["naissance"]),
        ({"territory": "05"}, []),
        ({"country": "nowhere"}, []),
    ],
)
def test_filters_leave_only_what_passes_them(filters: dict[str, Any], keys: list[str]) -> None:
    assert found("acte de naissance", **filters) == keys


def test_facets_count_what_was_found() -> None:
    facets = queries.search(text="passeport").facets
    assert facets["authority"] == {"etat": 1, "dgsn": 1}
    assert facets["online"] == {"no": 1}


def test_pages_of_results_do_not_overlap() -> None:
    services.index_documents(changed=[document(f"taxe-{place}", f"Taxe {place}") for place in range(7)])
    pages = [queries.search(text="taxe", limit=3, offset=offset).hits for offset in (0, 3, 6)]
    keys = [hit.key for page in pages for hit in page]
    assert len(keys) == len(set(keys))
    assert {f"taxe-{place}" for place in range(7)} <= set(keys)


def test_nothing_is_found_for_nothing() -> None:
    result = queries.search(text="   ")
    assert (result.hits, result.total) == ([], 0)
    assert queries.suggest(text="", language="fr") == []


def test_a_popular_document_wins_between_equals() -> None:
    services.index_documents(
        changed=[document("rare", "Taxe locale"), document("usual", "Taxe locale", weight=1.0)]
    )
    assert found("taxe locale") == ["usual", "rare"]


def test_a_best_bet_comes_first_and_says_so() -> None:
    services.set_best_bet(actor=ACTOR, text="  Naissance ", key="statuts")
    result = queries.search(text="naissance")
    assert [(hit.key, hit.best_bet) for hit in result.hits] == [("statuts", True), ("naissance", False)]
    assert found("naissance", audience="citizen") == ["naissance"]
    services.remove_best_bet(actor=ACTOR, text="naissance", key="statuts")
    assert found("naissance") == ["naissance"]


def test_only_those_who_publish_set_best_bets_on_known_documents() -> None:
    with pytest.raises(PermissionDenied):
        services.set_best_bet(actor=EDITOR, text="naissance", key="statuts")
    with pytest.raises(BestBetInvalid):
        services.set_best_bet(actor=ACTOR, text="naissance", key="unknown")
    with pytest.raises(BestBetInvalid):
        services.set_best_bet(actor=ACTOR, text=" !! ", key="statuts")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("nais", "naissance"),
        ("acte nai", "naissance"),
        ("جوا", "passeport"),
        ("السفر ج", "passeport"),
        ("3a9d lz", "naissance"),
        ("statu soc", "statuts"),
    ],
)
def test_a_beginning_suggests_a_title_in_any_script(typed: str, key: str) -> None:
    assert [one.key for one in queries.suggest(text=typed, language="ar")] == [key]


def test_suggestions_show_the_reader_s_language_or_say_which_it_is() -> None:
    assert queries.suggest(text="passe", language="ar")[0].text == "جواز السفر البيومتري"
    shown = queries.suggest(text="passe", language="fr")[0]
    assert (shown.text, shown.language) == ("Passeport biométrique", "fr")


def test_suggestions_cost_at_most_three_queries() -> None:
    queries.suggest(text="a", language="fr")
    with CaptureQueriesContext(connection) as asked:
        queries.suggest(text="acte", language="fr")
    assert len(asked) <= 3


def test_a_second_question_costs_no_query() -> None:
    queries.search(text="acte de naissance")
    with CaptureQueriesContext(connection) as asked:
        queries.search(text="acte de naissance")
    assert len(asked) == 0


def test_related_documents_are_others_of_the_same_kind() -> None:
    services.index_documents(
        changed=[document("mariage", "Acte de mariage"), document("x", "Acte", kind="event")]
    )
    assert [hit.key for hit in queries.related(kind="service", key="naissance")] == ["mariage"]
    assert queries.related(kind="service", key="unknown") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400), st.integers(0, 2000), st.integers(0, 50))
def test_any_text_gets_an_answer(text: str, offset: int, limit: int) -> None:
    started = time.perf_counter()
    result = queries.search(text=text, offset=offset, limit=limit)
    assert result.total >= len(result.hits)
    assert len(result.hits) <= limit
    queries.suggest(text=text, language="ar")
    assert time.perf_counter() - started < 5
