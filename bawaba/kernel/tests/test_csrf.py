"""Our secrets against forged forms are Django's in length, signs and place."""

from collections import Counter

import pytest
from django.http import HttpResponse
from django.middleware.csrf import (
    CSRF_ALLOWED_CHARS,
    CSRF_SECRET_LENGTH,
    CsrfViewMiddleware,
    get_token,
)
from django.test import RequestFactory

from bawaba.kernel.csrf import draw_secret, masked_token, rotate_token


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


@pytest.mark.parametrize("had_one", [True, False])
def test_django_takes_a_masked_token_of_ours_with_its_cookie_alone(had_one: bool) -> None:
    request, guard = RequestFactory().get("/"), CsrfViewMiddleware(lambda _: HttpResponse())
    if had_one:
        request.COOKIES["csrftoken"] = draw_secret()
    guard.process_request(request)
    tokens = {masked_token(request) for _ in range(50)}
    assert len(tokens) == 50
    cookie = guard.process_response(request, HttpResponse()).cookies["csrftoken"].value
    assert not had_one or cookie == request.COOKIES["csrftoken"]
    for token in tokens:
        for held, taken in ((cookie, True), (draw_secret(), False)):
            form = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
            form.COOKIES["csrftoken"] = held
            form._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]  # Django's mark of a test
            guard.process_request(form)
            assert (guard.process_view(form, lambda _: HttpResponse(), (), {}) is None) == taken
