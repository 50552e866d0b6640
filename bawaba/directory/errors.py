"""Refusals of the directory."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, NotFound, PermissionDenied, Text


class BodyNotFound(NotFound):
    """No public body has this key."""

    code: ClassVar[str] = "body-not-found"
    message: ClassVar[Text] = _("We know no public body under this name.")


class TerritoryNotFound(NotFound):
    """No territory has this code."""

    code: ClassVar[str] = "territory-not-found"
    message: ClassVar[Text] = _("We know no territory under this code.")


class BodyTreeBroken(InvalidInput):
    """A body cannot stand under itself or under one of its own parts."""

    code: ClassVar[str] = "body-tree-broken"
    message: ClassVar[Text] = _("A body cannot be placed under itself or under a body of its own.")


class BodyInvalid(InvalidInput):
    """A body's record breaks the directory's rules; `fields` names them."""

    code: ClassVar[str] = "body-invalid"
    message: ClassVar[Text] = _("The description of this public body cannot be accepted.")


class RoleUnknown(InvalidInput):
    """No such role exists."""

    code: ClassVar[str] = "role-unknown"
    message: ClassVar[Text] = _("This role does not exist.")


class AccountNotFound(NotFound):
    """No account has this number."""

    code: ClassVar[str] = "account-not-found"
    message: ClassVar[Text] = _("We know no such account.")


class DemoAccountsRefused(PermissionDenied):
    """Something made for demonstration only was asked of a real site."""

    code: ClassVar[str] = "demo-accounts-refused"
    message: ClassVar[Text] = _("Demonstration accounts are not created on a real site.")
    hint: ClassVar[Text] = _("Create real accounts for the people who work on it.")
