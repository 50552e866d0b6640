"""Claims, levels and acts in the words that people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.identity.types import ActivityLine, Level

# Each claim by itself, for those who approve what a relying party may ask for.
CLAIMS: Final[dict[str, Promise]] = {
    "name": _("Name in Latin letters"),
    "given_name": _("Given name in Latin letters"),
    "family_name": _("Family name in Latin letters"),
    "name#ar": _("Name in Arabic letters"),
    "given_name#ar": _("Given name in Arabic letters"),
    "family_name#ar": _("Family name in Arabic letters"),
    "birthdate": _("Date of birth"),
    "place_of_birth": _("Place of birth in Latin letters"),
    "place_of_birth#ar": _("Place of birth in Arabic letters"),
    "cnie": _("National identity number (CNIE)"),
    "email": _("E-mail address"),
    "email_verified": _("Whether the e-mail address was verified"),
    "phone_number": _("Telephone number"),
    "phone_number_verified": _("Whether the telephone number was verified"),
    "address": _("Postal address"),
}


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims that a person thinks of as one thing, such as a name in both scripts."""

    key: str
    label: Promise
    claims: tuple[str, ...]


GROUPS: Final = (
    ClaimGroup("name", _("Your name"), (
        "name", "given_name", "family_name", "name#ar", "given_name#ar", "family_name#ar",
    )),
    ClaimGroup("birthdate", _("Your date of birth"), ("birthdate",)),
    ClaimGroup("place_of_birth", _("Your place of birth"), ("place_of_birth", "place_of_birth#ar")),
    ClaimGroup("cnie", _("Your national identity number (CNIE)"), ("cnie",)),
    ClaimGroup("email", _("Your e-mail address"), ("email", "email_verified")),
    ClaimGroup("phone_number", _("Your phone number"), ("phone_number", "phone_number_verified")),
    ClaimGroup("address", _("Your postal address"), ("address",)),
)  # fmt: skip
ACCESS: Final[dict[str, Promise]] = {
    "requests.read": _("See your requests, the messages and the decisions"),
    "requests.write": _("Send requests, messages and corrections in your name"),
    "desk.read": _("Read the requests that you handle as an agent"),
    "desk.write": _("Handle requests and decide in your name as an agent"),
    "assess.read": _("Read the assessments and road maps that you take part in"),
    "assess.write": _("Answer, verify and publish assessments and road maps in your name"),
    "ai.read": _("Read the use cases of artificial intelligence that you work on"),
    "ai.write": _("Propose, score, decide and follow use cases of artificial intelligence in your name"),
    "coverage.read": _("Read the challenges of 5G coverage that wait for you"),
    "coverage.write": _("Answer and decide challenges of 5G coverage in your name"),
}
LEVELS: Final[dict[Level, Promise]] = {
    Level.LOW: pgettext_lazy("level of assurance", "Low: what you declared yourself"),
    Level.SUBSTANTIAL: pgettext_lazy("level of assurance", "Substantial: verified identity and two proofs"),
    Level.HIGH: pgettext_lazy("level of assurance", "High: verified identity and a key held in your phone"),
}
KINDS: Final[dict[str, tuple[Promise, str]]] = {
    "sign-in": (_("Signed in"), "log-in"),
    "step-up": (_("Proved who you are again"), "shield-check"),
    "approval": (_("You approved a request on your phone"), "shield-check"),
    "refusal": (_("You refused a request"), "ban"),
    "wrong-number": (_("A request was refused: wrong number"), "shield-alert"),
    "not-me": (_("You said that a request was not yours"), "shield-alert"),
    "link-approved": (_("You let a computer sign in with your phone"), "smartphone"),
    "link-refused": (_("You refused to let a computer sign in"), "ban"),
    "link-not-me": (_("You said that a sign-in was not yours"), "shield-alert"),
    "link-wrong-number": (_("A computer was not signed in: wrong number"), "shield-alert"),
    "authentication": (_("You signed in there"), "log-in"),
    "code-unused": (_("A site asked to sign you in but did not finish: nothing was sent to it"), "info"),
    "consent": (_("You agreed to share data"), "file-check"),
    "consent-withdrawn": (_("You withdrew your agreement"), "file-x"),
    "consent-refused": (_("You refused to share data"), "ban"),
    "release": (_("Data was sent"), "send"),
    "device-enrolled": (_("A phone was added"), "smartphone"),
    "device-suspended": (_("A phone was suspended"), "ban"),
    "device-resumed": (_("A phone may approve again"), "smartphone"),
    "device-removed": (_("A phone was removed"), "trash-2"),
    "incident": (_("You secured your account"), "lock"),
    "proofed": (_("Your identity was verified"), "badge-check"),
}
# What somebody else may have done in the person's name, so that "this was not me" makes sense.
DOUBTFUL: Final = frozenset(
    {
        "sign-in", "step-up", "approval", "wrong-number", "link-approved", "link-wrong-number", "authentication",
        "code-unused", "consent", "release", "device-enrolled", "device-resumed",
    }
)  # fmt: skip


def claim_names(claims: Iterable[str]) -> list[str]:
    """Return claims in words, each group once; a claim of no group by its own name."""
    asked = dict.fromkeys(claims)
    known = [str(group.label) for group in GROUPS if not asked.keys().isdisjoint(group.claims)]
    grouped = {claim for group in GROUPS for claim in group.claims}
    return known + [claim for claim in asked if claim not in grouped]


def kind_words(kind: str) -> tuple[str, str]:
    """Return what an act is called and its icon; an unknown one by its own name."""
    words, icon = KINDS.get(kind, (kind, "info"))
    return str(words), icon


def line_words(line: ActivityLine) -> dict[str, object]:
    """Return a line of history with its act and its claims in words."""
    words, icon = kind_words(line.kind)
    return {
        "line": line,
        "words": words,
        "icon": icon,
        "claims": claim_names(line.claims),
        "doubtful": line.kind in DOUBTFUL,
    }
