"""Refusals of the maturity room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text


class IndexFileRefused(InvalidInput):
    """A file is not the table of a published index that it is said to be."""

    code: ClassVar[str] = "index-file-refused"
    message: ClassVar[Text] = _("This file is not a table of that index.")
    hint: ClassVar[Text] = _("Check the format and the columns. Nothing was changed.")


class IndexNotFound(NotFound):
    """Nothing of this published index is kept."""

    code: ClassVar[str] = "index-not-found"
    message: ClassVar[Text] = _("We keep nothing of this index.")


class WaveNotFound(NotFound):
    """No wave that this reader may see has this key."""

    code: ClassVar[str] = "wave-not-found"
    message: ClassVar[Text] = _("We found no such wave of the study.")


class WaveRefused(InvalidInput):
    """A wave cannot be planned as it is."""

    code: ClassVar[str] = "wave-refused"
    message: ClassVar[Text] = _("This wave cannot be planned as it is.")
    hint: ClassVar[Text] = _(
        "Check its name, its dates and the kinds of administrations. Nothing was changed."
    )


class NotStudyLead(PermissionDenied):
    """This actor does not lead the study."""

    code: ClassVar[str] = "not-study-lead"
    message: ClassVar[Text] = _("You do not lead the study.")


class WaveStepNotPossible(Conflict):
    """The wave's state does not allow this step."""

    code: ClassVar[str] = "wave-step-not-possible"
    message: ClassVar[Text] = _("This step is not possible in the present state of the wave.")
    hint: ClassVar[Text] = _("The wave may have moved on in the meantime. Open it again.")


class WaveSecondPerson(PermissionDenied):
    """Publishing needs another person than the one who proposed it."""

    code: ClassVar[str] = "wave-second-person"
    message: ClassVar[Text] = _("Another person than the one who proposed the results must publish them.")


class VerificationUnfinished(Conflict):
    """Bodies of the sample are not verified yet."""

    code: ClassVar[str] = "wave-verification-unfinished"
    message: ClassVar[Text] = _("Some administrations of the sample are not verified yet.")
    hint: ClassVar[Text] = _("Verify them, then propose the results again.")


class MeasureNotFound(NotFound):
    """No measured answer that this reader may see is there."""

    code: ClassVar[str] = "measure-not-found"
    message: ClassVar[Text] = _("We found no such measured figure.")


class PlanRefused(InvalidInput):
    """A road map cannot be made from what was given."""

    code: ClassVar[str] = "roadmap-refused"
    message: ClassVar[Text] = _("No road map can be made from this.")
    hint: ClassVar[Text] = _("Check the answers, the budget and the number of waves. Nothing was changed.")


class RoadmapNotFound(NotFound):
    """No road map that this reader may see has this key."""

    code: ClassVar[str] = "roadmap-not-found"
    message: ClassVar[Text] = _("We found no such road map.")


class NotRoadmapOwner(PermissionDenied):
    """This actor does not write for the administration of the road map."""

    code: ClassVar[str] = "not-roadmap-owner"
    message: ClassVar[Text] = _("You do not write for this administration.")


class StepNotPossible(InvalidInput):
    """A step of a road map cannot be changed in this way."""

    code: ClassVar[str] = "roadmap-step-not-possible"
    message: ClassVar[Text] = _("This step cannot be moved there.")
    hint: ClassVar[Text] = _("What it needs must come before it or at the same time. Nothing was changed.")
