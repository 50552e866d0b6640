"""People who lodge requests and try every step again until it is answered."""

import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

FORM = "fault-trial"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass
class Outcome:
    """What a run showed."""

    given: dict[str, str] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    unfinished: int = 0


class Journey:
    """One stranger's way through the form, with their cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.retry_after_s = 1
        self._name, self._with_file = "", False

    def steps(self, name: str, *, with_file: bool = False) -> list[tuple[str, int]]:
        """Return the steps in their order, each with the status that it should be answered with."""
        self._name, self._with_file = name, with_file
        return [("look", 200), ("begin", 302), ("open", 302), ("answer", 302), ("send", 302)]

    def take(self, step: str, place: str) -> tuple[int, str]:
        """Take one step at an address; return the status and where it leads."""
        if step in ("look", "open"):
            if step == "open" and "/pages/" in place:
                return 302, place
            return self._ask("GET", place, [])
        return self._ask("POST", place, self._answers() if step == "answer" else [])

    def _answers(self) -> list[tuple[str, str]]:
        answers = [("shown", "name"), ("shown", "paper"), ("name", f"Personne {self._name}"), ("act", "next")]
        return [*answers, ("paper", "file")] if self._with_file else answers

    def _ask(self, method: str, path: str, answers: list[tuple[str, str]]) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = b""
        if method == "POST":
            answers = [("csrfmiddlewaretoken", self.cookies.get("csrftoken", "")), *answers]
            body, headers["Content-Type"] = _encoded(answers)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            self.retry_after_s = int(answer.headers.get("Retry-After", "1"))
            return answer.status, urlsplit(answer.headers.get("Location", "")).path
        finally:
            link.close()


class Person(threading.Thread):
    """Lodges request after request, each as somebody new, until there are enough."""

    def __init__(self, port: int, numbers: Iterator[int], outcome: Outcome, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.numbers, self.outcome, self.until = port, numbers, outcome, until

    def run(self) -> None:
        for number in self.numbers:
            journey, place = Journey(self.port), f"/fr/forms/{FORM}"
            for step, wanted in journey.steps(str(number), with_file=number % 10 == 0):
                place = self._try(journey, step, place, wanted)
                if not place:
                    self.outcome.unfinished += 1
                    break
            else:
                self.outcome.given[str(number)] = place

    def _try(self, journey: Journey, step: str, place: str, wanted: int) -> str:
        """Take a step until its answer is the one wanted; return where it leads, or nothing at the end."""
        while time.monotonic() < self.until:
            try:
                status, leads = journey.take(step, place)
            except (OSError, http.client.HTTPException) as fault:
                self.outcome.faults[type(fault).__name__] += 1
                time.sleep(0.1)
                continue
            if status == wanted:
                return leads or place
            self.outcome.faults[str(status)] += 1
            time.sleep(0.3)
        return ""


def _encoded(answers: list[tuple[str, str]]) -> tuple[bytes, str]:
    """Return a form as a browser sends it; the pair ("paper", "file") stands for a photograph."""
    if ("paper", "file") not in answers:
        return urlencode(answers).encode(), "application/x-www-form-urlencoded"
    border = uuid.uuid4().hex
    parts = []
    for name, value in answers:
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"'
        if name == "paper":
            parts.append(
                f'{head}; filename="cin.png"\r\nContent-Type: image/png\r\n\r\n'.encode() + PNG + b"\r\n"
            )
        else:
            parts.append(f"{head}\r\n\r\n{value}\r\n".encode())
    return b"".join(parts) + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
