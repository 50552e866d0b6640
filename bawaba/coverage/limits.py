"""How often one client may open a challenge."""

from typing import Final

from django.http import HttpRequest

from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend

CHALLENGES_AN_HOUR: Final = 10


def check_challenges(request: HttpRequest) -> None:
    """Count one challenge of this client. raises: TooManyRequests"""
    if spend(request, door="coverage.challenge", most=CHALLENGES_AN_HOUR, window_s=3_600).refused:
        raise TooManyRequests
