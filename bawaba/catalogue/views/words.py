"""What states, fields and kinds of report are called on the editors' pages."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.catalogue.types import FIELD_ASKED
from bawaba.kernel.errors import Text

STATE_NAMES: Final[dict[str, Text]] = {
    "draft": pgettext_lazy("state of a text", "Draft"),
    "in-review": pgettext_lazy("state of a text", "In review"),
    "scheduled": pgettext_lazy("state of a text", "Scheduled"),
    "published": pgettext_lazy("state of a text", "Published"),
    "superseded": pgettext_lazy("state of a text", "Replaced"),
    "archived": pgettext_lazy("state of a text", "Archived"),
}
STATE_BADGES: Final = {
    "draft": "plain",
    "in-review": "info",
    "scheduled": "info",
    "published": "success",
    "superseded": "plain",
    "archived": "warning",
}
FIELD_NAMES: Final[dict[str, Text]] = {
    "amount": _("Fee"),
    "audiences": _("For whom"),
    "authority": _("Competent authority"),
    "channels": _("How to apply"),
    "confidence": _("How sure we are"),
    "contact": _("Contact"),
    "cost": _("Fee"),
    "country": _("Country"),
    "currency": _("Currency"),
    "delay_days": _("Legal time limit, in days"),
    "description": _("More to know"),
    "descriptions": _("More to know"),
    "documents": _("Documents to bring"),
    "events": _("Life and business events"),
    "external_ids": _("Numbers in other catalogues"),
    "fee_note": _("About the fee"),
    "identifier": _("Identifier"),
    "keywords": _("Keywords"),
    "kind": _("What this is"),
    "legal": _("Legal basis"),
    "origin": _("Catalogue it came from"),
    "outputs": _("What one receives"),
    "related": _("Related services"),
    "rules": _("Conditions and rules"),
    "sources": _("Sources"),
    "steps": _("Steps"),
    "summaries": _("Summary"),
    "summary": _("Summary"),
    "synthetic": _("Made up"),
    "territory": _("Territory code"),
    "title": _("Title"),
    "titles": _("Title"),
    "url": _("Official page"),
    "validities": _("How long the result is valid"),
    "validity": _("How long the result is valid"),
    "verified_by": _("Verified by"),
    "verified_on": _("Last verified on"),
}
REPORT_KINDS: Final[dict[str, Text]] = {
    "wrong": _("Something is wrong"),
    "document": _("A document was asked that is not listed"),
    "useful": _("Useful"),
    "not-useful": _("Not useful"),
    FIELD_ASKED: _("People ask for it and it is missing"),
}
EVENT_GROUPS: Final[dict[str, Text]] = {
    "life": _("Moments of life"),
    "business": _("Moments of a business"),
    "internal": _("Inside the administration"),
}


def field_name(name: str) -> Text:
    """Return what a field is called; `titles.ar` is the title."""
    head = name.partition(".")[0]
    return FIELD_NAMES.get(head, head)
