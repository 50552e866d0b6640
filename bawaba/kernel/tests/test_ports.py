"""Lower rooms offer, upper rooms read, and neither knows the other."""

from collections.abc import Callable, Iterable

import pytest

from bawaba.kernel import ports
from bawaba.kernel.ports import Port, SearchDocument, SearchText

DOCUMENT = SearchDocument(kind="service", key="acte", texts={"fr": SearchText("Acte")})


@pytest.fixture
def sinks(monkeypatch: pytest.MonkeyPatch) -> Port[ports.SearchSink]:
    fresh: Port[ports.SearchSink] = Port("search sinks")
    monkeypatch.setattr(ports, "search_sinks", fresh)
    return fresh


def test_a_port_gives_its_providers_in_the_order_they_came() -> None:
    port: Port[Callable[[], int]] = Port("numbers")
    port.register("one", lambda: 1)
    port.register("two", lambda: 2)
    assert [provider() for provider in port.providers().values()] == [1, 2]


def test_registering_a_key_again_replaces_its_provider() -> None:
    port: Port[int] = Port("numbers")
    port.register("one", 1)
    port.register("one", 11)
    assert port.providers() == {"one": 11}


def test_what_a_reader_does_with_the_answer_does_not_reach_the_port() -> None:
    port: Port[int] = Port("numbers")
    port.register("one", 1)
    dict(port.providers()).clear()
    assert port.providers() == {"one": 1}


def test_every_sink_gets_every_change_even_from_a_generator(sinks: Port[ports.SearchSink]) -> None:
    taken: list[tuple[list[SearchDocument], list[tuple[str, str]]]] = []

    def take(*, changed: Iterable[SearchDocument], removed: Iterable[tuple[str, str]]) -> None:
        taken.append((list(changed), list(removed)))

    sinks.register("first", take)
    sinks.register("second", take)
    ports.publish_documents(changed=(one for one in [DOCUMENT]), removed=iter([("service", "old")]))
    assert taken == [([DOCUMENT], [("service", "old")])] * 2


def test_without_a_search_room_publishing_does_nothing(sinks: Port[ports.SearchSink]) -> None:
    ports.publish_documents(changed=[DOCUMENT])
