"""What a person's form says: a decision, a number, what the device signed."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bawaba.identity.errors import PasskeyRefused
from bawaba.identity.rules.passkeys import CeremonyRefused, Credential, read_answer
from bawaba.identity.types import Decision
from bawaba.kernel.errors import InvalidInput

_WESTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def read_decision(request: HttpRequest) -> Decision:
    """Return the button that was pressed.

    raises: InvalidInput
    """
    word = request.POST.get("decision", "")
    if word not in set(Decision):
        raise InvalidInput(_("Choose whether you approve or refuse."))
    return Decision(word)


def read_number(request: HttpRequest) -> str:
    """Return the number typed, in western figures and without spaces."""
    return read_digits(request.POST.get("number", ""))[:8]


def read_digits(text: str) -> str:
    """Return the digits of a text, whichever figures they were typed in."""
    return "".join(sign for sign in text.translate(_WESTERN) if sign in "0123456789")


def read_assertion(request: HttpRequest) -> Credential:
    """Return what the device signed.

    raises: PasskeyRefused
    """
    try:
        return read_answer(request.POST.get("answer", ""))
    except CeremonyRefused as fault:
        raise PasskeyRefused(reason=fault.reason) from fault
