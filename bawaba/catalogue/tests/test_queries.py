"""What readers get: cards, pages, events, documents to search; and how many queries it takes."""

import pytest

from bawaba.catalogue import queries, services
from bawaba.catalogue.errors import EventNotFound, ServiceNotFound
from bawaba.catalogue.tests.factories import SYSTEM, ensure_body, publish, service_record
from bawaba.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db


def several(count, **changes):
    publish(*(service_record(identifier=f"essai-{n:02d}", **changes) for n in range(count)))


def test_a_service_is_read_whole_in_three_queries(django_assert_num_queries):
    record = service_record()
    publish(record)

    with django_assert_num_queries(3):
        found = queries.get_service(identifier=record.identifier)

    assert found.record == record
    assert found.authority_names["fr"] == "Service de l'état civil"


@pytest.mark.parametrize("count", [1, 12])
def test_documents_of_some_services_take_four_queries(django_assert_num_queries, count):
    several(count)
    wanted = [f"essai-{n:02d}" for n in range(count)]

    with django_assert_num_queries(4):
        found = queries.search_documents_for(identifiers=[*wanted, "unknown"])

    assert [document.key for document in found] == wanted
    assert found[0].texts["ar"].title == "التصريح بالولادة"


def test_an_unknown_service_is_refused():
    with pytest.raises(ServiceNotFound):
        queries.get_service(identifier="nowhere")


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_takes_four_queries_whatever_its_length(django_assert_num_queries, count):
    several(count)

    with django_assert_num_queries(4):
        page = queries.list_services(
            language="fr", limit=50, event="naissance", audience="citizen", country="MA"
        )

    assert len(page.items) == count


def test_cards_come_in_the_order_asked_and_unknown_ones_are_left_out(django_assert_num_queries):
    several(3)

    with django_assert_num_queries(4):  # one of them for the epoch
        cards = queries.list_cards(identifiers=["essai-02", "unknown", "essai-00"], language="ar")
    with django_assert_num_queries(0):
        assert queries.list_cards(identifiers=["essai-00", "essai-02"], language="ar") == cards[::-1]

    assert [card.identifier for card in cards] == ["essai-02", "essai-00"]
    card = cards[0]
    assert (card.title, card.title_language) == ("التصريح بالولادة", "ar")
    assert card.authority_name == "مصلحة الحالة المدنية"
    assert (card.audiences, card.events) == (("citizen",), ("naissance",))
    assert (card.is_free, card.is_online, card.delay_days, card.confidence) == (None, True, 1, "official")


def test_no_cards_are_asked_for_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert queries.list_cards(identifiers=[], language="fr") == []


def test_a_card_says_which_language_it_fell_back_to():
    publish(service_record(titles={"en": "Register"}, summaries={"en": "x"}, country="KE", events=()))

    [card] = queries.list_services(language="ar").items

    assert (card.title, card.title_language) == ("Register", "en")


def test_a_language_that_the_site_does_not_speak_is_better_than_an_empty_card():
    publish(service_record(titles={"nb": "Melding"}, summaries={}, country="NO", events=()))

    [card] = queries.list_services(language="ar").items

    assert (card.title, card.title_language) == ("Melding", "nb")


@pytest.mark.parametrize("narrowed", [{}, {"audience": "citizen"}, {"event": "naissance"}, {"country": "MA"}])
def test_pages_follow_each_other_without_gap_or_repeat(narrowed):
    several(7)
    seen, after = [], ""
    while True:
        page = queries.list_services(language="fr", after=after, limit=3, **narrowed)
        seen += [card.identifier for card in page.items]
        after = page.after
        if not after:
            break

    assert seen == [f"essai-{n:02d}" for n in range(7)]


def test_a_service_added_between_two_pages_moves_nothing():
    several(4)
    first = queries.list_services(language="fr", limit=2)
    publish(service_record(identifier="a-premier-par-ordre"))

    second = queries.list_services(language="fr", limit=2, after=first.after)

    assert [card.identifier for card in second.items] == ["essai-02", "essai-03"]


@pytest.mark.parametrize("after", ["x", "-1", "1" * 30, "١", "1;drop"])
def test_a_cursor_that_is_not_ours_is_refused(after):
    with pytest.raises(InvalidInput):
        queries.list_services(language="fr", after=after)


