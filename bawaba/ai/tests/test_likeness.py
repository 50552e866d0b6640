"""The same use case twice is found, needs that bodies share stand together, and nobody sees what is not theirs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.ai import queries, services
from bawaba.ai.rules.likeness import groups, likeness
from bawaba.ai.tests.test_desk import browser
from bawaba.ai.tests.test_lifecycle import BOARD, prepared
from bawaba.ai.types import UseCaseRecord, UseCaseText
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import Actor, system_actor

OTHER = Actor(kind="person", key="account:95", account_id=95, roles=frozenset({("editor", "agency")}))
CENTRE = Actor(kind="person", key="account:96", account_id=96, roles=frozenset({("supervisor", "*")}))


def propose(actor: Actor, key: str, body: str, title: str, problem: str, language: str = "fr") -> None:
    record = UseCaseRecord(key=key, body=body, texts=[UseCaseText(language, title, problem)])
    services.propose_use_case(actor=actor, record=record)


def four() -> None:
    """One need of two bodies in other words and in another language, and one that is like nothing."""
    prepared()
    directory.ensure_bodies(
        actor=system_actor("test"), bodies=[BodyRecord(key="agency", names={"ar": "وكالة", "fr": "Agence"})]
    )
    propose(OTHER, "triage", "agency", "Trier les demandes reçues", "Chaque demande attend des semaines avant d’être lue.")  # fmt: skip
    propose(OTHER, "parking", "agency", "Compter les places de stationnement", "On tourne longtemps dans le quartier.")  # fmt: skip


words = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5).map(float), min_size=1)


@settings(max_examples=40, deadline=None)
@given(words, words)
def test_likeness_is_even_and_one_for_the_same(one, other) -> None:
    assert likeness(one, one) == pytest.approx(1)
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert -1e-12 <= likeness(one, other) <= 1 + 1e-12


@settings(max_examples=30, deadline=None)
@given(st.lists(words, min_size=1, max_size=8))
def test_nobody_stands_in_two_groups_or_alone_and_the_same_stand_together(texts) -> None:
    vectors = {str(place): text for place, text in enumerate([*texts, texts[0]])}
    found = groups(vectors, least=0.6)
    members = [name for group in found for name in group]
    assert len(set(members)) == len(members)
    assert all(len(group) > 1 for group in found)
    assert str(len(texts)) in members


@pytest.mark.django_db
class TestAcrossBodies:
    def test_the_centre_sees_one_need_of_two_bodies(self) -> None:
        four()
        (need,) = queries.group_needs(actor=CENTRE)
        assert {one.key for one in need.items} == {"sorting", "triage"}
        assert need.bodies == 2
        found = queries.find_duplicates(actor=CENTRE, key="sorting")
        assert [(one.key, one.body) for one in found.items] == [("triage", "Agence")]
        assert found.hidden == 0

    def test_who_sees_one_body_is_told_of_the_other_only_that_it_is_there(self) -> None:
        four()
        assert list(queries.group_needs(actor=BOARD[0])) == []
        found = queries.find_duplicates(actor=BOARD[0], key="sorting")
        assert (list(found.items), found.hidden) == ([], 1)
        page = browser("publisher", 4301).get("/fr/ai/desk/use-cases/sorting").content.decode()
        assert "Trier les demandes reçues" not in page
        assert "Peut-être la même chose deux fois" in page

    def test_words_of_one_meaning_meet_across_languages(self) -> None:
        prepared()
        propose(OTHER_HERE, "bot-fr", "ministry", "Fraude aux impôts", "La fraude aux impôts coûte cher.")  # fmt: skip
        propose(OTHER_HERE, "bot-en", "ministry", "Tax fraud", "Tax fraud costs everybody.", "en")
        (one,) = queries.find_duplicates(actor=BOARD[0], key="bot-en").items
        assert one.key == "bot-fr"

    def test_the_page_of_needs_shows_them(self) -> None:
        four()
        propose(OTHER_HERE, "again", "ministry", "Trier les demandes", "Une demande attend trois semaines.")
        for language in ("ar", "fr"):
            answer = browser("publisher", 4302 + len(language) * (language == "ar")).get(
                f"/{language}/ai/desk/needs"
            )
            assert answer.status_code == 200
            assert "/ai/desk/use-cases/again" in answer.content.decode()


OTHER_HERE = Actor(kind="person", key="account:94", account_id=94, roles=frozenset({("editor", "ministry")}))
