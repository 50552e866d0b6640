"""Small forms around a service: review, an answer to a report, a file to import."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from bawaba.kernel import clock

MOST_UPLOAD_BYTES: Final = 20 * 1024 * 1024


class ReviewForm(forms.Form):
    """What a second person decides on a text."""

    act = forms.ChoiceField(choices=[("approve", ""), ("return", "")], widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    publish_at = forms.DateTimeField(
        label=_("Publish on"),
        required=False,
        help_text=_("Leave it empty to publish at once."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    note = forms.CharField(
        label=_("Why it goes back to its author"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_publish_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["publish_at"]
        if moment is not None and moment <= clock.now():
            raise forms.ValidationError(_("This moment has passed. Choose one to come, or leave it empty."))
        return moment

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of every kind
        values = super().clean() or {}
        if values.get("act") == "return" and not values.get("note", "").strip():
            self.add_error("note", _("Say what the author should change."))
        return values


class AnswerForm(forms.Form):
    """What was done about a reader's report."""

    answer = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportForm(forms.Form):
    """A file of services."""

    file = forms.FileField(label=_("File"), help_text=_("At most 20 MB. Nothing changes before you confirm."))
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("jsonl", _("Bawaba's own lines (JSONL)")),
            ("cpsv-ap", _("CPSV-AP: Turtle or JSON-LD")),
            ("service-public-fr", _("service-public.fr (JSONL)")),
            ("ecitizen-ke", _("eCitizen Kenya (CSV)")),
        ],
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_UPLOAD_BYTES:
            most = filesizeformat(MOST_UPLOAD_BYTES)
            raise forms.ValidationError(_("This file is larger than %(most)s.") % {"most": most})
        return file
