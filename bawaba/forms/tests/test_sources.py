"""Once only: what another administration holds is fetched from it, with consent, and typed when it is down."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bawaba.forms import queries, services
from bawaba.forms.connectors.http_json import REST_S, HttpJsonSettings, HttpJsonSource
from bawaba.forms.errors import LevelTooLow, SourceUnknown
from bawaba.forms.models import SourceAnswer, SourceConsent
from bawaba.forms.tests.definitions import make_field, make_raw
from bawaba.forms.tests.factories import ACTOR, AMINA, OPTIONS, SYSTEM, make_draft, make_form
from bawaba.forms.tests.source_server import Administration, serve_administration
from bawaba.forms.types import Person, SourceUnavailable, person_readers
from bawaba.kernel import clock
from bawaba.kernel.errors import InvalidInput, PermissionDenied
from bawaba.kernel.models import AuditEntry

REGISTRY = {"source": "registry"}
FORM: dict[str, Any] = make_raw(
    make_field("given", "text", prefill=REGISTRY | {"path": "record.given"}),
    make_field("born", "date", prefill=REGISTRY | {"path": "record.born"}),
    make_field("copy", "choice", options=OPTIONS, prefill=REGISTRY | {"path": "record.copy"}),
    make_field("reason", "text"),
)


@pytest.fixture
def administration() -> Iterator[Administration]:
    with serve_administration() as running:
        yield running


class Watch:
    """Seconds that the test moves itself."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_source(running: Administration, watch: Watch, **more: Any) -> HttpJsonSource:
    settings: dict[str, Any] = {"key": "registry", "names": {"fr": "État civil"}, "url": f"{running.address}/people",
                                "token_url": f"{running.address}/token", "client_id": "bawaba",
                                "client_secret": "s3cret", "needs": ("cnie",)}  # fmt: skip
    return HttpJsonSource(HttpJsonSettings(**(settings | more)), seconds=watch)


def save_registry(running: Administration, **more: Any) -> None:
    settings: dict[str, Any] = {"key": "registry", "names": {"ar": "الحالة المدنية", "fr": "État civil"},
                                "url": f"{running.address}/people", "token_url": f"{running.address}/token",
                                "client_id": "bawaba", "client_secret": "s3cret", "needs": ["cnie"]}  # fmt: skip
    services.save_connector(actor=SYSTEM, **(settings | more))


def test_a_token_is_kept_until_it_ends(administration: Administration) -> None:
    watch = Watch()
    source = make_source(administration, watch)
    for _ in range(3):
        assert source.fetch({"cnie": "AB123456", "email": "kept here"})["record"]["given"] == "Amina"
    assert administration.tokens == ["token-0"]
    assert administration.asked == [{"cnie": "AB123456"}] * 3  # nothing but what it needs
    watch.now += 280
    source.fetch({"cnie": "AB123456"})
    assert administration.tokens == ["token-0", "token-1"]


def test_a_token_that_was_withdrawn_is_replaced(administration: Administration) -> None:
    source = make_source(administration, Watch())
    source.fetch({"cnie": "AB123456"})
    administration.valid.clear()
    assert source.fetch({"cnie": "AB123456"})["record"]["born"] == "1990-03-27"


def test_a_person_that_the_source_does_not_know_is_no_fault(administration: Administration) -> None:
    assert make_source(administration, Watch()).fetch({"cnie": "ZZ1"}) == {}


@pytest.mark.parametrize("fault", ["broken", "nonsense", "huge", "secret"])
def test_every_fault_is_told_as_unavailable(administration: Administration, fault: str) -> None:
    administration.broken = fault == "broken"
    administration.answer = {"nonsense": b"<html>", "huge": b" " * 1_100_000}.get(
        fault, administration.answer
    )
    source = make_source(administration, Watch(), client_secret="wrong" if fault == "secret" else "s3cret")
    with pytest.raises(SourceUnavailable):
        source.fetch({"cnie": "AB123456"})


def test_a_source_that_failed_rests_and_is_tried_again(administration: Administration) -> None:
    watch = Watch()
    source = make_source(administration, watch)
    administration.broken = True
    with pytest.raises(SourceUnavailable):
        source.fetch({"cnie": "AB123456"})
    administration.broken = False
    with pytest.raises(SourceUnavailable, match="resting"):
        source.fetch({"cnie": "AB123456"})
    watch.now += REST_S
    assert source.fetch({"cnie": "AB123456"})


