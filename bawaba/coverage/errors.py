"""Refusals of coverage."""

from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import InvalidInput, Text


class CoverageFileInvalid(InvalidInput):
    """A file cannot be read as what it should be; its line is named where one is known."""

    code: ClassVar[str] = "coverage-file-invalid"
    message: ClassVar[Text] = _("This file cannot be read.")
    hint: ClassVar[Text] = _("Mend the file and try again. Nothing was imported or written.")

    def __init__(self, reason: Text, *, name: str = "", line: int | None = None) -> None:
        place = name if line is None else format_lazy(_("{name}, line {line}"), name=name, line=line)
        super().__init__(format_lazy("{place}: {reason}", place=place, reason=reason) if place else reason)
        self.line = line


class PlanInvalid(InvalidInput):
    """A plan is asked for that makes no sense."""

    code: ClassVar[str] = "coverage-plan-invalid"
    message: ClassVar[Text] = _("This plan cannot be computed.")
    hint: ClassVar[Text] = _("Change what was asked and try again.")
