"""Which of the law's times a request has: the first whose condition holds on the answers."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.rules.samples import fill_in_procedure
from bawaba.casework.rules.timing import ORDINARY, choose_time, law_at
from bawaba.casework.services.procedures import read_default
from bawaba.casework.services.samples import read_samples
from bawaba.casework.types import AnswerTime, Clock, Law

sizes = st.sampled_from(("small", "large", "huge"))
times = st.lists(st.tuples(sizes, st.integers(1, 60)), max_size=4)


def is_size(size: str) -> dict[str, Any]:
    return {"==": [{"var": "size"}, size]}


@settings(max_examples=50)
@given(times, st.one_of(st.none(), sizes), st.integers(1, 60))
def test_the_first_condition_that_holds_wins_and_without_one_the_ordinary_time(
    rows: list[tuple[str, int]], size: str | None, ordinary: int
) -> None:
    law = Law(
        answer=Clock(ordinary), times=tuple(AnswerTime(is_size(name), Clock(days)) for name, days in rows)
    )
    applied = law_at(law, choose_time(law, {"size": size} if size else {}))
    assert applied.answer.days == next((days for name, days in rows if name == size), ordinary)
    assert applied.times == ()


def test_a_law_without_other_times_is_the_same_for_every_request() -> None:
    law = Law(answer=Clock(60))
    assert choose_time(law, {"size": "small"}) == ORDINARY
    assert law_at(law, ORDINARY) is law


def test_a_small_building_file_has_ten_days_and_a_large_one_twenty_five() -> None:
    sample = next(one for one in read_samples("procedures") if one["service"] == "permis-construire")
    law = parse_procedure(fill_in_procedure(read_default(), sample)).law
    days = {size: law_at(law, choose_time(law, {"size": size})).answer.days for size in ("small", "large")}
    assert days == {"small": 10, "large": 25}  # as the starter catalogue's summary of the service says
