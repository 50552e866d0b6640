"""The words of the study for what is kept as a code."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REFUSED_ROWS: Final[Mapping[str, str | Promise]] = {
    "summary-row": _("a sum or a mean of several countries, not a country"),
    "no-country-code": _("this is not the code of a country"),
    "not-a-number": _("a value is not a number of the index’s scale"),
    "no-year": _("the year is not one of the index"),
    "twice": _("the country stands twice in the same year"),
    "empty": _("every value is missing"),
}

EXCEPTIONS: Final[Mapping[str, str | Promise]] = {
    "printed-zero-component-missing": _("the publisher prints 0 where a component is missing"),
    "printed-zero-component-zero": _("the publisher prints 0 where a component is 0"),
    "component-missing": _("a component is missing, so that the score cannot be computed again"),
    "unexplained": _("the published score is not the one that its components give"),
}

KINDS: Final[Mapping[str, str | Promise]] = {
    "state": _("The State"),
    "ministry": _("Ministries"),
    "department": _("Departments"),
    "agency": _("Agencies and public establishments"),
    "region": _("Regions"),
    "prefecture": _("Prefectures and provinces"),
    "commune": _("Communes"),
    "court": _("Courts"),
    "chamber": _("Professional chambers"),
    "consulate": _("Consulates"),
    "company": _("Public companies"),
    "council": _("Councils"),
    "other": _("Other administrations"),
}

WAVE_STATES: Final[Mapping[str, str | Promise]] = {
    "planned": _("planned"),
    "open": _("administrations are answering"),
    "verifying": _("answers are being verified"),
    "proposed": _("waits for a second person"),
    "published": _("published"),
}

ASSESSMENT_STATES: Final[Mapping[str, str | Promise]] = {
    "draft": _("not handed in"),
    "submitted": _("handed in"),
    "review": _("being verified"),
    "returned": _("given back"),
    "approved": pgettext_lazy("answers of an administration", "verified"),
    "published": _("published"),
}

STEP_STATES: Final[Mapping[str, str | Promise]] = {
    "planned": _("planned"),
    "started": _("under way"),
    "done": _("done"),
    "dropped": _("dropped"),
}

MEASURE_STATES: Final[Mapping[str, str | Promise]] = {
    "filled": _("filled in by this site"),
    "contested": _("contested by the administration"),
    "kept": _("contested, then kept"),
    "withdrawn": _("withdrawn: the administration answers"),
}

FLAGS: Final[Mapping[str, str | Promise]] = {
    "far": _("far from the other administrations"),
    "jump": _("changed unlike the others since the wave before"),
}

WAVE_STEPS: Final[Mapping[str, str | Promise]] = {
    "planned": _("Open the wave"),
    "open": _("Close the answers and draw the sample"),
    "verifying": _("Compute the results and propose them"),
    "proposed": _("Publish the results"),
}
"""What a wave's next step is called, by its state."""


def kind_name(kind: str) -> str:
    """Return the name of a kind of bodies, in the plural."""
    return str(KINDS.get(kind, KINDS["other"]))
