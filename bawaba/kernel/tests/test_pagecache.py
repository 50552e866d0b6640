"""Public pages are rendered once for an epoch, and nothing of a person is ever kept."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from bawaba.kernel import epochs, pagecache
from bawaba.kernel.pagecache import PageCacheMiddleware, public_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_epochs() -> Iterator[None]:
    epochs.forget()
    yield
    epochs.forget()


class Site:
    """A page behind the cache that counts how often it is rendered."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponseBase] | None = None) -> None:
        self.rendered = 0
        self.view = view or public_page(lambda request: HttpResponse(f"page {request.get_full_path()}"))
        self.cache = PageCacheMiddleware(self._render)

    def _render(self, request: HttpRequest) -> HttpResponseBase:
        self.rendered += 1
        return self.view(request)

    def ask(self, path: str = "/fr/", method: str = "GET", cookie: str = "", **headers: str) -> HttpResponse:
        if cookie:
            headers["cookie"] = cookie
        response = self.cache(RequestFactory(headers=headers).generic(method, path))
        assert isinstance(response, HttpResponse)
        return response


def test_a_marked_page_is_rendered_once() -> None:
    site = Site()
    assert site.ask().content == site.ask().content == b"page /fr/"
    assert site.rendered == 1


def test_another_address_or_display_setting_is_another_page() -> None:
    site = Site()
    site.ask("/fr/?a=1")
    site.ask("/fr/?a=2")
    site.ask("/fr/?a=1", cookie="display=dark.large")
    assert site.rendered == 3


def test_a_display_cookie_in_a_strange_form_is_not_a_page_of_its_own() -> None:
    site = Site()
    site.ask()
    site.ask(cookie='display="<script>"')
    assert site.rendered == 1


def test_other_cookies_change_nothing_and_are_not_kept() -> None:
    site = Site()
    site.ask(cookie="sessionid=abc")
    assert site.ask(cookie="sessionid=xyz").content == b"page /fr/"
    assert site.rendered == 1


def test_a_reader_who_has_the_page_gets_304_without_content() -> None:
    site = Site()
    first = site.ask()
    again = site.ask(**{"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert site.ask(**{"if-none-match": '"other"'}).status_code == 200


def test_the_page_is_compressed_for_who_accepts_it_with_the_length_that_is_sent() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("نص " * 500)
        response.headers["Content-Length"] = str(len(response.content))
        return response

    site = Site(public_page(view))
    plain, packed = site.ask(), site.ask(**{"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert plain.headers["Content-Length"] == str(len(plain.content))
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_change_of_what_the_public_sees_renders_the_page_anew(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    site = Site()
    site.ask()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        epochs.advance()
    site.ask()
    assert site.rendered == 2


def test_a_page_is_too_old_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.ask()
    monkeypatch.setattr(pagecache, "KEEP_S", 0.0)
    site.ask()
    assert site.rendered == 2


def test_a_page_without_the_promise_is_never_kept() -> None:
    site = Site(lambda request: HttpResponse("mine"))
    site.ask()
    site.ask()
    assert site.rendered == 2


def test_a_page_that_sets_a_cookie_is_never_kept() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("mine")
        response.set_cookie("sessionid", "secret")
        return response

    site = Site(public_page(view))
    site.ask()
    assert "sessionid" in site.ask().cookies
    assert site.rendered == 2


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_found_pages_are_kept(status: int) -> None:
    site = Site(public_page(lambda request: HttpResponse("no", status=status)))
    site.ask()
    assert site.ask().status_code == status
    assert site.rendered == 2


def test_a_form_that_is_sent_passes_by_the_cache() -> None:
    site = Site()
    site.ask()
    site.ask(method="POST")
    assert site.rendered == 2


def test_a_stream_passes_by_the_cache() -> None:
    site = Site(lambda request: StreamingHttpResponse([b"a", b"b"]))
    response = site.cache(RequestFactory().get("/catalogue.csv"))
    assert isinstance(response, StreamingHttpResponse)
    assert b"".join(response) == b"ab"  # type: ignore[arg-type]


def test_memory_stays_under_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "MOST_BYTES", 20_000)
    site = Site(public_page(lambda request: HttpResponse("x" * 3000)))
    for number in range(30):
        site.ask(f"/fr/?page={number}")
    held = site.cache.memory()
    assert 0 < held.bytes <= 20_000
    assert held.pages < 30
    before = site.rendered
    site.ask("/fr/?page=29")
    assert site.rendered == before  # the latest stays
    site.ask("/fr/?page=0")
    assert site.rendered == before + 1  # the oldest went


def test_the_page_asked_for_most_lately_outlives_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "MOST_BYTES", 20_000)
    site = Site(public_page(lambda request: HttpResponse("x" * 3000)))
    for number in range(30):
        site.ask(f"/fr/?page={number}")
        site.ask("/fr/")
    assert site.rendered == 31


def test_head_answers_the_length_without_the_page() -> None:
    site = Site()
    page, head = site.ask(), site.ask(method="HEAD")
    assert head.content == b""
    assert head.headers["Content-Length"] == page.headers["Content-Length"]
