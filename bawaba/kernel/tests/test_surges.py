"""A surge: newcomers wait, whoever began goes on."""

import http.server
import threading
import time
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bawaba.kernel import surges
from bawaba.kernel.surges import FREE_S, FULL_S, Queue, SurgeMiddleware, newcomers, waited_at


@pytest.fixture
def gate() -> Iterator[SurgeMiddleware]:
    newcomers.register("test", lambda request: request.path == "/fr/begin")
    yield SurgeMiddleware(lambda request: HttpResponse("served"))
    newcomers._providers.pop("test")


def get(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def test_while_the_queue_is_short_everyone_is_served(gate: SurgeMiddleware) -> None:
    assert gate(get("/fr/begin")).content == b"served"


@pytest.mark.parametrize(("code", "words"), [("fr", "Merci de patienter"), ("ar", "المرجو الانتظار")])
def test_in_a_surge_newcomers_wait_and_others_go_on(gate: SurgeMiddleware, code: str, words: str) -> None:
    newcomers.register("test", lambda request: request.path.endswith("/begin"))
    gate.queue.note(FULL_S + 0.1)
    told = gate(get(f"/{code}/begin"))
    assert (told.status_code, told["Retry-After"]) == (429, "30")
    assert words in told.content.decode()
    assert gate(get(f"/{code}/my-drafts/x/check")).content == b"served"


def test_between_the_two_bounds_it_stays_as_it_was() -> None:
    queue = Queue()
    seen = []
    for waited in (0.0, (FREE_S + FULL_S) / 2, FULL_S + 1, (FREE_S + FULL_S) / 2, 0.1):
        queue.note(waited)
        seen.append(queue.is_full)
    assert seen == [False, False, True, True, False]


def test_the_queue_s_own_question_is_answered_at_once_even_in_a_surge(gate: SurgeMiddleware) -> None:
    gate.queue.note(FULL_S + 1)
    assert gate(get(surges.PROBE)).status_code == 204


def test_the_wait_is_what_the_server_lets_one_wait() -> None:
    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(0.3)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert 0.3 <= waited_at(server.server_port) < 3
    finally:
        server.shutdown()
        server.server_close()
    assert waited_at(server.server_port) >= FULL_S  # nobody answers there
