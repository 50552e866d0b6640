"""What the stable codes of rules and imports say to a person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Text

PROBLEMS: Final[dict[str, Text]] = {
    "archived-here": _("This service was archived here."),
    "duplicate": _("This identifier or key appears more than once."),
    "edited-here": _("This service was edited here since the last import."),
    "from-another-catalogue": _("This identifier belongs to a service of another catalogue."),
    "missing": _("This is missing."),
    "not-a-number": _("This is not a number."),
    "not-an-address": _("This is not a web address (http or https)."),
    "not-an-identifier": _("Use lower-case letters a to z, digits and hyphens only."),
    "not-json": _("This line is not a JSON object."),
    "not-your-body": _("This service belongs to another administration."),
    "open-revision": _("This service has a draft or a text in review; finish it first."),
    "out-of-range": _("This number is outside the range that is possible."),
    "too-long": _("This text is too long."),
    "too-many": _("There are too many entries."),
    "unknown": _("This value is not one of those possible."),
    "unknown-language": _("This is not a language code."),
    "wrong-type": _("This value has the wrong form."),
}

GAPS: Final[dict[str, Text]] = {
    "title-missing": _("There is no title in this language."),
    "summary-missing": _("There is no summary in this language."),
    "translation-missing": _("Some entries are not translated into this language."),
    "no-documents": _("No documents to bring are listed."),
    "no-steps": _("No steps are described."),
    "no-delay": _("No time limit is given."),
    "delay-above-legal": _("The time limit is longer than the law allows."),
    "no-fee": _("No fee is given, not even that it is free."),
    "no-channel": _("It is not said how to apply."),
    "no-address": _("There is no web address."),
    "dead-link": _("A web address failed at the last check."),
    "old": _("Nobody has verified this within a year."),
    "no-legal-basis": _("No law or decree is cited."),
    "no-source": _("No source is named."),
    "no-keywords": _("There are no keywords."),
}


def problem_text(reason: str) -> Text:
    """Return what a problem's code says; an importer's own code stands for itself."""
    return PROBLEMS.get(reason, reason)


def gap_text(reason: str) -> Text:
    """Return what a gap's code says."""
    return GAPS.get(reason, reason)