def test_nobody_at_the_address_is_told_as_unavailable() -> None:
    gone = Administration(address="http://127.0.0.1:9")
    with pytest.raises(SourceUnavailable):
        make_source(gone, Watch()).fetch({"cnie": "AB123456"})


def test_a_secret_shows_nowhere() -> None:
    assert "s3cret" not in repr(HttpJsonSettings("k", {}, "u", "t", "c", "s3cret"))


@pytest.mark.django_db
def test_answers_are_fetched_with_consent_marked_and_kept(administration: Administration) -> None:
    save_registry(administration)
    draft = make_draft(make_form(FORM))
    outcome = services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="registry")
    assert outcome.available
    assert outcome.filled == ("given", "born")  # the third is no choice of the form
    opened = queries.open_draft(key=draft, owner=AMINA.owner)
    assert opened.content.values == {"given": "Amina", "born": "1990-03-27"}
    assert opened.content.origins["born"].source == "registry"
    assert SourceConsent.objects.count() == 1
    services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="registry")
    assert len(administration.asked) == 1  # from memory
    assert b"Amina" not in bytes(SourceAnswer.objects.get().sealed)
    with clock.frozen_at(clock.now() + timedelta(hours=2)):
        services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="registry")
    assert len(administration.asked) == 2
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"forms.source-consented", "forms.source-used"} <= verbs


@pytest.mark.django_db
def test_when_the_source_is_down_the_person_types(administration: Administration) -> None:
    save_registry(administration)
    administration.broken = True
    draft = make_draft(make_form(FORM))
    assert not services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="registry").available
    services.save_answers(actor=ACTOR, key=draft, person=AMINA, values={"given": "Amina"}, typed={})
    assert queries.open_draft(key=draft, owner=AMINA.owner).content.values == {"given": "Amina"}


@pytest.mark.django_db
def test_a_fetched_answer_that_is_typed_over_is_declared(administration: Administration) -> None:
    save_registry(administration)
    draft = make_draft(make_form(FORM))
    services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="registry")
    services.save_answers(
        actor=ACTOR, key=draft, person=AMINA, values={"given": "Amine", "born": "1990-03-27"}, typed={}
    )
    origins = queries.open_draft(key=draft, owner=AMINA.owner).content.origins
    assert {key: origin.source for key, origin in origins.items()} == {
        "given": "declared",
        "born": "registry",
    }


@pytest.mark.django_db
def test_a_person_who_is_not_known_enough_signs_in_first(administration: Administration) -> None:
    save_registry(administration)
    draft = make_draft(make_form(FORM), Person(owner="account:9", level="low"))
    with pytest.raises(LevelTooLow):
        services.fetch_from_source(
            actor=ACTOR, key=draft, person=Person(owner="account:9"), source="registry"
        )
    with pytest.raises(SourceUnknown):
        services.fetch_from_source(actor=ACTOR, key=draft, person=AMINA, source="nowhere")
    assert administration.asked == []


@pytest.mark.django_db
def test_only_administrators_set_sources_up(administration: Administration) -> None:
    with pytest.raises(PermissionDenied):
        services.save_connector(actor=ACTOR, key="x", names={}, url="https://a.example", token_url="https://a.example",
                                client_id="c", client_secret="s")  # fmt: skip
    for address in ("file:///etc/passwd", "http://registry.example/people", "mailto:a@example.ma"):
        with pytest.raises(InvalidInput):
            save_registry(administration, url=address)


@pytest.mark.django_db
def test_the_page_names_the_source_and_what_it_is_asked_for(
    client: Client, administration: Administration
) -> None:
    save_registry(administration)
    person_readers.register("test", lambda request: AMINA)
    try:
        draft = client.post(f"/fr/forms/{make_form(FORM)}")["Location"].partition("pages/")[0]
        page = client.get(f"{draft}pages/first").content.decode()
        assert "Nous demandons" in page or "État civil" in page
        assert page.index("État civil") < page.index("<li>born</li>")
        assert administration.asked == []
        answer = client.post(f"{draft}fetch/registry", {"page": "first"}, follow=True)
        assert 'value="27/03/1990"' in answer.content.decode()
        assert "État civil" in answer.content.decode()
    finally:
        person_readers._providers.pop("test")
