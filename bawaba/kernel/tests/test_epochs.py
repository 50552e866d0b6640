"""The epoch grows when a change is committed, and costs a query at most once a second."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from bawaba.kernel import epochs


@pytest.fixture(autouse=True)
def _fresh_epochs() -> Iterator[None]:
    epochs.forget()
    yield
    epochs.forget()


@pytest.mark.django_db
def test_a_process_asks_once_and_then_remembers(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert epochs.current() == epochs.current() == 0


@pytest.mark.django_db
def test_a_change_shows_at_once_in_its_own_process(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = epochs.current()
    with django_capture_on_commit_callbacks(execute=True):
        epochs.advance()
    assert epochs.current() == before + 1


@pytest.mark.django_db
def test_a_change_by_another_process_shows_when_the_memory_is_too_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    epochs.current()
    epochs.count_up(epochs.PUBLIC)  # what another process would leave in the database
    assert epochs.current() == 0
    monkeypatch.setattr(epochs, "POLL_S", 0.0)
    assert epochs.current() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_the_epoch_as_it_was() -> None:
    with transaction.atomic():
        epochs.advance()
        transaction.set_rollback(True)
    assert epochs.current() == 0


@pytest.mark.django_db
def test_counters_are_apart_and_count_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    epochs.count_up("one")
    with django_assert_num_queries(1):
        epochs.count_up("one")
    assert (epochs.read("one"), epochs.read("two")) == (2, 0)


@pytest.mark.django_db
def test_what_is_kept_by_a_counter_goes_when_that_counter_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    mine: epochs.EpochMemory[str, int] = epochs.EpochMemory(name="mine")
    public: epochs.EpochMemory[str, int] = epochs.EpochMemory()
    monkeypatch.setattr(epochs, "POLL_S", 0.0)
    assert (mine.get("a", lambda: 1), public.get("a", lambda: 1)) == (1, 1)
    epochs.count_up("mine")
    assert (mine.get("a", lambda: 2), public.get("a", lambda: 2)) == (2, 1)


@pytest.mark.django_db
def test_nothing_is_not_kept_and_the_longest_unused_goes_first() -> None:
    memory: epochs.EpochMemory[str, int] = epochs.EpochMemory(2)
    assert memory.get("a", lambda: None) is None
    assert [memory.get(key, lambda: 1) for key in ("a", "b", "a", "c")] == [1, 1, 1, 1]
    assert memory.get("a", lambda: 2) == 1
    assert memory.get("b", lambda: 2) == 2


@pytest.mark.django_db
def test_a_writer_reads_what_it_wrote_before_its_transaction_ends() -> None:
    memory: epochs.EpochMemory[str, int] = epochs.EpochMemory(name="mine")
    memory.get("a", lambda: 1)
    epochs.empty_memories("mine")
    assert memory.get("a", lambda: 2) == 2


@pytest.mark.django_db
def test_a_function_is_called_once_for_its_arguments_even_where_it_returns_nothing() -> None:
    calls: list[int] = []

    @epochs.keep_for_epoch
    def seen(number: int, *, more: int = 0) -> None:
        calls.append(number + more)

    for number, more in ((1, 0), (1, 0), (1, 1), (2, 0)):
        seen(number, more=more)
    assert calls == [1, 2, 2]
