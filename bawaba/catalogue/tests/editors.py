"""Browsers of editors, and what a browser sends, for the tests of their pages."""

from html import unescape
from typing import Any

from django.test import Client

from bawaba.catalogue import queries
from bawaba.catalogue.tests import factories
from bawaba.directory.services import grant_membership
from bawaba.kernel.models import Account

IDENTIFIER = "declaration-essai"


def signed_in(role: str, body: str = factories.BODY, name: str = "") -> Client:
    """Return a browser of a person with one role."""
    number = 1000 + Account.objects.count()  # apart from the persons of the factories
    account = Account.objects.create_user(username=name or f"{role}-{body or 'all'}", id=number)
    grant_membership(actor=factories.SYSTEM, account_id=account.pk, role=role, body=body)
    client = Client()
    client.force_login(account)
    return client


def body_of(response: Any) -> str:
    return unescape(response.content.decode())


def sent_back(client: Client, address: str) -> dict[str, str]:
    """Return what a browser would send if a person pressed a button of the sheet without writing."""
    sheet = client.get(address).context["sheet"]
    data: dict[str, Any] = {"expected": str(client.get(address).context["expected"])}
    forms = [sheet.facts, *sheet.texts.values()]
    for rows in sheet.rows.values():
        forms += [rows.management_form, *rows.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = value
    return data


def queries_latest() -> Any:
    return queries.list_revisions(actor=factories.EDITOR, identifier=IDENTIFIER)[0]
