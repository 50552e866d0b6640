"""Our secrets against forged forms are Django's in length, signs and place."""

from collections import Counter

from django.http import HttpResponse
from django.middleware.csrf import (
    CSRF_ALLOWED_CHARS,
    CSRF_SECRET_LENGTH,
    CsrfViewMiddleware,
    get_token,
)
from django.test import RequestFactory

from bawaba.kernel.csrf import draw_secret, rotate_token


def test_secrets_are_long_and_each_sign_is_as_likely() -> None:
    drawn = [draw_secret() for _ in range(2000)]
    assert {len(secret) for secret in drawn} == {CSRF_SECRET_LENGTH}
    assert len(set(drawn)) == len(drawn)
    counted = Counter("".join(drawn))
    assert set(counted) == set(CSRF_ALLOWED_CHARS)
    expected = len(drawn) * CSRF_SECRET_LENGTH / len(CSRF_ALLOWED_CHARS)
    assert all(expected * 0.8 < count < expected * 1.2 for count in counted.values())


def test_django_sends_the_new_secret_and_takes_only_that() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["csrftoken"] = old = "a" * CSRF_SECRET_LENGTH
    guard = CsrfViewMiddleware(lambda _: HttpResponse())
    guard.process_request(request)
    rotate_token(request)
    token = get_token(request)
    new = guard.process_response(request, HttpResponse()).cookies["csrftoken"].value
    assert new != old
    for cookie, status in ((new, None), (old, 403)):
        form = RequestFactory(enforce_csrf_checks=True).post("/", {"csrfmiddlewaretoken": token})
        form.COOKIES["csrftoken"] = cookie
        form._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]  # Django's mark of a test
        guard.process_request(form)
        refused = guard.process_view(form, lambda _: HttpResponse(), (), {})
        assert (refused.status_code if refused else None) == status
