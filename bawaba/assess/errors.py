"""Refusals of the assess room."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text


class InputRefused(InvalidInput):
    """A method, a matrix, an index or answers cannot be used; the message gives the lines and the reasons."""

    code: ClassVar[str] = "assessment-input-refused"
    message: ClassVar[Text] = _("This cannot be read as it is.")
    hint: ClassVar[Text] = _("Correct the lines that are named and try again. Nothing was changed.")


class MethodNotFound(NotFound):
    """No method, or no version of it, has this name."""

    code: ClassVar[str] = "method-not-found"
    message: ClassVar[Text] = _("There is no such method of assessment.")
    hint: ClassVar[Text] = _("Give a file, or the URN of a method that was loaded.")


class AssessmentNotFound(NotFound):
    """No assessment that this reader may see has this key."""

    code: ClassVar[str] = "assessment-not-found"
    message: ClassVar[Text] = _("We found no such assessment.")


class CampaignNotFound(NotFound):
    """No campaign has this key."""

    code: ClassVar[str] = "campaign-not-found"
    message: ClassVar[Text] = _("We found no such campaign.")


class NotAssessor(PermissionDenied):
    """This actor does not take part in this assessment."""

    code: ClassVar[str] = "not-assessor"
    message: ClassVar[Text] = _("You do not take part in this assessment.")


class NotMethodKeeper(PermissionDenied):
    """This actor does not look after methods and campaigns."""

    code: ClassVar[str] = "not-method-keeper"
    message: ClassVar[Text] = _("You do not look after methods of assessment.")


class VersionTaken(Conflict):
    """A published version never changes."""

    code: ClassVar[str] = "method-version-taken"
    message: ClassVar[Text] = _("This version was published already, with other contents.")
    hint: ClassVar[Text] = _("Give the changed method a new version number.")


class AssessmentStepNotPossible(Conflict):
    """The assessment's state does not allow this step."""

    code: ClassVar[str] = "assessment-step-not-possible"
    message: ClassVar[Text] = _("This step is not possible now.")
    hint: ClassVar[Text] = _("The assessment may have moved on in the meantime. Open it again.")


class SecondPersonNeeded(PermissionDenied):
    """Publishing needs another person than the one who approved."""

    code: ClassVar[str] = "assessment-second-person"
    message: ClassVar[Text] = _("Another person than the one who approved must publish this.")


class MethodSecondPerson(PermissionDenied):
    """A method is put in force by another person than the one who wrote it."""

    code: ClassVar[str] = "method-second-person"
    message: ClassVar[Text] = _("Another person than the one who saved this method must publish it.")


class ContributorRefused(InvalidInput):
    """Who is invited does not work for the assessed body, or the section does not exist."""

    code: ClassVar[str] = "contributor-refused"
    message: ClassVar[Text] = _("This person cannot be invited here.")
    hint: ClassVar[Text] = _(
        "Choose somebody who works for this administration, and a section of the method."
    )


class EvidenceRefused(InvalidInput):
    """Evidence is an address or a file, of a question that exists, and not too many of them."""

    code: ClassVar[str] = "evidence-refused"
    message: ClassVar[Text] = _("This evidence cannot be added.")
    hint: ClassVar[Text] = _(
        "Give an address that begins with https://, or a file, and at most 20 for a question."
    )


class EvidenceNotFound(NotFound):
    """The assessment has no such evidence."""

    code: ClassVar[str] = "evidence-not-found"
    message: ClassVar[Text] = _("We found no such evidence.")


class ActionRefused(InvalidInput):
    """An action needs a title, and a cost that makes sense."""

    code: ClassVar[str] = "assessment-action-refused"
    message: ClassVar[Text] = _("Say what will be done, and a cost from zero up.")


class ActionNotFound(NotFound):
    """The assessment has no such action."""

    code: ClassVar[str] = "assessment-action-not-found"
    message: ClassVar[Text] = _("We found no such action.")


class ResultNotFound(NotFound):
    """Nothing was handed in yet, so that there is no result."""

    code: ClassVar[str] = "assessment-result-not-found"
    message: ClassVar[Text] = _("There is no result yet.")
    hint: ClassVar[Text] = _("It is computed when the assessment is handed in.")


class WorkbookRefused(InvalidInput):
    """A workbook cannot be read; the message gives the sheet and the cell."""

    code: ClassVar[str] = "assessment-workbook-refused"
    message: ClassVar[Text] = _("This workbook cannot be read as it is.")
    hint: ClassVar[Text] = _(
        "Correct the cells that are named, or take the questionnaire out again. Nothing was changed."
    )


class CampaignRefused(InvalidInput):
    """The campaign's key is taken, its dates are turned round, or bodies are unknown."""

    code: ClassVar[str] = "campaign-refused"
    message: ClassVar[Text] = _("This campaign cannot be opened as it is.")
    hint: ClassVar[Text] = _("Check its key, its dates and the administrations. Nothing was changed.")


class AssessmentIncomplete(InvalidInput):
    """Some questions must be answered, or proved, first."""

    code: ClassVar[str] = "assessment-incomplete"
    message: ClassVar[Text] = _("This question needs an answer, or the evidence that proves it.")
    hint: ClassVar[Text] = _("Complete the questions that are named. What you wrote is kept.")


class AnswerChangedMeanwhile(Conflict):
    """Somebody else answered in the same assessment since it was read."""

    code: ClassVar[str] = "answer-changed-meanwhile"
    message: ClassVar[Text] = _("Somebody else wrote in this assessment in the meantime.")
    hint: ClassVar[Text] = _("Read it again and compare. Nothing of yours was kept over theirs.")
