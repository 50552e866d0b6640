"""Writers at the same time wait for their turn, and none waits for ever."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from bawaba.kernel import audit, epochs
from bawaba.kernel.tests.factories import PERSON

needs_many_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite itself lets one writer at a time in; run on PostgreSQL"
)


@pytest.fixture(autouse=True)
def _fresh_epochs() -> Iterator[None]:
    epochs.forget()
    yield
    epochs.forget()


def record_then_advance(number: int) -> None:
    audit.record(actor=PERSON, verb="test.done", target=("thing", str(number)))
    epochs.advance()


def advance_then_record(number: int) -> None:
    epochs.advance()
    audit.record(actor=PERSON, verb="test.done", target=("thing", str(number)))


def write(work: Callable[[int], None], number: int) -> None:
    try:
        with transaction.atomic():
            work(number)
    finally:
        connection.close()


@needs_many_writers
@pytest.mark.django_db(transaction=True)
def test_many_writers_in_any_order_leave_a_whole_chain_and_every_count() -> None:
    ways = [record_then_advance, advance_then_record]
    with ThreadPoolExecutor(max_workers=8) as pool:
        turns = [pool.submit(write, ways[number % 2], number) for number in range(80)]
    for turn in turns:
        turn.result()
    assert audit.verify() == (80, [])
    assert epochs.read(epochs.PUBLIC) == 80
