"""What a person's pages call things, without jargon."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Text

HOLDERS: Final[dict[str, Text]] = {
    "agent": _("The administration has it"),
    "supervisor": _("The supervisor of the administration has it"),
    "person": _("You have it: something is asked of you"),
    "system": _("It goes on by itself"),
}
EVENTS: Final[dict[str, Text]] = {
    "submitted": _("You sent your request and got your receipt."),
    "moved": _("Your request moved on."),
    "paused": _("You were asked to correct something. The legal time limit stopped."),
    "corrected": _("You sent your correction. The legal time limit goes on."),
    "decided": _("A decision was made."),
    "decision-annulled": _("The decision was annulled. Your request is looked at again."),
    "closed": _("Your request was closed."),
    "alert": _("The legal date is near, or has passed."),
    "messaged": _("A message was written."),
    "appealed": _("You appealed against the decision."),
    "appeal-answered": _("Your appeal was answered."),
    "complaint-answered": _("Your complaint was answered."),
}
OUTCOMES: Final[dict[str, tuple[Text, str]]] = {
    "accepted": (_("Your request is accepted"), "success"),
    "refused": (_("Your request is refused"), "error"),
    "accepted-by-silence": (
        _("Your request is accepted: the time limit passed without an answer"),
        "success",
    ),
    "withdrawn": (_("You withdrew this request"), "info"),
    "lapsed": (_("This request was closed: the correction did not arrive in time"), "warning"),
}
COMPLAINTS: Final[dict[str, Text]] = {
    "unlisted-document": _("An agent asked me for a document that is not on the list"),
    "late": _("My request is late"),
    "conduct": _("I was treated badly"),
    "other": _("Something else"),
}
COMPLAINT_STATES: Final[dict[str, Text]] = {
    "open": _("The supervisor has your complaint"),
    "upheld": _("The supervisor found that you are right"),
    "dismissed": _("The supervisor did not follow your complaint"),
    "withdrawn": _("You took this complaint back"),
}
APPEAL_STATES: Final[dict[str, Text]] = {
    "filed": _("Your appeal is being looked at"),
    "upheld": _("Your appeal succeeded: the decision falls"),
    "dismissed": _("Your appeal did not succeed: the decision stands"),
    "withdrawn": _("You took this appeal back"),
}
STEPS: Final[dict[str, Text]] = {
    "submission": _("Filling in and sending the form"),
    "correction": _("Correcting what was asked"),
    "messages": _("The answers to your messages"),
    "decision": _("The decision"),
}
STARS: Final[tuple[tuple[int, Text], ...]] = (
    (1, _("Very bad")),
    (2, _("Bad")),
    (3, _("Fair")),
    (4, _("Good")),
    (5, _("Very good")),
)
