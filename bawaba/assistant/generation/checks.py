"""A language model's address that may not be asked is told at `bawaba check`, not at the first question."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from bawaba.assistant.generation.endpoint import AddressRefused, endpoint_at


def check_endpoint(**_: Any) -> list[CheckMessage]:  # Any: what Django's checks are called with
    """Return an error when `BAWABA_LLM_URL` names an address that may not be asked."""
    if not settings.LLM_URL:
        return []
    try:
        endpoint_at(settings.LLM_URL, key="", hosts=settings.LLM_HOSTS, timeout_s=settings.LLM_TIMEOUT_S)
    except AddressRefused as error:
        return [Error(f"BAWABA_LLM_URL: {error}", id="assistant.E001")]
    return []
