"""Best bets as a process holds them: all of them, read again at most once in `POLL_S`."""

import time
from typing import Final

from bawaba.search.models import BestBet

POLL_S: Final = 5.0
_Bets = dict[str, list[tuple[str, str]]]
_known: dict[str, tuple[_Bets, float]] = {}


def best_bets(normal_text: str) -> list[tuple[str, str]]:
    """Return the (kind, key) pairs that editors set for a question in its normal form, in order.

    One SQL query each `POLL_S`.
    """
    known = _known.get("all")
    if known is None or time.monotonic() - known[1] > POLL_S:
        bets: _Bets = {}
        for text, kind, key in BestBet.objects.values_list("text", "kind", "key"):
            bets.setdefault(text, []).append((kind, key))
        known = (bets, time.monotonic())
        _known["all"] = known
    return known[0].get(normal_text, [])


def forget_bets() -> None:
    """Read them again at the next question (after a write of this process)."""
    _known.clear()
