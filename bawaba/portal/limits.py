"""How often one client may use the portal's forms; refusal comes as a page."""

from typing import Final

from django.http import HttpRequest

from bawaba.kernel.errors import TooManyRequests
from bawaba.kernel.rates import spend

WINDOW_S: Final = 600


def check_rate(request: HttpRequest, *, door: str, most: int) -> None:
    """Count one use of a form by this client; refuse beyond `most` in ten minutes.

    raises: TooManyRequests
    """
    if spend(request, door=f"portal.{door}", most=most, window_s=WINDOW_S).refused:
        raise TooManyRequests
