"""Who a person says they are."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bawaba.identity.forms.fields import IdentityNumberField
from bawaba.identity.types import Particulars


def _name(label: Any, language: str) -> forms.CharField:  # Any: a lazy text
    attributes = {"dir": "rtl", "lang": "ar"} if language == "ar" else {"dir": "ltr"}
    return forms.CharField(
        label=label, required=False, max_length=80, widget=forms.TextInput(attrs=attributes)
    )


class ParticularsForm(forms.Form):
    """Names in both scripts, birth, identity number and address; the service checks their formats."""

    given_name_ar = _name(_("Given name in Arabic"), "ar")
    family_name_ar = _name(_("Family name in Arabic"), "ar")
    given_name_latn = _name(_("Given name in Latin letters"), "latn")
    family_name_latn = _name(_("Family name in Latin letters"), "latn")
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    birth_place_ar = _name(_("Place of birth in Arabic"), "ar")
    birth_place_latn = _name(_("Place of birth in Latin letters"), "latn")
    cnie = IdentityNumberField(required=False)
    address = forms.CharField(
        label=_("Postal address"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def read(self, kept: Particulars) -> Particulars:
        """Return the particulars as written here, with the contacts that were kept."""
        given = self.cleaned_data
        return Particulars(
            given_names=_scripts(given, "given_name"),
            family_names=_scripts(given, "family_name"),
            birth_date=given["birth_date"],
            birth_place=_scripts(given, "birth_place"),
            cnie=given["cnie"],
            email=kept.email,
            email_verified=kept.email_verified,
            phone=kept.phone,
            phone_verified=kept.phone_verified,
            address=given["address"],
        )


def initial_of(particulars: Particulars) -> dict[str, str | date | None]:
    """Return what the form shows of particulars."""
    return {
        "given_name_ar": particulars.given_names.get("ar", ""),
        "family_name_ar": particulars.family_names.get("ar", ""),
        "given_name_latn": particulars.given_names.get("latn", ""),
        "family_name_latn": particulars.family_names.get("latn", ""),
        "birth_date": particulars.birth_date,
        "birth_place_ar": particulars.birth_place.get("ar", ""),
        "birth_place_latn": particulars.birth_place.get("latn", ""),
        "cnie": particulars.cnie,
        "address": particulars.address,
    }


def _scripts(given: dict[str, Any], field: str) -> dict[str, str]:  # Any: cleaned values
    return {script: given[f"{field}_{script}"] for script in ("ar", "latn") if given[f"{field}_{script}"]}
