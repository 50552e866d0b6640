"""What people are told of, in words. Nothing personal stands in a message: it leads to the page that says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Text

SUBMITTED: Final = "submitted"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing to be told. legal: the law has it told, so nobody unsubscribes from it."""

    subject: Text
    sentence: Text
    legal: bool = True


KINDS: Final[Mapping[str, Kind]] = {
    "submitted": Kind(
        _("We have your request %(number)s"), _("Your request was received. Your receipt is on its page.")
    ),
    "moved": Kind(
        _("News of your request %(number)s"), _("Your request moved on. See where it is now."), legal=False
    ),
    "paused": Kind(
        _("Something is asked of you: request %(number)s"),
        _(
            "The administration asks you to correct something. The legal time limit is stopped until you answer."
        ),
    ),
    "corrected": Kind(
        _("We have your correction: request %(number)s"),
        _("Your correction was received. The legal time limit goes on."),
        legal=False,
    ),
    "decided": Kind(
        _("A decision on your request %(number)s"),
        _("A decision was made. Read it on the page of your request."),
    ),
    "decision-annulled": Kind(
        _("The decision on your request %(number)s was annulled"), _("Your request is looked at again.")
    ),
    "closed": Kind(_("Your request %(number)s was closed"), _("The page of your request says why.")),
    "alert": Kind(
        _("The legal date of your request %(number)s"),
        _("The legal date of your request is near or has passed. See what you can do."),
    ),
    "messaged": Kind(
        _("A message about your request %(number)s"), _("The administration wrote to you."), legal=False
    ),
    "appealed": Kind(_("We have your appeal: request %(number)s"), _("Your appeal was received.")),
    "appeal-answered": Kind(_("Your appeal was answered: request %(number)s"), _("Read the answer.")),
    "complaint-answered": Kind(
        _("Your complaint was answered: request %(number)s"),
        _("The supervisor answered you. Read the answer."),
    ),
    "complaint-filed": Kind(
        _("A complaint about request %(number)s"),
        _("A person complains. You are the supervisor who answers."),
    ),
    "complaint-due": Kind(
        _("A complaint waits for you: request %(number)s"),
        _("The time to answer this complaint is running out."),
    ),
}
