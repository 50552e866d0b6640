"""A result as PDF: what `reports` reads, on paper."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from bawaba.assess.queries.explaining import Explained
from bawaba.assess.queries.filling import Filling
from bawaba.assess.types import ActionInfo
from bawaba.kernel.languages import direction_of
from bawaba.ui.printing import print_pdf


def report_pdf(opened: Filling, found: Explained, actions: Sequence[ActionInfo], language: str) -> bytes:
    """Return a report as PDF/UA in the language that is active. No SQL query."""
    context = {
        "opened": opened, "found": found, "actions": actions, "language": language, "direction": direction_of(language),
    }  # fmt: skip
    return print_pdf(render_to_string("assess/report_pdf.html", context))
