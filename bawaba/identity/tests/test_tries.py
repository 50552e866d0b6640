"""Wrong passwords are counted by name and sender, so that nobody guesses and no stranger locks anyone out."""

import pytest
from django.http import HttpRequest

from bawaba.identity.services import tries
from bawaba.kernel import clock

pytestmark = pytest.mark.django_db


def try_(named: str, sender: str) -> tries.Try:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = sender
    return tries.begin_try(request=request, named=named)


def test_no_moment_between_two_windows_lets_twice_as_many_guesses_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = clock.now().replace(microsecond=0)
    start = start.fromtimestamp(start.timestamp() // 300 * 300, start.tzinfo)
    moments = [start.fromtimestamp(start.timestamp() + at, start.tzinfo) for at in (299, 301, 450, 605)]
    passed = []
    for moment in moments:
        monkeypatch.setattr("bawaba.identity.services.tries.clock.now", lambda moment=moment: moment)
        count = 0
        for _ in range(9):
            try:
                try_("owner@example.org", "192.0.2.9")
            except tries.TooManyTries:
                break
            count += 1
        passed.append(count)
    assert passed[0] == 5
    assert passed[1] == 0, "right after the border nothing is forgotten"
    assert passed[2] <= 3
    assert sum(passed[:3]) <= 5 + 3


def test_a_right_password_and_a_refused_try_do_not_count() -> None:
    for _ in range(12):
        try_("owner@example.org", "192.0.2.9").rollback()
    for _ in range(5):
        try_("owner@example.org", "192.0.2.9")
    for _ in range(10):
        with pytest.raises(tries.TooManyTries):
            try_("owner@example.org", "192.0.2.9")
    assert try_("other@example.org", "192.0.2.9"), "one name keeps nobody else out"
    assert try_("owner@example.org", "198.51.100.9"), "nor its owner elsewhere"


def test_a_new_password_forgets_the_wrong_ones() -> None:
    for _ in range(5):
        try_("owner@example.org", "192.0.2.9")
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "192.0.2.9"
    tries.forget_tries(request=request, named="Owner@example.org")
    assert try_("owner@example.org", "192.0.2.9")
