"""What the room's words are called for people."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Text

HINDRANCES: Final[Mapping[str, Text]] = {
    "order": _("This stage does not follow from the one it is in."),
    "assessment-missing": _("It has no approved assessment."),
    "assessment-expired": _("Its assessment has expired."),
    "people": _("Two people must approve it, neither of them with a conflict of interest."),
    "refused": _("As many people refuse it as approve it."),
    "blocking-condition": _("A blocking condition is not met."),
}
