"""Refusals have stable codes that lead to one class and one status each."""

import pytest

from bawaba.kernel import errors
from bawaba.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied


def every_refusal() -> list[type[DomainError]]:
    found, waiting = [], [DomainError]
    while waiting:
        refusal = waiting.pop()
        found.append(refusal)
        waiting.extend(refusal.__subclasses__())
    return found


def test_no_two_refusals_share_a_code() -> None:
    codes = [refusal.code for refusal in every_refusal() if refusal.__module__.startswith("bawaba.")]
    assert sorted(codes) == sorted(set(codes))


def test_every_refusal_has_a_status_and_a_message() -> None:
    for refusal in every_refusal():
        assert errors.HTTP_STATUS[refusal.kind] in range(400, 500)
        assert str(refusal.message)


@pytest.mark.parametrize(
    ("error", "status"),
    [(InvalidInput(), 422), (NotFound(), 404), (PermissionDenied(), 403), (Conflict(), 409)],
)
def test_a_refusal_is_answered_with_its_status(error: DomainError, status: int) -> None:
    assert errors.http_status(error) == status


def test_a_code_leads_to_its_refusal() -> None:
    assert errors.get_refusal(code="conflict") is Conflict
    with pytest.raises(NotFound):
        errors.get_refusal(code="never-heard-of")


def test_a_refusal_carries_its_own_words_and_fields() -> None:
    error = InvalidInput("No.", hint="Try yes.", fields={"answer": "yes or no"})
    assert (str(error), str(error.next_step), error.fields) == ("No.", "Try yes.", {"answer": "yes or no"})
