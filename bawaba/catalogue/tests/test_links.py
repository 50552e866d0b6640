"""The link checker against a live local server, and without any network."""

import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.core.management import call_command

from bawaba.catalogue.errors import NetworkUnreachable
from bawaba.catalogue.links.crawl import by_host, crawl
from bawaba.catalogue.links.probe import Probe, probe
from bawaba.catalogue.models import LinkCheck, Service
from bawaba.catalogue.queries.desk import dead_links
from bawaba.catalogue.services.links import check_links
from bawaba.catalogue.tests import factories
from bawaba.catalogue.types import Channel
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import AuditEntry

ACTOR = system_actor("tests")


class _Site(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str]]] = []

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        path = self.path.split("?")[0]
        if path == "/moved":
            self._say(302, {"Location": "/here"})
        elif path == "/loop":
            self._say(302, {"Location": "/loop"})
        elif path == "/inside":
            self._say(302, {"Location": "http://127.0.0.1:9/"})
        elif path == "/slow":
            time.sleep(1.5)
            self._say(200)
        elif path == "/no-head" and self.command == "HEAD":
            self._say(405)
        else:
            self._say({"/gone": 404, "/broken": 500, "/guarded": 403}.get(path, 200))

    def _say(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    _Site.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url: str) -> Probe:
    return probe(url, timeout_s=0.7, allow_private=True)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/here", 200),
        ("/moved", 200),
        ("/no-head", 200),
        ("/gone", 404),
        ("/broken", 500),
        ("/é?q=قهوة", 200),
    ],
)
def test_a_live_address_gives_its_status(path: str, status: int, site: str) -> None:
    assert ask(site + path) == Probe(site + path, status, "")


def test_head_comes_first_and_get_only_when_it_is_refused(site: str) -> None:
    ask(f"{site}/here")
    ask(f"{site}/no-head")
    assert _Site.asked == [("HEAD", "/here"), ("HEAD", "/no-head"), ("GET", "/no-head")]


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1:9/", "refused"),
        ("http://name.invalid/", "dns"),
        ("ftp://example.org/", "not-an-address"),
        ("http://", "not-an-address"),
        ("http://[broken", "not-an-address"),
        ("http://a.example:99999/", "not-an-address"),
    ],
)
def test_an_address_that_cannot_answer_says_why(url: str, fault: str) -> None:
    assert ask(url).fault == fault


def test_a_slow_address_and_a_loop_end(site: str) -> None:
    assert ask(f"{site}/slow").fault == "timeout"
    assert ask(f"{site}/loop").fault == "too-many-redirects"


def test_nothing_inside_our_own_network_is_called(site: str) -> None:
    assert probe(f"{site}/here").fault == "private-address"
    assert _Site.asked == []


def test_each_host_is_called_one_at_a_time_with_a_pause() -> None:
    calls: list[tuple[str, float, float]] = []

    def slow(url: str) -> Probe:
        start = time.monotonic()
        time.sleep(0.05)
        calls.append((url, start, time.monotonic()))
        return Probe(url, 200)

    urls = [f"http://{host}.example/{n}" for host in ("a", "b") for n in range(3)]
    assert {one.url for one in crawl(urls, ask=slow, workers=4, pause_s=0.05)} == set(urls)
    for host in ("a", "b"):
        spans = sorted((start, end) for url, start, end in calls if f"//{host}." in url)
        assert all(later[0] - sooner[1] >= 0.045 for sooner, later in pairwise(spans))
    assert max(end for _, _, end in calls) - min(start for _, start, _ in calls) < 0.6


def test_addresses_are_grouped_by_host_without_repetition() -> None:
    assert by_host(["http://a/1", "http://b/1", "http://a/2", "http://a/1"]) == [
        ["http://a/1", "http://a/2"],
        ["http://b/1"],
    ]


@pytest.mark.django_db
def test_dead_links_lower_completeness_and_are_mended_when_they_answer_again(site: str) -> None:
    record = factories.service_record(
        url=f"{site}/gone", channels=(Channel("online", f"{site}/here"), Channel("office"))
    )
    factories.publish(record)
    before = Service.objects.get().completeness
    result = check_links(actor=ACTOR, ask=ask, pause_s=0)
    assert result == {"addresses": 2, "answered": 2, "failed": 0, "dead": 1, "services": 1}
    assert dead_links(addresses=[record.url]) == {record.url}
    assert Service.objects.get().completeness == before - 10
    assert AuditEntry.objects.filter(verb="catalogue.links-checked").count() == 1
    mended = check_links(actor=ACTOR, ask=lambda url: Probe(url, 200), older_than_days=0, pause_s=0)
    assert (mended["dead"], mended["services"]) == (0, 1)
    assert Service.objects.get().completeness == before


@pytest.mark.django_db
def test_an_address_without_any_answer_is_dead(site: str) -> None:
    ways = (Channel("online", f"{site}/here"),)
    factories.publish(factories.service_record(url="http://127.0.0.1:9/", channels=ways))
    result = check_links(actor=ACTOR, ask=ask, pause_s=0)
    assert (result["failed"], result["dead"]) == (1, 1)


@pytest.mark.django_db
def test_an_address_that_asks_who_we_are_is_not_dead(site: str) -> None:
    factories.publish(factories.service_record(url=f"{site}/guarded", channels=()))
    assert check_links(actor=ACTOR, ask=ask, pause_s=0)["dead"] == 0


@pytest.mark.django_db
def test_without_a_network_nothing_is_kept() -> None:
    factories.publish(factories.service_record())
    with pytest.raises(NetworkUnreachable):
        check_links(actor=ACTOR, ask=lambda url: Probe(url, None, "dns"), pause_s=0)
    assert LinkCheck.objects.count() == 0


@pytest.mark.django_db
def test_what_was_checked_within_the_week_is_left_alone() -> None:
    factories.publish(factories.service_record())

    def good(url: str) -> Probe:
        return Probe(url, 200)

    assert check_links(actor=ACTOR, ask=good, pause_s=0)["addresses"] == 2
    assert check_links(actor=ACTOR, ask=good, pause_s=0)["addresses"] == 0
    assert check_links(actor=ACTOR, ask=good, pause_s=0, older_than_days=0, limit=1)["addresses"] == 1


@pytest.mark.django_db
def test_the_command_prints_its_counts() -> None:
    factories.publish(factories.service_record(url="", channels=(Channel("office"),)))
    out = io.StringIO()
    call_command("catalogue", "check-links", "--json", stdout=out, stderr=io.StringIO())
    assert json.loads(out.getvalue().splitlines()[-1]) == {
        "addresses": 0, "answered": 0, "failed": 0, "dead": 0, "services": 0,
    }  # fmt: skip
