"""The tree, the roles and the spellings, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.directory import rules
from bawaba.directory.tests.factories import SAMPLE_CONTACT, body
from bawaba.directory.types import BodyRecord, ContactPointRecord, OpeningSpan

keys = st.sampled_from([f"k{number}" for number in range(8)])
parent_maps = st.dictionaries(keys, st.one_of(st.just(""), keys), max_size=8)


def climbs_for_ever(parents: dict[str, str], start: str) -> bool:
    key = start
    for _step in range(len(parents) + 1):
        key = parents.get(key, "")
        if not key:
            return False
    return True


@given(parent_maps)
def test_a_cycle_is_found_exactly_when_climbing_never_ends(parents: dict[str, str]) -> None:
    cycle = rules.find_cycle(parents)
    assert bool(cycle) == any(climbs_for_ever(parents, key) for key in parents)
    for lower, upper in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
        assert parents[lower] == upper


@given(parent_maps)
def test_every_parent_comes_in_an_earlier_layer(parents: dict[str, str]) -> None:
    if rules.find_cycle(parents):
        return
    layers = rules.parents_first({key: body(key, parent) for key, parent in parents.items()})
    level = {one.key: number for number, layer in enumerate(layers) for one in layer}
    assert level.keys() == parents.keys()
    for key, parent in parents.items():
        if parent in parents:
            assert level[parent] < level[key]


def test_a_body_under_itself_is_a_cycle() -> None:
    assert rules.find_cycle({"a": "a"}) == ("a",)


@pytest.mark.parametrize(
    ("held", "asked", "covered"),
    [
        ("publisher", "editor", True),
        ("publisher", "publisher", True),
        ("editor", "publisher", False),
        ("administrator", "supervisor", True),
        ("administrator", "counter-officer", False),
        ("administrator", "identity-administrator", False),
        ("counter-officer", "counter-officer", True),
        ("identity-administrator", "editor", False),
        ("supervisor", "editor", False),
        ("supervisor", "agent", True),
        ("agent", "supervisor", False),
        ("administrator", "agent", False),
        ("administrator", "casework-administrator", True),
        ("casework-administrator", "agent", False),
        ("king", "editor", False),
    ],
)
def test_a_role_covers_the_ones_it_implies(held: str, asked: str, covered: bool) -> None:
    assert rules.holds([(held, "agency")], asked, ["ministry", "agency"]) is covered  # type: ignore[arg-type]


def test_a_role_reaches_down_the_tree_and_never_up_or_aside() -> None:
    assert rules.holds([("editor", "ministry")], "editor", ["ministry", "agency"])
    assert not rules.holds([("editor", "agency")], "editor", ["ministry"])
    assert not rules.holds([("editor", "other")], "editor", ["ministry", "agency"])
    assert rules.holds([("editor", rules.EVERYWHERE)], "editor", ["ministry", "agency"])


@pytest.mark.parametrize("key", ["a", "ompic", "ministere-de-l-interieur", "k2", "a" * 120])
def test_plain_keys_are_accepted(key: str) -> None:
    assert rules.is_key(key)


@pytest.mark.parametrize(
    "key", ["", "Ompic", "a--b", "-a", "a-", "a b", "é", "a" * 121, "a\x00", "a\n", "وزارة"]
)
def test_other_keys_are_not(key: str) -> None:
    assert not rules.is_key(key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Office des Changes", "office  des changes"),
        ("Agence nationale des registres (ANR)", "AGENCE NATIONALE DES REGISTRES – ANR"),
        ("Œuvres sociales", "oeuvres sociales"),
        ("الهيأة العليا للإتصال", "الهياة العليا للاتصال"),
        ("الوكالـــة", "الوكالة"),
        ("مُديريّة", "مديرية"),
    ],
)
def test_spellings_that_differ_in_form_alone_are_one_name(one: str, other: str) -> None:
    assert rules.name_form(one) == rules.name_form(other)


@given(st.text(min_size=1, max_size=300))
def test_a_proposed_key_is_a_key_and_always_the_same(name: str) -> None:
    key = rules.proposed_key(name, "MA")
    assert rules.is_key(key)
    assert key.startswith("ma-")
    assert rules.proposed_key(name, "MA") == key


def test_a_proposed_key_spells_the_name_and_tells_apart_what_ascii_cannot() -> None:
    assert rules.proposed_key("Ministère de la Justice", "FR") == "fr-ministere-de-la-justice"
    assert rules.proposed_key("وزارة العدل", "MA") != rules.proposed_key("وزارة الصحة", "MA")


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (body("Bad Key"), "key"),
        (body("a", kind="kingdom"), "kind"),
        (body("a", names={}), "names"),
        (body("a", names={"ar": ""}), "names"),
        (body("a", country="MAR"), "country"),
        (body("a", contacts=(ContactPointRecord(hours=(OpeningSpan(8, "08:00", "09:00"),)),)), "contacts.0.hours"),
        (body("a", contacts=(ContactPointRecord(hours=(OpeningSpan(1, "9:00", "10:00"),)),)), "contacts.0.hours"),
        (body("a", contacts=(SAMPLE_CONTACT, ContactPointRecord(hours=(OpeningSpan(1, "10:00", "10:00"),)))),
         "contacts.1.hours"),
    ],
)  # fmt: skip
def test_a_record_that_breaks_a_rule_names_the_field(record: BodyRecord, field: str) -> None:
    assert list(rules.faults_of(record)) == [field]


def test_a_sound_record_has_no_fault() -> None:
    assert rules.faults_of(body("agency", "ministry", contacts=(SAMPLE_CONTACT,))) == {}
