"""What the desk's pages call things."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.kernel.errors import Text

URGENCIES: Final[dict[str, tuple[Text, str, str]]] = {
    "overdue": (_("Overdue"), "error", "triangle-alert"),
    "today": (_("Due today"), "warning", "bell"),
    "soon": (_("Due soon"), "warning", "clock"),
    "later": (_("In time"), "plain", ""),
    "paused": (_("Clock paused"), "info", "hand-coins"),
    "closed": (_("Closed"), "plain", "check"),
}
OUTCOMES: Final[dict[str, Text]] = {
    "accepted": pgettext_lazy("outcome of a request", "Accepted"),
    "refused": pgettext_lazy("outcome of a request", "Refused"),
    "accepted-by-silence": pgettext_lazy("outcome of a request", "Accepted by silence"),
    "withdrawn": pgettext_lazy("outcome of a request", "Withdrawn"),
    "lapsed": pgettext_lazy("outcome of a request", "Lapsed"),
}
FILTERS: Final[dict[str, Text]] = {
    "whose": pgettext_lazy("filter", "Whose"),
    "which": pgettext_lazy("filter", "Which"),
    "due": pgettext_lazy("filter", "Legal date"),
    "service": pgettext_lazy("filter", "Service"),
    "state": pgettext_lazy("filter", "Where the request stands"),
    "office": pgettext_lazy("filter", "Office"),
    "label": pgettext_lazy("filter", "Label"),
    "order": pgettext_lazy("filter", "Order"),
}
WHOSE: Final[dict[str, Text]] = {
    "": pgettext_lazy("whose requests", "everyone’s"),
    "mine": pgettext_lazy("whose requests", "mine"),
    "unassigned": pgettext_lazy("whose requests", "nobody’s yet"),
}
WHICH: Final[dict[str, Text]] = {
    "open": pgettext_lazy("which requests", "open"),
    "paused": pgettext_lazy("which requests", "waiting for the person"),
    "closed": pgettext_lazy("which requests", "closed"),
}
DUE: Final[dict[str, Text]] = {
    "": pgettext_lazy("legal date", "any legal date"),
    "overdue": pgettext_lazy("legal date", "overdue"),
    "today": pgettext_lazy("legal date", "due today"),
    "soon": pgettext_lazy("legal date", "due within five days"),
}
ORDERS: Final[dict[str, Text]] = {
    "due": pgettext_lazy("order", "soonest legal date first"),
    "newest": pgettext_lazy("order", "newest first"),
}
EVENTS: Final[dict[str, Text]] = {
    "submitted": _("The request was lodged."),
    "moved": _("The request moved on."),
    "noted": _("A note was written with a step."),
    "paused": _("A correction was asked for; the clock stopped."),
    "corrected": _("The person corrected the request; the clock goes on."),
    "decision-proposed": _("A decision was proposed; another agent must confirm it."),
    "decision-returned": _("The proposed decision was sent back."),
    "decided": _("The request was decided."),
    "decision-annulled": _("The decision was annulled; the request is open again."),
    "closed": _("The request was closed."),
    "alert": _("The legal date is near or has passed."),
    "escalated": _("The legal date has passed: the supervisor was told."),
    "messaged": _("A message was sent."),
    "rated": _("The person rated a step."),
    "complained": _("The person complained."),
    "complaint-answered": _("The complaint was answered."),
    "appealed": _("The person appealed."),
    "appeal-answered": _("The appeal was answered."),
    "assigned": _("The request was given to an agent."),
}
WHO: Final[dict[str, Text]] = {
    "agent": pgettext_lazy("who may", "an agent"),
    "supervisor": pgettext_lazy("who may", "a supervisor"),
    "person": pgettext_lazy("who may", "the person"),
    "system": pgettext_lazy("who may", "the system"),
}
REPLY_KINDS: Final[dict[str, Text]] = {
    "message": _("Message"),
    "correction": _("Request for correction"),
    "refusal": _("Refusal"),
    "acceptance": _("Acceptance"),
}
STATE_KINDS: Final[dict[str, Text]] = {
    "start": pgettext_lazy("kind of state", "Start"),
    "work": pgettext_lazy("kind of state", "Work"),
    "waiting": pgettext_lazy("kind of state", "Waits for the person"),
    "final": pgettext_lazy("kind of state", "End"),
}
EFFECTS: Final[dict[str, Text]] = {
    "none": pgettext_lazy("effect of a step", "Moves on"),
    "ask-correction": pgettext_lazy("effect of a step", "Asks for a correction and stops the clock"),
    "accept": pgettext_lazy("effect of a step", "Accepts the request"),
    "refuse": pgettext_lazy("effect of a step", "Refuses the request"),
    "withdraw": pgettext_lazy("effect of a step", "Withdraws the request"),
    "lapse": pgettext_lazy("effect of a step", "Ends what was never corrected"),
}
NEEDS: Final[dict[str, Text]] = {
    "reasons": _("Reasons"),
    "message": _("Message"),
    "fields": _("Answers to correct"),
    "note": _("Internal note"),
}
UNITS: Final[dict[str, Text]] = {
    "working-days": _("working days"),
    "calendar-days": _("calendar days"),
}
SECOND_EYES: Final[dict[str, Text]] = {
    "never": _("no decision"),
    "refusals": _("refusals"),
    "always": _("every decision"),
}
PARTS: Final[dict[str, Text]] = {
    "times": _("Another time to answer"),
    "appeals": _("Way of appeal"),
    "alerts": _("Alert"),
    "routes": _("Route to an office"),
}
FAULTS: Final[dict[str, Text]] = {
    "one-start": _("There must be exactly one state where requests begin."),
    "no-end": _("There is no state where a request ends."),
    "too-many-states": _("There are too many states."),
    "same-state": _("Two states have the same key."),
    "same-transition": _("Two steps out of this state have the same key."),
    "bad-key": _("The key must be lower-case letters, digits and hyphens."),
    "unknown-word": _("A choice here is not known."),
    "bad-days": _("The number of days makes no sense."),
    "unknown-state": _("The step leads from or to a state that does not exist."),
    "unknown-who": _("Say who may take the step."),
    "unknown-need": _("The step asks for something that does not exist."),
    "unknown-effect": _("Say what the step does."),
    "effect-needs": _(
        "A refusal needs reasons; a request for correction needs a message and the answers to correct."
    ),
    "out-of-final": _("No step may leave a state where requests end."),
    "end-without-effect": _(
        "A step to an end must accept, refuse, withdraw or let lapse; no other step may."
    ),
    "waiting-without-question": _(
        "Only a request for correction leads to a state that waits for the person."
    ),
    "person-decides": _("The person cannot decide their own request."),
    "withdrawn-by-others": _("Only the person may withdraw a request."),
    "no-text": _("A name is missing in one of the languages."),
    "time-without-condition": _("Another time to answer says not for which requests it holds."),
    "longer-than-law": _("The time to answer is longer than the law allows."),
    "unreachable": _("No request ever reaches this state."),
    "dead-end": _("From this state no request ever ends."),
    "waiting-without-answer": _("The person has no step to answer from this state."),
    "no-decision": _("A request can never be decided."),
    "decision-after-legal-date": _("By the days of the states, a decision comes after the legal date."),
    "no-acceptance": _("Silence accepts, but no step accepts a request."),
    "refusal-without-appeal": _("A request may be refused, but no way of appeal is named."),
    "bad-alert": _("An alert tells nobody, or its day makes no sense."),
    "no-office": _("A route names no office."),
    "bad-expression": _("A condition on the answers cannot be read."),
    "unknown-field": _("A condition reads an answer for which the form does not ask."),
}
COMPLAINT_STATES: Final[dict[str, Text]] = {
    "open": pgettext_lazy("state of a complaint", "Waits for an answer"),
    "upheld": pgettext_lazy("state of a complaint", "The person was right"),
    "dismissed": pgettext_lazy("state of a complaint", "Dismissed"),
    "withdrawn": pgettext_lazy("state of a complaint", "Withdrawn"),
}
APPEAL_STATES: Final[dict[str, Text]] = {
    "filed": pgettext_lazy("state of an appeal", "Waits for an answer"),
    "upheld": pgettext_lazy("state of an appeal", "Upheld: the decision is annulled"),
    "dismissed": pgettext_lazy("state of an appeal", "Rejected: the decision stands"),
    "withdrawn": pgettext_lazy("state of an appeal", "Withdrawn"),
}
