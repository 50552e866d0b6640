"""What a record must be; what is missing in it; texts made safe."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.catalogue import rules
from bawaba.catalogue.rules.validity import is_web_address
from bawaba.catalogue.tests.factories import service_record
from bawaba.catalogue.types import Channel, Cost, Item, LegalResource, Problem

TODAY = date(2026, 11, 24)
LAW_55_19 = rules.LegalLimit(60, "loi n° 55-19, article 16")


def test_a_complete_record_has_no_problem():
    assert rules.find_problems(service_record(), events={"naissance"}) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"identifier": "Not An Id"}, Problem("identifier", "not-an-identifier")),
        ({"identifier": "a" * 121}, Problem("identifier", "not-an-identifier")),
        ({"identifier": "a--b"}, Problem("identifier", "not-an-identifier")),
        ({"authority": ""}, Problem("authority", "missing")),
        ({"titles": {}}, Problem("titles", "missing")),
        ({"titles": {"fr": "x" * 401}}, Problem("titles.fr", "too-long")),
        ({"titles": {"FR!": "x"}}, Problem("titles.FR!", "unknown-language")),
        ({"audiences": ()}, Problem("audiences", "missing")),
        ({"audiences": ("citizen", "martian")}, Problem("audiences", "unknown")),
        ({"channels": (Channel("pigeon"),)}, Problem("channels", "unknown")),  # type: ignore[arg-type]
        ({"confidence": "certain"}, Problem("confidence", "unknown")),
        ({"kind": "poem"}, Problem("kind", "unknown")),
        ({"events": ("unheard-of",)}, Problem("events", "unknown")),
        ({"country": "Maroc"}, Problem("country", "unknown")),
        ({"cost": Cost(Decimal("-1"))}, Problem("cost", "out-of-range")),
        ({"cost": Cost(Decimal("NaN"))}, Problem("cost", "out-of-range")),
        ({"cost": Cost(Decimal(1), "dirham")}, Problem("cost", "unknown")),
        ({"delay_days": -1}, Problem("delay_days", "out-of-range")),
        ({"delay_days": 10**9}, Problem("delay_days", "out-of-range")),
        ({"url": "javascript:alert(1)"}, Problem("url", "not-an-address")),
        ({"channels": (Channel("online", "ftp://x.ma"),)}, Problem("channels.0", "not-an-address")),
        ({"legal": (LegalResource("loi", "x"),)}, Problem("legal.0", "not-an-address")),
        (
            {"documents": tuple(Item(f"d{n}", {"fr": "x"}) for n in range(201))},
            Problem("documents", "too-many"),
        ),
        ({"documents": (Item("d", {"fr": "x"}), Item("d", {"fr": "y"}))}, Problem("documents", "duplicate")),
        ({"keywords": {"fr": ("x" * 121,)}}, Problem("keywords.fr", "too-long")),
    ],
)
def test_what_breaks_a_rule_is_named(changes, problem):
    assert problem in rules.find_problems(service_record(**changes), events={"naissance"})


@pytest.mark.parametrize(
    "address", ["https://maroc.ma", "http://127.0.0.1:8000/a?b=c#d", "https://البوابة.المغرب/خدمة"]
)
def test_web_addresses_are_known(address):
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "maroc.ma", "htpps://x.ke", "https://", "https://a b.ma", "https://[x", "data:text/html,x"],
)
def test_other_texts_are_no_web_addresses(address):
    assert not is_web_address(address)


@given(st.text(max_size=60))
def test_any_text_may_be_asked_whether_it_is_an_address(text):
    assert is_web_address(text) in {True, False}


@given(st.text(max_size=200))
def test_a_slug_is_empty_or_an_identifier(text):
    slug = rules.slug(text)

    assert slug == "" or rules.is_identifier(slug)


def test_a_slug_keeps_the_letters_that_ascii_has():
    assert (
        rules.slug("Œuvres sociales – Enfants de l'État (2026)") == "oeuvres-sociales-enfants-de-l-etat-2026"
    )


def test_publication_in_morocco_needs_both_languages():
    record = service_record(summaries={"fr": "Un résumé."}, titles={"ar": "عنوان"})

    assert rules.missing_for_publication(record, languages=("ar", "fr")) == (
        Problem("titles.fr", "missing"),
        Problem("summaries.ar", "missing"),
    )


def test_a_complete_record_misses_nothing():
    record = service_record(cost=Cost(Decimal(0)))

    found = rules.measure_completeness(record, today=TODAY, languages=("ar", "fr"), limit=LAW_55_19)

    assert (found.score, found.missing) == (100, ())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"titles": {"fr": "x"}}, "title-missing"),
        ({"summaries": {"fr": "x"}}, "summary-missing"),
        ({"documents": ()}, "no-documents"),
        ({"documents": (Item("d", {"fr": "x"}),)}, "translation-missing"),
        ({"steps": ()}, "no-steps"),
        ({"delay_days": None}, "no-delay"),
        ({"delay_days": 61}, "delay-above-legal"),
        ({"cost": Cost(None)}, "no-fee"),
        ({"channels": ()}, "no-channel"),
        ({"url": "", "channels": (Channel("office"),)}, "no-address"),
        ({"verified_on": None}, "old"),
        ({"verified_on": date(2025, 11, 23)}, "old"),
        ({"legal": ()}, "no-legal-basis"),
        ({"sources": ()}, "no-source"),
        ({"keywords": {}}, "no-keywords"),
    ],
)
def test_each_gap_is_named_and_lowers_the_score(changes, reason):
    found = rules.measure_completeness(
        service_record(**changes), today=TODAY, languages=("ar", "fr"), limit=LAW_55_19
    )

    assert [gap.reason for gap in found.missing] == [reason]
    assert found.score < 100


def test_a_dead_link_is_a_gap():
    found = rules.measure_completeness(service_record(), today=TODAY, dead_links={"https://exemple.ma"})

    assert [gap.reason for gap in found.missing] == ["dead-link"]


@pytest.mark.parametrize(("delay", "above"), [(60, False), (61, True), (None, False)])
def test_the_legal_limit_itself_is_allowed(delay, above):
    assert rules.is_delay_above(delay, LAW_55_19) is above


def test_a_country_without_a_limit_has_no_delay_above_it():
    assert not rules.is_delay_above(1000, rules.LegalLimit())


def test_markup_and_invisible_characters_are_removed_everywhere():
    record = service_record(
        titles={"fr": "<b>Titre</b>\n<script>x()</script> \u202eici", "ar": "\x00"},
        documents=(Item("d1", {"fr": "<p>Carte</p>"}), Item("d2", {"fr": "<br>"})),
        keywords={"fr": ("<i>mot</i>", "mot", " ")},
    )

    clean = rules.clean_record(record)

    assert clean.titles == {"fr": "Titre ici"}
    assert clean.documents == (Item("d1", {"fr": "Carte"}),)
    assert clean.keywords == {"fr": ("mot",)}


@pytest.mark.parametrize(
    "told",
    [
        "écrivez-moi à fatima.b@exemple.ma",
        "mon numéro est 06 12 34 56 78",
        "ma CIN AB123456",
        "RIB 007 810 0001234567890123 45",
        "+212-6-12345678",
    ],
)
def test_what_identifies_a_reader_is_removed(told):
    kept = rules.strip_personal_data(told)

    assert "[…]" in kept
    assert not any(part in kept for part in ("@", "123456", "34 56 78"))


def test_ordinary_figures_stay_in_a_report():
    told = "On m'a demandé 3 photos et 60 DH le 12/05/2026, loi 55-19"

    assert rules.strip_personal_data(told) == told