def test_a_list_by_body_holds_the_bodies_below():
    ensure_body("above")
    ensure_body("below", parent="above")
    publish(service_record(authority="below"))

    assert len(queries.list_services(language="fr", body="above").items) == 1
    assert queries.list_services(language="fr", body="unknown").items == ()


def test_each_narrowing_narrows():
    several(2)
    publish(service_record(identifier="autre", audiences=("business",), events=("deces",), country="FR"))

    def found(**narrowed):
        return {card.identifier for card in queries.list_services(language="fr", **narrowed).items}

    assert found() == {"essai-00", "essai-01", "autre"}
    assert found(audience="business") == found(event="deces") == found(country="FR") == {"autre"}
    assert found(audience="business", event="naissance") == set()


def test_related_services_are_named_ones_first_then_of_the_same_event(django_assert_max_num_queries):
    publish(
        service_record(identifier="un", related=("loin", "inconnu")),
        service_record(identifier="voisin"),
        service_record(identifier="loin", events=("deces",)),
    )

    with django_assert_max_num_queries(9):
        cards = queries.related_cards(identifier="un", language="fr")

    assert [card.identifier for card in cards] == ["loin", "voisin"]


def test_events_come_in_their_order_with_their_number_of_services(django_assert_num_queries):
    several(3)

    with django_assert_num_queries(3):
        events = queries.list_events(language="fr", kind="life")

    assert {event.kind for event in events} == {"life"}
    assert {event.key: event.services for event in events if event.services} == {"naissance": 3}
    assert all(event.name and event.summary and event.icon for event in events)


def test_every_event_has_a_name_in_arabic_french_and_english():
    services.load_events(actor=SYSTEM)

    for language in ("ar", "fr", "en"):
        names = [event.name for event in queries.list_events(language=language)]
        assert len(set(names)) == 24


def test_an_event_is_found_by_its_key():
    services.load_events(actor=SYSTEM)

    assert queries.get_event(key="deces", language="fr").kind == "life"
    with pytest.raises(EventNotFound):
        queries.get_event(key="unheard-of", language="fr")


def test_loading_the_events_twice_changes_nothing():
    assert services.load_events(actor=SYSTEM) == 24
    assert services.load_events(actor=SYSTEM) == 0


def test_counts_divide_what_is_published(django_assert_num_queries):
    several(2)
    publish(
        service_record(identifier="autre", audiences=("business", "citizen"), country="FR", synthetic=True)
    )

    with django_assert_num_queries(3):
        counts = queries.count_published()

    assert (counts.services, counts.online, counts.bodies, counts.synthetic) == (3, 3, 1, 1)
    assert counts.by_audience == {"citizen": 3, "business": 1}
    assert counts.by_country == {"MA": 2, "FR": 1}
    assert counts.by_confidence == {"official": 3}


def test_the_search_engine_gets_every_language_and_the_bodies_above():
    ensure_body("above")
    ensure_body("below", parent="above")
    publish(service_record(authority="below"))

    [document] = queries.search_documents()

    assert (document.kind, document.key) == ("service", "declaration-essai")
    assert set(document.texts) == {"ar", "fr", "darija", "darija-latn"}
    assert "Acte de mariage" in document.texts["fr"].body
    assert document.texts["darija-latn"].keywords == ("nsejjel weldi",)
    assert document.facets == {
        "audience": ["citizen"],
        "event": ["naissance"],
        "authority": ["below", "above"],
        "country": ["MA"],
        "online": ["yes"],
        "kind": ["service"],
    }


def test_a_document_changes_its_revision_when_the_record_changes():
    publish(service_record())
    [before] = queries.search_documents()
    publish(service_record(delay_days=8))
    [after] = queries.search_documents()

    assert before.revision != after.revision


def test_the_news_are_the_latest_changes_of_the_country():
    several(2)
    publish(service_record(identifier="essai-00", delay_days=5))
    publish(service_record(identifier="ailleurs", country="FR"))

    news = queries.latest_news(5)

    assert [(item.path, item.kind) for item in news] == [
        ("services/essai-00", "service-changed"),
        ("services/essai-01", "service-added"),
    ]
    assert news[0].titles["fr"] == "Déclaration de naissance"
