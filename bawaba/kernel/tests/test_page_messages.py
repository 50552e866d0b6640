"""Messages reach the next page as Django's own do, and cost nothing where there is none."""

from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.functional import empty

from bawaba.kernel.headers import never_kept
from bawaba.kernel.page_messages import PageMessagesMiddleware


def _request(cookie: str = "") -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]  # nothing of it is used while the cookie has room
    request.COOKIES["messages"] = cookie
    return request


def _say(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Done")
    return HttpResponse()


def _read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(str(message) for message in messages.get_messages(request)))


def test_a_message_is_read_by_the_next_page_and_then_gone() -> None:
    for ours, theirs in (
        (PageMessagesMiddleware, MessageMiddleware),
        (MessageMiddleware, PageMessagesMiddleware),
    ):
        said = ours(_say)(_request())
        cookie = said.cookies["messages"].value
        read = theirs(_read)(_request(cookie))
        assert read.content == b"Done"
        assert read.cookies["messages"].value == ""


def test_a_request_that_neither_says_nor_reads_leaves_a_waiting_message_alone() -> None:
    waiting = MessageMiddleware(_say)(_request()).cookies["messages"].value
    request = _request(waiting)
    answer = PageMessagesMiddleware(lambda _: HttpResponse())(request)
    assert "messages" not in answer.cookies
    assert request._messages._wrapped is empty  # type: ignore[attr-defined]  # where Django keeps them


def test_what_nobody_may_keep_says_so_whatever_the_view_said() -> None:
    answer = never_kept(lambda _: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))(_request())
    assert set(answer.headers["Cache-Control"].split(", ")) == {
        "max-age=0", "no-cache", "no-store", "must-revalidate", "private",
    }  # fmt: skip
    assert answer.headers["Expires"].endswith("GMT")
