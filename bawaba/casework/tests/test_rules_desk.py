"""Rules of the desk: words to search, sharing out, urgency, sheets, figures, drawings."""

import csv
import dataclasses
import io
import statistics
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bawaba.casework.rules import (
    drawing,
    editing,
    figures,
    filters,
    replies,
    searching,
    sharing,
    urgency,
)
from bawaba.casework.tests.procedures import make_procedure
from bawaba.casework.types import Route
from bawaba.kernel import sheets

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Élodie  BENNÂNI", "elodie bennani"),
        ("الإدريسي", "ادريسي"),
        ("أحمد", "احمد"),
        ("فاطمة", "فاطمه"),
        ("مُحَمَّد", "محمد"),
        ("٢٦ ۴۸", "26 48"),
        ("اليد", "اليد"),  # the article stays where two letters would be left
    ],
)
def test_a_name_is_found_however_it_is_written(typed: str, kept: str) -> None:
    assert " ".join(searching.words_of(typed)) == kept


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert searching.fold(searching.fold(text)) == searching.fold(text)


@given(st.text(max_size=200))
def test_the_same_words_come_out_whatever_their_case(text: str) -> None:
    assert searching.words_of(searching.fold(text)) == searching.words_of(text)


AGENTS = st.lists(
    st.builds(sharing.Agent, key=st.uuids().map(str), waiting=st.integers(0, 50), share=st.integers(0, 200)),
    max_size=8,
    unique_by=lambda agent: agent.key,
)


@given(AGENTS, st.integers(0, 60))
def test_sharing_out_gives_each_case_once_and_only_to_who_takes_cases(
    agents: list[sharing.Agent], count: int
) -> None:
    cases = [f"c{number}" for number in range(count)]
    given_out = sharing.share_out(cases, agents, today=TODAY)
    takers = {agent.key for agent in agents if agent.share}
    assert set(given_out.values()) <= takers
    assert list(given_out) == (cases if takers else [])


@given(st.integers(1, 6), st.integers(0, 60))
def test_equal_agents_with_empty_desks_differ_by_one_case_at_most(people: int, count: int) -> None:
    agents = [sharing.Agent(f"a{number}") for number in range(people)]
    given_out = sharing.share_out([str(number) for number in range(count)], agents, today=TODAY)
    counts = [list(given_out.values()).count(agent.key) for agent in agents]
    assert max(counts) - min(counts) <= 1


def test_who_is_away_takes_nothing_until_the_day_of_the_return() -> None:
    away = sharing.Agent("a", away_until=TODAY + timedelta(days=1))
    assert sharing.share_out(["c"], [away], today=TODAY) == {}
    assert sharing.share_out(["c"], [away], today=TODAY + timedelta(days=1)) == {"c": "a"}


def test_half_a_place_takes_half_as_many_cases() -> None:
    agents = [sharing.Agent("full"), sharing.Agent("half", share=50)]
    given_out = sharing.share_out([str(number) for number in range(30)], agents, today=TODAY)
    assert list(given_out.values()).count("full") == 20


def test_a_barred_agent_is_passed_over_for_that_case_alone() -> None:
    agents = [sharing.Agent("a"), sharing.Agent("b", waiting=9)]
    assert sharing.share_out(["c", "d"], agents, today=TODAY, barred={"c": "a"}) == {"c": "b", "d": "a"}


@pytest.mark.parametrize(
    ("days", "phase", "expected"),
    [(-1, "open", "overdue"), (0, "open", "today"), (1, "open", "soon"), (5, "open", "soon"),
     (6, "open", "later"), (-1, "paused", "paused"), (-1, "closed", "closed")],
)  # fmt: skip
def test_urgency_follows_the_legal_date(days: int, phase: str, expected: str) -> None:
    due = TODAY + timedelta(days=days)
    assert urgency.urgency_of(due_on=due, today=TODAY, phase=phase) == expected


FORMULAS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =cmd|' /C calc'!A0", "\u200f=1", "＝1", "%0A=1",
    "|calc", "\ufeff=1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_an_office_program_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert sheets.safe_text(text) == f"'{text}"


