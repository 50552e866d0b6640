"""What an officer writes at the counter."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.identity.forms.fields import PhoneNumberField
from bawaba.identity.forms.particulars import ParticularsForm
from bawaba.identity.rules.proofing import Check, Paper
from bawaba.identity.services.counter import Seen
from bawaba.identity.types import Particulars

PAPERS: Final = [
    (Paper.IDENTITY_CARD.value, _("National identity card")),
    (Paper.PASSPORT.value, _("Passport")),
    (Paper.RESIDENCE_CARD.value, _("Residence card")),
]
CHECKS: Final = [
    (Check.PAPER_SEEN.value, _("I hold the original paper in my hand")),
    (Check.FACE_COMPARED.value, _("I compared its picture with the person in front of me")),
    (Check.REGISTER_ASKED.value, _("I asked the register that issued it, and it is valid")),
]


class FindForm(forms.Form):
    """Whom somebody says to be."""

    hint = forms.CharField(
        label=_("Identity number, e-mail address or telephone"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )  # fmt: skip


class VerifyForm(ParticularsForm):
    """What the papers say, and what was done with them."""

    required_names = ("given_name_ar", "family_name_ar", "given_name_latn", "family_name_latn", "birth_date")

    paper = forms.ChoiceField(label=_("Paper"), choices=PAPERS, widget=forms.RadioSelect)
    paper_number = forms.CharField(
        label=_("Number of the paper"),
        max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    expires_on = forms.DateField(
        label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    checks = forms.MultipleChoiceField(
        label=_("What I did"), choices=CHECKS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        for name in self.required_names:
            self.fields[name].required = True

    def read_seen(self) -> Seen:
        """Return what the officer saw."""
        given = self.cleaned_data
        return Seen(
            paper=Paper(given["paper"]),
            number=given["paper_number"],
            expires_on=given["expires_on"],
            checks=frozenset(Check(check) for check in given["checks"]),
        )


class EnrolForm(VerifyForm):
    """Somebody new: a contact is kept as declared, for them to verify later."""

    phone = PhoneNumberField(label=_("Telephone, if there is one"), required=False)

    def read(self, kept: Particulars) -> Particulars:
        written = super().read(kept)
        return Particulars(
            given_names=written.given_names,
            family_names=written.family_names,
            birth_date=written.birth_date,
            birth_place=written.birth_place,
            cnie=written.cnie,
            address=written.address,
            phone=self.cleaned_data["phone"],
        )
