"""What an address asks, and what a report may hold."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from bawaba.portal.forms import LONGEST_QUESTION, ReportForm, read_click, read_question
from bawaba.portal.types import Click, Question


def asked(**values: str) -> Question:
    given = QueryDict(mutable=True)
    given.update(values)
    return read_question(given)


@given(
    st.dictionaries(
        st.sampled_from(["q", "audience", "event", "page", "online", "free", "territory"]), st.text()
    )
)
def test_any_address_is_read_without_an_error(values: dict[str, str]) -> None:
    question = asked(**values)
    assert len(question.text) <= LONGEST_QUESTION
    assert 1 <= question.page <= 100


@given(st.text(max_size=60), st.booleans(), st.integers(min_value=1, max_value=50))
def test_an_address_written_and_read_asks_the_same(text: str, online: bool, page: int) -> None:
    question = asked(q=text, online="1" if online else "", page=str(page))
    assert read_question(QueryDict(question.address().removeprefix("?"))) == question


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    question = asked(q="passeport", page="3")
    assert "page" not in question.address(online=True)
    assert question.address(page=4).endswith("page=4")


def test_control_and_direction_marks_are_dropped_from_a_question() -> None:
    assert asked(q="pass\u202eport\x00").text == "passport"


def test_a_filter_that_is_no_key_counts_as_absent() -> None:
    assert asked(audience="<script>").audience == ""


def test_a_click_needs_a_question_and_a_service() -> None:
    assert read_click(QueryDict("q=a&service=b&rank=2")) == Click("a", "b", 2)
    assert read_click(QueryDict("q=a&rank=2")) is None


def test_an_unlisted_document_must_be_named() -> None:
    assert not ReportForm({"kind": "document"}, kind="document").is_valid()
    assert ReportForm({"kind": "document", "document": "Acte de vie"}, kind="document").is_valid()


def test_saying_that_something_is_wrong_needs_a_word_on_what() -> None:
    form = ReportForm({"kind": "wrong"}, kind="wrong")
    assert not form.is_valid()
    assert "details" in form.errors


@pytest.mark.parametrize("kind", ["useful", "not-useful"])
def test_an_opinion_may_come_without_words(kind: str) -> None:
    assert ReportForm({"kind": kind}, kind=kind).is_valid()
