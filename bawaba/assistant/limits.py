"""How often one client may ask: each answer costs processor time."""

from typing import Final

from django.http import HttpRequest

from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import Allowance, spend

QUESTIONS_A_MINUTE: Final = 30
# From one network by people who are signed in: many may share an address, each has their own limit.
SIGNED_IN_A_MINUTE: Final = 300
RATINGS_IN_TEN_MINUTES: Final = 20


def check_questions(request: HttpRequest) -> None:
    """Count one question: of the person who is signed in, and of their network. raises: TooManyRequests"""
    user = getattr(request, "user", None)
    person = str(user.pk) if user is not None and user.is_authenticated else ""
    most = SIGNED_IN_A_MINUTE if person else QUESTIONS_A_MINUTE
    door = "assistant.ask.signed-in" if person else "assistant.ask"
    _check(spend(request, door=door, most=most, window_s=60))
    if person:
        _check(spend(request, door=door, most=QUESTIONS_A_MINUTE, window_s=60, person=person))


def check_ratings(request: HttpRequest) -> None:
    """Count one rating of this client. raises: TooManyRequests"""
    _check(spend(request, door="assistant.rate", most=RATINGS_IN_TEN_MINUTES, window_s=600))


def _check(allowance: Allowance) -> None:
    if allowance.refused:
        raise TooManyRequests.until(allowance.resets_in_s)
