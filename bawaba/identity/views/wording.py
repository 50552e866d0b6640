"""Claims, levels and acts in the words that people read."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.identity.types import ActivityLine, Level

CLAIMS: Final[dict[str, Promise]] = {
    "name": _("Your name in Latin letters"),
    "given_name": _("Your given name in Latin letters"),
    "family_name": _("Your family name in Latin letters"),
    "name#ar": _("Your name in Arabic"),
    "given_name#ar": _("Your given name in Arabic"),
    "family_name#ar": _("Your family name in Arabic"),
    "email": _("Your e-mail address"),
    "email_verified": _("Whether your e-mail address was verified"),
    "phone_number": _("Your phone number"),
    "phone_number_verified": _("Whether your phone number was verified"),
    "address": _("Your postal address"),
    "birthdate": _("Your date of birth"),
    "place_of_birth": _("Your place of birth in Latin letters"),
    "place_of_birth#ar": _("Your place of birth in Arabic"),
    "cnie": _("Your national identity number (CNIE)"),
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
_TRUTHS: Final = ("email_verified", "phone_number_verified")


def claim_names(claims: Iterable[str]) -> list[str]:
    """Return claims in words, each once, in the order of `CLAIMS`; an unknown one by its own name.

    Whether an address was verified is not worth a line where the address itself is told.
    """
    asked = dict.fromkeys(claims)
    known = [
        str(name) for claim, name in CLAIMS.items() if claim in asked and not _said_already(claim, asked)
    ]
    return known + [claim for claim in asked if claim not in CLAIMS]


def _said_already(claim: str, asked: Iterable[str]) -> bool:
    return claim in _TRUTHS and claim.removesuffix("_verified") in set(asked)


def kind_words(kind: str) -> tuple[str, str]:
    """Return what an act is called and its icon; an unknown one by its own name."""
    words, icon = KINDS.get(kind, (kind, "info"))
    return str(words), icon


def line_words(line: ActivityLine) -> dict[str, object]:
    """Return a line of history with its act and its claims in words."""
    words, icon = kind_words(line.kind)
    return {"line": line, "words": words, "icon": icon, "claims": claim_names(line.claims)}
