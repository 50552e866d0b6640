"""The stored form: nothing is lost, and two records have one hash only when they say the same."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.catalogue import rules
from bawaba.catalogue.tests.factories import service_record
from bawaba.catalogue.types import (
    AUDIENCES,
    CHANNELS,
    CONFIDENCES,
    RECORD_KINDS,
    Channel,
    Cost,
    Item,
    LegalResource,
    ServiceRecord,
    SourcePage,
)

text = st.text(min_size=1, max_size=12)
texts = st.dictionaries(st.sampled_from(["ar", "fr", "en", "zgh"]), text, max_size=3)
some_texts = st.dictionaries(st.sampled_from(["ar", "fr"]), text, min_size=1, max_size=2)
identifiers = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)


def items(prefix: str):
    return st.lists(some_texts, max_size=3).map(
        lambda rows: tuple(Item(f"{prefix}{place}", row) for place, row in enumerate(rows))
    )


records = st.builds(
    ServiceRecord,
    identifier=identifiers,
    titles=some_texts,
    authority=identifiers,
    audiences=st.lists(st.sampled_from(AUDIENCES), min_size=1, unique=True).map(tuple),
    summaries=texts,
    descriptions=texts,
    keywords=st.dictionaries(
        st.sampled_from(["fr", "darija"]), st.lists(text, min_size=1, max_size=3).map(tuple), max_size=2
    ),
    events=st.lists(identifiers, max_size=2).map(tuple),
    documents=items("d"),
    steps=items("s"),
    outputs=items("o"),
    rules=items("r"),
    cost=st.builds(
        Cost,
        st.none() | st.decimals(0, 10_000, places=2),
        st.sampled_from(["MAD", "EUR", "KES"]),
        texts,
    ),
    delay_days=st.none() | st.integers(0, 400),
    validities=texts,
    channels=st.lists(st.builds(Channel, st.sampled_from(CHANNELS), text, text, texts), max_size=2).map(
        tuple
    ),
    url=st.just("") | text,
    legal=st.lists(st.builds(LegalResource, text, st.just("") | text), max_size=2).map(tuple),
    related=st.lists(identifiers, max_size=2).map(tuple),
    sources=st.lists(st.builds(SourcePage, text, st.just("") | text), max_size=2).map(tuple),
    confidence=st.sampled_from(CONFIDENCES),
    verified_on=st.none() | st.dates(),
    verified_by=st.just("") | text,
    contact=texts,
    territory=st.just("") | identifiers,
    country=st.sampled_from(["MA", "FR", "KE"]),
    origin=st.just("") | identifiers,
    external_ids=st.dictionaries(identifiers, text, max_size=2),
    synthetic=st.booleans(),
    kind=st.sampled_from(RECORD_KINDS),
)


@settings(deadline=None)
@given(records)
def test_a_stored_record_comes_back_whole(record):
    stored = rules.encode(record)

    assert rules.decode(record.identifier, stored.facts, stored.texts) == record


@settings(deadline=None)
@given(records, records)
def test_two_hashes_are_equal_only_when_the_records_are(one, other):
    assert (rules.content_hash(one) == rules.content_hash(other)) == (one == other)


def test_the_same_money_written_differently_has_one_hash():
    forty = service_record(cost=Cost(Decimal("40")))

    assert rules.content_hash(forty) == rules.content_hash(service_record(cost=Cost(Decimal("40.00"))))
    assert rules.content_hash(forty) == rules.content_hash(service_record(cost=Cost(Decimal("4E+1"))))


def test_free_and_unknown_cost_are_not_the_same():
    free, unknown = service_record(cost=Cost(Decimal(0))), service_record(cost=Cost(None))

    assert rules.content_hash(free) != rules.content_hash(unknown)
    assert free.is_free
    assert not unknown.is_free


def test_a_delay_of_no_day_is_kept_apart_from_an_unknown_one():
    stored = rules.encode(service_record(delay_days=0))

    assert rules.decode("x", stored.facts, stored.texts).delay_days == 0


def test_the_order_of_languages_does_not_change_the_hash():
    one = service_record(titles={"ar": "أ", "fr": "a"})
    other = service_record(titles={"fr": "a", "ar": "أ"})

    assert rules.content_hash(one) == rules.content_hash(other)


def test_one_changed_word_changes_the_hash():
    changed = service_record(titles={"ar": "التصريح بالولادة", "fr": "Déclaration de naissances"})

    assert rules.content_hash(changed) != rules.content_hash(service_record())


def test_a_difference_names_the_field_and_the_language():
    before = service_record(delay_days=1)
    after = service_record(
        delay_days=30,
        titles={"ar": "التصريح بالولادة", "fr": "Déclarer une naissance"},
        verified_on=date(2026, 7, 1),
    )

    found = {(one.field, one.language): (one.before, one.after) for one in rules.compare(before, after)}

    assert found == {
        ("delay_days", ""): ("1", "30"),
        ("verified_on", ""): ("2026-06-01", "2026-07-01"),
        ("title", "fr"): ("Déclaration de naissance", "Déclarer une naissance"),
    }


def test_a_reordered_list_of_documents_is_a_difference():
    record = service_record()
    turned = service_record(documents=record.documents[::-1])

    assert {one.field for one in rules.compare(record, turned)} == {"documents"}


@settings(deadline=None)
@given(records)
def test_a_record_does_not_differ_from_itself(record):
    assert rules.compare(record, record) == ()
