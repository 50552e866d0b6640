"""What every page knows: its language and direction, and the reader's display settings."""

from django.http import HttpRequest
from django.utils.translation import get_language

from bawaba.kernel.languages import direction_of


def page_context(request: HttpRequest) -> dict[str, object]:
    """Return the context of every template. No SQL query."""
    code = get_language() or "ar"
    return {"language": code, "direction": direction_of(code)}