@given(
    st.lists(
        st.lists(
            st.text(
                alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_a_csv_file_reads_back_and_no_cell_starts_a_formula(rows: list[list[str]]) -> None:
    text = "".join(sheets.csv_lines(rows))
    read = list(csv.reader(io.StringIO(text.removeprefix(sheets.BYTE_ORDER_MARK), newline="")))
    flat = [cell for row in read for cell in row]
    assert [cell.removeprefix("'") for cell in flat] == [
        cell.removeprefix("'") for row in rows for cell in row
    ] or len(flat) == sum(len(row) for row in rows)
    assert not any(cell[:1] in "=+-@\t\r\n|%" for cell in flat if cell)


def test_figures_and_dates_stay_what_they_are() -> None:
    assert sheets.plain(-3) == "-3"
    assert sheets.plain(date(2026, 3, 1)) == "2026-03-01"
    assert sheets.plain(None) == ""


@given(st.lists(st.integers(0, 200), min_size=1, max_size=200))
def test_the_median_is_the_lower_middle_value(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    assert figures.percentile(counts, Fraction(1, 2)) == statistics.median_low(values)


def test_the_ninetieth_percentile_is_the_nearest_rank() -> None:
    # NIST/SEMATECH, 7.2.6.2, nearest rank: of 1 to 10, nine do not exceed 9.
    assert figures.percentile(dict.fromkeys(range(1, 11), 1), Fraction(9, 10)) == 9
    assert figures.percentile({}, Fraction(9, 10)) is None


def test_a_report_counts_answers_in_time_and_stars() -> None:
    found = figures.report(
        [("received", 0, 12), ("in-time", 3, 6), ("late", 40, 2), ("rating", 5, 3), ("rating", 2, 1),
         ("accepted", 0, 7), ("refused", 0, 1), ("waiting", 0, 4)]
    )  # fmt: skip
    assert (found.received, found.waiting, found.answered) == (12, 4, 8)
    assert found.compliance == 0.75
    assert (found.median_days, found.p90_days) == (3, 40)
    assert found.stars == 4.25
    assert found.outcomes["accepted"] == 7


def test_nothing_counted_says_nothing() -> None:
    found = figures.report([])
    assert found.compliance is None
    assert found.median_days is None
    assert found.stars is None


def test_ages_are_told_by_the_month_of_the_submission() -> None:
    waiting = {date(2026, 11, 1): 5, date(2026, 10, 1): 3, date(2025, 1, 1): 1}
    assert figures.ages(waiting, today=TODAY) == [(1, 5), (2, 3), (3, 0), (6, 0), (12, 0), (None, 1)]


def test_months_back_go_over_the_new_year() -> None:
    assert figures.months_back(date(2026, 2, 10), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


STATES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


@given(STATES, st.data(), st.booleans())
def test_in_a_drawing_no_boxes_overlap_and_no_arrow_crosses_a_box(
    states: list[str], data: st.DataObject, mirrored: bool
) -> None:
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(states), st.sampled_from(states)), max_size=12))
    steps = [drawing.Step(str(number), source, target) for number, (source, target) in enumerate(pairs)]
    drawn = drawing.draw({state: f"State {state}" for state in states}, steps, states[0], mirrored=mirrored)
    boxes = drawn.boxes
    for one in boxes:
        assert one.x >= 0
        assert one.x + one.width <= drawn.width
        assert one.y + one.height <= drawn.height
        assert not any(_overlap(one, other) for other in boxes if other is not one)
    assert len(drawn.arrows) == len(steps)
    for arrow in drawn.arrows:
        for start, end in zip(arrow.points, arrow.points[1:], strict=False):
            assert not any(_crosses(box, start, end) for box in boxes), arrow


def test_a_mirrored_drawing_begins_on_the_other_side() -> None:
    names = {"a": "One", "b": "Two", "c": "Three"}
    steps = [drawing.Step("1", "a", "b"), drawing.Step("2", "a", "c")]
    plain = {box.key: box.x for box in drawing.draw(names, steps, "a").boxes}
    turned = {box.key: box.x for box in drawing.draw(names, steps, "a", mirrored=True).boxes}
    assert plain["b"] < plain["c"]
    assert turned["b"] > turned["c"]


def _overlap(one: drawing.Box, other: drawing.Box) -> bool:
    apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart_x or one.y + one.height <= other.y or other.y + other.height <= one.y)


def _crosses(box: drawing.Box, start: tuple[int, int], end: tuple[int, int]) -> bool:
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    inside_x = left < box.x + box.width and right > box.x
    return inside_x and top < box.y + box.height and bottom > box.y


@given(
    st.dictionaries(
        st.sampled_from([field.name for field in dataclasses.fields(filters.DeskFilter)]),
        st.text(max_size=20),
    )
)
def test_a_filter_reads_back_from_its_address(given_: dict[str, str]) -> None:
    chosen = filters.read_filter(given_)
    assert filters.read_filter(filters.write_filter(chosen)) == chosen


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    strange = {
        "whose": "all'--",
        "service": "../etc",
        "agent": "account:x",
        "order": "price",
        "text": "  a  b ",
    }
    assert filters.read_filter(strange) == filters.DeskFilter(text="a b")


@pytest.mark.parametrize("text", ["", "2026-01-01", "x.1", "2026-01-01.", "2026-01-01.1 OR 1=1"])
def test_a_broken_cursor_begins_at_the_beginning(text: str) -> None:
    assert filters.read_cursor(text) is None


def test_a_state_that_is_renamed_takes_its_steps_along_and_one_that_goes_takes_them_away() -> None:
    procedure = make_procedure()
    renamed = editing.put_state(
        procedure, dataclasses.replace(procedure.states[1], key="looked-at"), was="in-review"
    )
    assert "in-review" not in {end for step in renamed.transitions for end in (step.source, step.target)}
    assert len(renamed.transitions) == len(procedure.transitions)
    left = editing.drop_state(procedure, "correction")
    assert {"correction"}.isdisjoint({end for step in left.transitions for end in (step.source, step.target)})


def test_steps_routes_and_territories_come_and_go() -> None:
    procedure = make_procedure()
    step = dataclasses.replace(procedure.transitions[0], key="other")
    more = editing.put_step(procedure, step)
    assert more.transitions[-1] == step
    assert editing.drop_step(more, step.source, "other") == procedure
    routed = editing.put_part(procedure, "routes", 0, Route("office", {"==": [1, 1]}))
    assert [route.office for route in routed.routing.routes] == [
        *(one.office for one in procedure.routing.routes),
        "office",
    ]
    assert editing.drop_part(routed, "routes", len(routed.routing.routes)) == procedure
    assert editing.put_territories(procedure, "commune", {"01": "office"}).routing.offices == {"01": "office"}


def test_a_template_fills_in_its_places_and_leaves_other_braces() -> None:
    texts = {"fr": "Demande {number}, {service}, avant le {due} {autre}", "ar": "الطلب {number}"}
    told = replies.fill_reply(texts, language="fr", number="26 1", service="Permis", due=date(2026, 3, 1))
    assert told == "Demande 26 1, Permis, avant le 01/03/2026 {autre}"
    assert replies.fill_reply(texts, language="zgh", number="1", service="s", due=TODAY).startswith("Demande")
    assert (
        replies.fill_reply({"ar": "{due}"}, language="ar", number="", service="{number}", due=TODAY)
        == "30/11/2026"
    )
