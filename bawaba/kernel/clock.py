"""The one source of the present. Tests set it; rules never call it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """Return the present as an aware datetime in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return today's date in the country's time zone (`TIME_ZONE`)."""
    return timezone.localtime(now()).date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the present at an aware `moment` inside the block."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
