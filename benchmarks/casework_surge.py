"""A surge: ten times as many people as the site serves without waiting come to lodge requests."""

import http.client
import threading
import time
from collections import Counter
from pathlib import Path

from fault_people import FORM, Journey
from servers import Server, serve

FEW, TEN_FOLD = 30, 10
CALM_S = 10
LONGEST_WAIT_S = 30


class Crowd:
    """So many people at a time, each lodging a request and then another as somebody new, until a moment."""

    def __init__(self, port: int, people: int, until: float) -> None:
        self.port, self.until = port, until
        self.statuses: Counter[str] = Counter()
        self.receipts: list[str] = []
        self.times: list[float] = []
        self.cut_short: list[str] = []
        self._lock = threading.Lock()
        self.threads = [threading.Thread(target=self._live, daemon=True) for _ in range(people)]

    def come(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        return self

    def _live(self) -> None:
        number = 0
        while time.monotonic() < self.until:
            number += 1
            self._lodge(f"{threading.get_ident()}-{number}")

    def _lodge(self, name: str) -> None:
        """Go through the form once; a step that is told to wait is tried again, as is one that was cut."""
        journey, place = Journey(self.port), f"/fr/forms/{FORM}"
        began = time.monotonic()
        for step, wanted in journey.steps(name):
            while True:
                status, place_now = self._ask(journey, step, place)
                if status == wanted:
                    place = place_now or place
                    break
                if step == "look" and time.monotonic() >= self.until:
                    return  # never let in: nothing was begun
                time.sleep(1 if status != 429 else min(journey.retry_after_s, LONGEST_WAIT_S) / 10)
                if time.monotonic() >= self.until + 120:
                    self.cut_short.append(f"{step} {status}")
                    return
        with self._lock:
            self.receipts.append(place)
            self.times.append(time.monotonic() - began)

    def _ask(self, journey: Journey, step: str, place: str) -> tuple[int, str]:
        try:
            status, leads = journey.take(step, place)
        except (OSError, http.client.HTTPException) as fault:
            status, leads = 0, ""
            with self._lock:
                self.statuses[type(fault).__name__] += 1
        else:
            with self._lock:
                self.statuses[str(status)] += 1
        return status, leads


def surge(granian: Path, root: Path, *, seconds: int) -> dict[str, object]:
    """Let few people come, then ten times as many for so long; say what they got."""
    _make_form()
    with serve("bawaba", granian, "bawaba.project.wsgi:application", cwd=root, ready="/fr/") as server:
        calm = _crowd(server, FEW, CALM_S)
        full = _crowd(server, FEW * TEN_FOLD, seconds)
        rest = _crowd(server, FEW, CALM_S)
    given = [*calm.receipts, *full.receipts, *rest.receipts]
    broken = sum(count for status, count in full.statuses.items() if status.startswith("5"))
    shown: dict[str, object] = {
        "calm, lodged a second": len(calm.receipts) / CALM_S,
        "surge, lodged a second": len(full.receipts) / seconds,
        "answers in the surge": dict(full.statuses),
        "5xx": broken,
        "told to wait": full.statuses["429"],
        "begun and not finished": full.cut_short,
        "receipts without request": _lost(given),
    }
    for name, value in shown.items():
        print(f"{name}: {value}")
    return shown


def _crowd(server: Server, people: int, seconds: int) -> Crowd:
    return Crowd(server.port, people, time.monotonic() + seconds).come()


def _make_form() -> None:
    from fault_casework import make_form  # noqa: PLC0415 - Django's settings are known only now

    make_form()


def _lost(given: list[str]) -> int:
    """Return how many receipts were given whose request is not there."""
    from bawaba.casework.models import Case  # noqa: PLC0415 - as above

    keys = {place.split("/")[3] for place in given}
    return len(keys) - Case.objects.filter(key__in=keys).count() if len(keys) < 30_000 else -1
