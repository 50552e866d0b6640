"""What a browser does to sign in by passkey and by password, and whether it was let in."""

import json
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.test import Client as Browser
from fido2.utils import websafe_encode

from bawaba.identity import queries
from bawaba.identity.models import Person
from bawaba.identity.tests.factories import PASSWORD
from bawaba.identity.tests.software_key import SoftwareKey
from bawaba.identity.types import Authentication

DOOR, LOGIN = "/fr/account/2fa/webauthn/login/", "/fr/account/login/"
AJAX = {"headers": {"x-requested-with": "XMLHttpRequest"}}


def authentication_of(browser: Browser) -> Authentication | None:
    request = HttpRequest()
    request.session = browser.session
    return queries.current_authentication(request=request)


def ask(browser: Browser) -> str:
    """Return the challenge that this browser is given."""
    options = browser.get(DOOR, **AJAX).json()["request_options"]["publicKey"]  # type: ignore[arg-type]  # headers
    assert options["userVerification"] == "required"
    return str(options["challenge"])


def answer_of(person: Person, key: SoftwareKey, challenge: str) -> dict[str, Any]:
    answer = key.sign(challenge)
    answer["response"]["userHandle"] = websafe_encode(user_pk_to_url_str(person.account).encode())
    return answer


def send(browser: Browser, answer: dict[str, Any], **more: str) -> Any:
    return browser.post(DOOR, {"credential": json.dumps(answer), **more})


def sign_in(browser: Browser, person: Person, key: SoftwareKey, **more: str) -> Any:
    return send(browser, answer_of(person, key, ask(browser)), **more)


def is_refused(browser: Browser, response: Any) -> bool:
    """Say whether the person is led back to sign in, with a word, and nobody is signed in."""
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert 'role="alert"' in browser.get(LOGIN).content.decode()
    return authentication_of(browser) is None


def password_in(browser: Browser, login: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"login": login, "password": password, **more})
