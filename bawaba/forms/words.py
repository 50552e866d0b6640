"""What the pages say of faults, kinds of fields, and what is wrong in a definition."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bawaba.forms.types import AnswerFault, Field
from bawaba.kernel.errors import Text
from bawaba.kernel.languages import pick

FAULTS: Final[dict[str, Text]] = {
    "required": _("Answer this question."),
    "wrong-type": _("This answer cannot be read. Write it again."),
    "wrong-format": _("This is not written as expected. Compare it with the example."),
    "wrong-check-digit": _("A digit of this number is wrong. Compare it with your document."),
    "incomplete": _("A part of this answer is missing."),
    "too-short": _("This answer is too short."),
    "too-long": _("This answer is too long."),
    "too-small": _("This number is too small."),
    "too-large": _("This number is too large."),
    "too-precise": _("Write fewer digits after the decimal point."),
    "too-early": _("This date is too early."),
    "too-late": _("This date is too late."),
    "too-few": _("Add what is missing."),
    "too-many": _("There are too many. Take some out."),
    "not-a-choice": _("Choose one of the answers offered."),
    "not-accepted": _("Tick the box to go on."),
    "level-too-low": _("Sign with a surer means of identification."),
    "not-asked": _("This question is not asked."),
    "check-failed": _("This answer does not fit the others."),
    "signature-void": _("An answer changed after you signed. Sign again."),
}
TYPE_FAULTS: Final[dict[tuple[str, str], Text]] = {
    ("date", "wrong-format"): _("Write a day, a month and a year that exist, such as 27/3/1990."),
    ("date", "too-late"): _("This date cannot be later."),
    ("integer", "wrong-format"): _("Write a whole number."),
    ("integer", "wrong-type"): _("Write a whole number, without decimals."),
    ("number", "wrong-format"): _("Write a number, such as 12,5."),
    ("money", "wrong-format"): _("Write an amount, such as 1250,50."),
    ("national-id", "wrong-format"): _(
        "Write one or two letters, then digits, as on your national identity card."
    ),
    ("phone", "wrong-format"): _(
        "Write a telephone number such as 0612345678, or with + and the country's code."
    ),
    ("email", "wrong-format"): _("Write an e-mail address, such as name@example.ma."),
    ("ice", "wrong-format"): _("Write the 15 digits of the ICE."),
    ("rib", "wrong-format"): _("Write the 24 digits of the bank account (RIB)."),
    ("iban", "wrong-format"): _("Write the IBAN, which begins with two letters and two digits."),
    ("territory", "wrong-format"): _(
        "We know no single commune of this name. Choose one from the list, or add its province."
    ),
    ("address", "wrong-format"): _(
        "We know no single commune of this name. Choose one from the list, or add its province."
    ),
    ("map-point", "wrong-format"): _("Write latitude and longitude in degrees, such as 33.97 and -6.85."),
    ("file", "required"): _("Add the document."),
    ("file", "too-few"): _("Add the document."),
    ("multi-choice", "too-few"): _("Choose more answers."),
    ("declaration", "required"): FAULTS["not-accepted"],
    ("signature", "required"): _("Sign to go on."),
}
KIND_NAMES: Final[dict[str, Text]] = {
    "text": pgettext_lazy("kind of field", "Short text"),
    "long-text": pgettext_lazy("kind of field", "Long text"),
    "integer": pgettext_lazy("kind of field", "Whole number"),
    "number": pgettext_lazy("kind of field", "Number"),
    "money": pgettext_lazy("kind of field", "Amount of money"),
    "date": pgettext_lazy("kind of field", "Date"),
    "choice": pgettext_lazy("kind of field", "One choice"),
    "multi-choice": pgettext_lazy("kind of field", "Several choices"),
    "yes-no": pgettext_lazy("kind of field", "Yes or no"),
    "national-id": pgettext_lazy("kind of field", "National identity card number"),
    "ice": pgettext_lazy("kind of field", "Company identifier (ICE)"),
    "rc": pgettext_lazy("kind of field", "Trade register number (RC)"),
    "iban": pgettext_lazy("kind of field", "IBAN"),
    "rib": pgettext_lazy("kind of field", "Bank account (RIB)"),
    "phone": pgettext_lazy("kind of field", "Telephone"),
    "email": pgettext_lazy("kind of field", "E-mail"),
    "url": pgettext_lazy("kind of field", "Web address"),
    "territory": pgettext_lazy("kind of field", "Commune"),
    "address": pgettext_lazy("kind of field", "Address"),
    "map-point": pgettext_lazy("kind of field", "Point on the map"),
    "file": pgettext_lazy("kind of field", "Document"),
    "signature": pgettext_lazy("kind of field", "Signature by identity"),
    "declaration": pgettext_lazy("kind of field", "Declaration"),
    "computed": pgettext_lazy("kind of field", "Computed value"),
    "information": pgettext_lazy("kind of field", "Information"),
    "group": pgettext_lazy("kind of field", "Group of questions"),
    "repeat": pgettext_lazy("kind of field", "Repeating group"),
}
DEFINITION_FAULTS: Final[dict[str, Text]] = {
    "no-language": _("Choose the languages of the form."),
    "no-page": _("Add a page."),
    "unknown-level": _("This level of identity does not exist."),
    "keep-days": _("Drafts are kept from 1 to 730 days."),
    "too-many-fields": _("There are too many questions."),
    "bad-key": _("A key is made of lower-case letters, digits and underscores, and begins with a letter."),
    "same-key": _("Two pieces have the same key."),
    "no-text": _("A text is missing."),
    "text-too-long": _("A text is too long."),
    "empty-page": _("This page asks nothing."),
    "empty-group": _("This group holds nothing."),
    "unknown-type": _("This kind of field does not exist."),
    "repeat-in-repeat": _("A repeating group cannot hold another one."),
    "bad-option": _("A choice's value is made of lower-case letters, digits and hyphens."),
    "same-option": _("Two choices have the same value."),
    "options": _("Only choices have a list of answers, and they need one."),
    "unknown-setting": _("This kind of field has no such setting."),
    "bad-setting": _("This setting has a wrong value."),
    "no-expression": _("An expression is missing."),
    "expression": _("An expression is wrong."),
}
LEVELS: Final[dict[str, Text]] = {
    "none": _("No sign-in needed"),
    "low": _("Signed in"),
    "substantial": _("Signed in, identity checked"),
    "high": _("Signed in with a device, identity checked"),
}
EXAMPLES: Final[dict[str, Text]] = {
    "date": _("Day, month and year, such as 27/3/1990"),
    "phone": _("Such as 0612345678"),
    "national-id": _("Such as AB123456"),
    "ice": _("15 digits"),
    "rib": _("24 digits, as on your bank statement"),
    "iban": _("Such as MA64 0115 1900 0001 2050 0053 4921"),
    "territory": _("Begin to write the name of the commune"),
}


def fault_text(fault: AnswerFault, field: Field | None, language: str) -> str:
    """Return what to say of a fault: the form's own words, else those of its kind of field."""
    if fault.message:
        return pick(fault.message, language).text
    kind = field.type if field else ""
    return str(TYPE_FAULTS.get((kind, fault.code)) or FAULTS.get(fault.code, FAULTS["wrong-format"]))
