"""Refusals of the room of AI in administrations."""

from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Text


class InstanceInvalid(InvalidInput):
    """A portfolio to choose from is not described as it must be; the place and the reason are named."""

    code: ClassVar[str] = "portfolio-invalid"
    message: ClassVar[Text] = _("This portfolio cannot be read.")
    hint: ClassVar[Text] = _("Mend what is named and try again. Nothing was changed.")

    def __init__(self, place: str, reason: Text) -> None:
        super().__init__(format_lazy("{place}: {reason}", place=place, reason=reason) if place else reason)
        self.place = place


class PortfolioImpossible(InvalidInput):
    """No choice keeps every rule: what is mandatory does not fit."""

    code: ClassVar[str] = "portfolio-impossible"
    message: ClassVar[Text] = _("No choice keeps every rule: what is mandatory does not fit.")
    hint: ClassVar[Text] = _("Raise a budget or a cap, or make fewer items mandatory.")


class PortfolioUndecided(InvalidInput):
    """The time was over before any choice was found that keeps every rule."""

    code: ClassVar[str] = "portfolio-undecided"
    message: ClassVar[Text] = _("No choice that keeps every rule was found in the time given.")
    hint: ClassVar[Text] = _("Give more time, or loosen a rule.")


class RegisterUnreadable(InvalidInput):
    """A file is not the register that it should be; nothing was imported."""

    code: ClassVar[str] = "register-unreadable"
    message: ClassVar[Text] = _("This file cannot be read as this register.")
    hint: ClassVar[Text] = _("Check the file and its format. Nothing was imported.")

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            format_lazy("{message} ({place}: {why})", message=type(self).message, place=place, why=why)
        )
        self.place = place


class UseCaseNotFound(NotFound):
    """No use case has this key."""

    code: ClassVar[str] = "use-case-not-found"
    message: ClassVar[Text] = _("There is no such use case.")


class UseCaseKeyTaken(Conflict):
    """Another use case has this key."""

    code: ClassVar[str] = "use-case-key-taken"
    message: ClassVar[Text] = _("Another use case has this key.")
    hint: ClassVar[Text] = _("Choose another one.")


class UseCaseInvalid(InvalidInput):
    """What is said of a use case cannot be kept; `fields` names it."""

    code: ClassVar[str] = "use-case-invalid"


class NotOnBoard(PermissionDenied):
    """This person may not take this step, or not for this use case."""

    code: ClassVar[str] = "not-on-board"
    message: ClassVar[Text] = _("You may not decide this use case.")
    hint: ClassVar[Text] = _("Whoever proposed it, and who does not publish for its body, cannot decide it.")


class NotPlanner(NotOnBoard):
    """This person makes no scenarios and sets no weights for this body."""

    code: ClassVar[str] = "not-planner"
    message: ClassVar[Text] = _("You may not plan for this administration.")
    hint: ClassVar[Text] = _("Those who publish for it or supervise it may.")


class VerdictGiven(Conflict):
    """This person has decided already; a verdict is never changed."""

    code: ClassVar[str] = "verdict-given"
    message: ClassVar[Text] = _("You have decided this use case already. A decision is never changed.")
    hint: ClassVar[Text] = _("If its purpose changes, it is decided anew.")


class StepHindered(Conflict):
    """Something stands against this step; `fields` names all of it."""

    code: ClassVar[str] = "step-hindered"
    message: ClassVar[Text] = _("This step cannot be taken yet.")
    hint: ClassVar[Text] = _("Settle what is listed first.")


class WeightsInconsistent(Conflict):
    """Comparisons of criteria contradict each other too much to be weights."""

    code: ClassVar[str] = "weights-inconsistent"
    message: ClassVar[Text] = _("These comparisons contradict each other too much.")
    hint: ClassVar[Text] = _("Look at the three that fit least, and change one of their answers.")


class SystemNotFound(NotFound):
    """No system of a register has this key, or the public does not see it."""

    code: ClassVar[str] = "ai-system-not-found"
    message: ClassVar[Text] = _("There is no such system in the register.")
    hint: ClassVar[Text] = _("Search the register by what the system does.")


class SaidNotFound(NotFound):
    """Nothing that somebody said has this number."""

    code: ClassVar[str] = "ai-word-not-found"
    message: ClassVar[Text] = _("This message is not there.")


class ScenarioOver(Conflict):
    """The search of this scenario has ended already."""

    code: ClassVar[str] = "ai-scenario-over"
    message: ClassVar[Text] = _("This search has ended already.")
    hint: ClassVar[Text] = _("Read its plan, or make a new scenario.")


class ScenarioUnfinished(Conflict):
    """A scenario has no plan to take away: it is being computed, was stopped before, or nothing keeps its limits."""

    code: ClassVar[str] = "ai-scenario-unfinished"
    message: ClassVar[Text] = _("This scenario has no plan to take away.")
    hint: ClassVar[Text] = _("Read its page: it says how far the search is.")


class ScenarioNotFound(NotFound):
    """No scenario has this key, or not for this person."""

    code: ClassVar[str] = "ai-scenario-not-found"
    message: ClassVar[Text] = _("There is no such scenario.")
