"""The words of the study for what is kept as a code."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
