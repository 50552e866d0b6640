"""How often one client may ask: each answer costs processor time."""

from typing import Final

from django.http import HttpRequest

from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend

QUESTIONS_A_MINUTE: Final = 30
RATINGS_IN_TEN_MINUTES: Final = 20


def check_questions(request: HttpRequest) -> None:
    """Count one question of this client. raises: TooManyRequests"""
    if spend(request, door="assistant.ask", most=QUESTIONS_A_MINUTE, window_s=60).refused:
        raise TooManyRequests


def check_ratings(request: HttpRequest) -> None:
    """Count one rating of this client. raises: TooManyRequests"""
    if spend(request, door="assistant.rate", most=RATINGS_IN_TEN_MINUTES, window_s=600).refused:
        raise TooManyRequests
