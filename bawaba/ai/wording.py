"""What the room's words are called for people."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.ai.rules.days import YEARS
from bawaba.kernel.errors import Text

HINDRANCES: Final[Mapping[str, Text]] = {
    "order": _("This stage does not follow from the one it is in."),
    "assessment-missing": _("It has no approved assessment."),
    "assessment-expired": _("Its assessment has expired."),
    "people": _("Two people must approve it, neither of them with a conflict of interest."),
    "refused": _("As many people refuse it as approve it."),
    "blocking-condition": _("A blocking condition is not met."),
}

STAGES: Final[Mapping[str, Text]] = {
    "idea": _("Idea"),
    "qualified": _("Qualified"),
    "prioritised": _("Prioritised"),
    "assessed": _("Assessed"),
    "approved": pgettext_lazy("use case", "Approved"),
    "built": _("Built"),
    "in-service": _("In service"),
    "suspended": _("Suspended"),
    "retired": _("Retired"),
    "set-aside": _("Set aside"),
    "trial": _("On trial"),
    "in-use": _("In service"),
    "planned": _("Planned"),
    "development": _("Being built"),
    "unknown": pgettext_lazy("what a register says", "Not said"),
}

REGISTERS: Final[Mapping[str, Text]] = {
    "own": _("This country"),
    "us-2024": _("United States, federal inventory of 2024"),
    "nl": _("Netherlands, register of algorithms"),
    "atrs": _("United Kingdom, transparency records"),
}

IMPACTS: Final[Mapping[str, Text]] = {
    "rights": _("People's rights"),
    "safety": _("People's safety"),
    "both": _("People's rights and safety"),
    "neither": _("Neither rights nor safety"),
    "unknown": STAGES["unknown"],
}

ANSWERS: Final[Mapping[str, Text]] = {
    "yes": _("Yes"),
    "no": _("No"),
    "in-progress": _("In progress"),
    "unknown": STAGES["unknown"],
}

BUILDS: Final[Mapping[str, Text]] = {
    "in-house": _("By the administration"),
    "contracted": _("By a company"),
    "both": _("By both"),
    "unknown": STAGES["unknown"],
}

FACETS: Final[Mapping[str, Text]] = {
    "register": _("Register"),
    "stage": _("Stage"),
    "impact": _("What it touches"),
    "personal_data": _("Personal data"),
    "impact_assessment": _("Impact assessed"),
    "built": _("Who built it"),
}

SHEET_FIELDS: Final[Mapping[str, Text]] = {
    "does": pgettext_lazy("system of AI", "What it does"),
    "people": _("Whom it concerns"),
    "data": _("What data it uses"),
    "decides": _("Who decides"),
    "objection": _("How to object"),
    "contact": _("Whom to call"),
    "technique": _("How it works"),
}

REFERENCE_FIELDS: Final[Mapping[str, Text]] = {
    "purpose": _("What it is for"),
    "outputs": _("What it gives"),
    "topic": pgettext_lazy("what a register says", "Field"),
    "unit": _("Unit"),
    "legal_basis": _("Legal basis"),
    "public_service": _("Public service"),
}

AFFECTS: Final[Mapping[str, Text]] = {
    "rights": _("People's rights"),
    "safety": _("People's safety"),
    "information": _("What people read"),
}

SEVERITIES: Final[Mapping[str, Text]] = {
    "1": _("Slight"),
    "2": _("Noticeable"),
    "3": _("Serious"),
    "4": _("Very serious"),
}

SAID_STATES: Final[Mapping[str, Text]] = {
    "waiting": _("Waiting to be read"),
    "shown": _("Shown to everybody"),
    "refused": _("Not shown"),
}

ACTS: Final[Mapping[str, Text]] = {
    "step": _("Take the next step"),
    "score": _("Score it"),
    "assess": _("Begin the ethical impact assessment"),
    "canada": _("Begin Canada's algorithmic impact assessment"),
    "link": _("Name its approved assessment"),
    "verdict": _("Decide"),
    "oblige": _("Ask for what its level of impact obliges to"),
    "condition": _("Ask for something"),
    "meet": _("Say that a condition is met"),
    "sheet": _("Write what the public reads"),
    "purpose": _("Change its purpose"),
    "indicator": _("Watch a figure"),
    "reading": _("Enter a measured value"),
    "incident": _("Report an incident"),
    "tell": _("Tell the public of an incident"),
    "review": _("Record a periodic review"),
}

DONE: Final[Mapping[str, Text]] = {
    "step": _("The step is taken."),
    "score": _("Your scores are kept."),
    "link": _("The assessment is named."),
    "verdict": _("Your decision is kept. It cannot be changed."),
    "oblige": _("The conditions are set."),
    "condition": _("The condition is set."),
    "meet": _("The condition is met."),
    "sheet": _("The new version is kept."),
    "purpose": _("The purpose is changed. The use case is assessed and decided anew."),
    "indicator": _("The figure is watched."),
    "reading": _("The value is kept."),
    "incident": _("The incident is reported."),
    "tell": _("What the public reads is kept."),
    "review": _("The review is recorded."),
}

ASSESSMENT_STATES: Final[Mapping[str, Text]] = {
    "draft": pgettext_lazy("assessment", "Being filled in"),
    "submitted": pgettext_lazy("assessment", "Handed in"),
    "review": pgettext_lazy("assessment", "Being verified"),
    "returned": pgettext_lazy("assessment", "Given back"),
    "approved": pgettext_lazy("assessment", "Approved"),
    "published": pgettext_lazy("assessment", "Published"),
}

COMPARISONS: Final[Mapping[str, Text]] = {
    "a9": _("%(one)s: beyond compare"),
    "a7": _("%(one)s: very much more"),
    "a5": _("%(one)s: much more"),
    "a3": _("%(one)s: a little more"),
    "same": _("Both the same"),
    "b3": _("%(other)s: a little more"),
    "b5": _("%(other)s: much more"),
    "b7": _("%(other)s: very much more"),
    "b9": _("%(other)s: beyond compare"),
}

WAYS: Final[Mapping[str, Text]] = {
    "weighted-sum": _("Weighted sum"),
    "topsis": _("TOPSIS"),
    "promethee-ii": _("PROMETHEE II"),
}

OBSTACLES: Final[Mapping[str, Text]] = {
    "budget": _("The budget of the wave is used up."),
    "body": _("Its administration has all the use cases that it may have in the wave."),
    "high-risk": _("The wave has all the high-risk use cases that it may have."),
    "needs": _("What it needs first is not chosen in time."),
    "excluded": _("Another one that excludes it is chosen."),
    "no-value": _("It adds no value."),
    "room": _("It would fit; others are worth more together."),
}

LIMITS: Final[Mapping[str, Text]] = {
    "budget": _("Days of work"),
    "org_cap": _("Use cases of one administration"),
    "high_risk": _("High-risk use cases"),
}

SCENARIO_STATES: Final[Mapping[str, Text]] = {
    "waiting": _("Waiting for its turn"),
    "running": _("Being computed"),
    "done": _("Done"),
    "failed": _("No plan"),
    "dropped": _("Stopped before it began"),
}

LABELS: Final[Mapping[str, Mapping[str, Text]]] = {
    "stage": STAGES,
    "register": REGISTERS,
    "impact": IMPACTS,
    "personal_data": ANSWERS,
    "impact_assessment": ANSWERS,
    "built": BUILDS,
    "facet": FACETS,
    "sheet": SHEET_FIELDS,
    "version": {**SHEET_FIELDS, "name": pgettext_lazy("system of AI", "Its name")},
    "reference": REFERENCE_FIELDS,
    "affects": AFFECTS,
    "severity": SEVERITIES,
    "said": SAID_STATES,
    "act": ACTS,
    "assessment": ASSESSMENT_STATES,
    "way": WAYS,
    "obstacle": OBSTACLES,
    "limit": LIMITS,
    "scenario": SCENARIO_STATES,
}
"""Kind of word → word → what it is called."""


def unbelievable() -> str:
    """Return what is said of a day that nobody means."""
    return gettext("Give a day between %(first)s and %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]}
