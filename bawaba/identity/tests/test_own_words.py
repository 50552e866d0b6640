"""Every page and mail of an account speaks in this site's words, in the reader's language."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from bawaba.identity.models import Person
from bawaba.identity.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
THEIRS = Path(allauth.__file__).parent / "templates"
OURS = Path(__file__).parent.parent / "templates"
UNUSED = re.compile(
    r"(/base|account/email\.html|email_confirm|confirmation_signup|password_reset_(done|key|from_key_done)|signup_closed|"
    r"verification_sent|download|trust|snippets|unverified|email_confirm_)"
)
PAGES = [
    "password/change/", "phone/change/", "email/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "sessions/",
    "logout/", "reauthenticate/",
]  # fmt: skip


class _Words(HTMLParser):
    """The words that stand in the main part of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self._inside = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._inside = self._inside or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "main"

    def handle_data(self, data: str) -> None:
        self.words += data if self._inside else ""


def test_each_template_with_words_has_one_of_ours_in_its_place() -> None:
    with_words = {
        str(path.relative_to(THEIRS))
        for folder in ("account", "mfa", "usersessions")
        for path in (THEIRS / folder).rglob("*.*")
        if re.search(r"\bblock(trans)|\btrans", path.read_text())
        and not UNUSED.search(str(path.relative_to(THEIRS)))
    }
    assert sorted(name for name in with_words if not (OURS / name).exists()) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_page_of_the_account_has_no_english_in_it(path: str, language: str, browser: Client) -> None:
    answer = browser.get(f"/{language}/account/{path}", follow=True)
    assert answer.status_code == 200
    words = _Words(answer.content.decode()).words
    assert not re.search(r"\b(the|your|Change|Confirm|Password|Enter|Remove)\b", words), words


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_who_changes_the_password_is_told_by_mail_where_to_say_that_it_was_not_them(
    language: str, browser: Client, person: Person, settings: Any
) -> None:
    form = {
        "oldpassword": PASSWORD,
        "password1": "une autre phrase secrète",
        "password2": "une autre phrase secrète",
    }
    answer = browser.post(f"/{language}/account/password/change/", form)
    assert answer.status_code == 302
    (sent,) = mail.outbox
    assert f"{settings.SITE_ADDRESS}/{language}/my-data/" in sent.body
    assert "IP" not in sent.body
    with override(language):
        assert ("كلمة" if language == "ar" else "mot de passe") in sent.subject
    assert "\n" not in sent.subject
