"""Refusals of the directory."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, NotFound, Text


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
