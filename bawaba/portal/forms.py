"""What readers type into the portal: a question in the address, a report."""

from typing import Any, Final, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from bawaba.catalogue.types import ReportKind
from bawaba.kernel.markup import clean_text
from bawaba.portal.types import Click, Question

LONGEST_QUESTION: Final = 300
LAST_PAGE: Final = 100
REPORT_KINDS: Final[tuple[ReportKind, ...]] = ("wrong", "document", "useful", "not-useful")
USEFUL_REASONS: Final = (
    ("found", _("I found what I was looking for")),
    ("clear", _("It is clear")),
    ("saved-trip", _("It saved me a trip")),
    ("other", _("Another reason")),
)
NOT_USEFUL_REASONS: Final = (
    ("not-mine", _("It is not the service I was looking for")),
    ("incomplete", _("Something is missing")),
    ("unclear", _("It is hard to understand")),
    ("outdated", _("It is out of date")),
    ("other", _("Another reason")),
)
WRONG_REASONS: Final = (
    ("documents", _("The documents to bring")),
    ("fee", _("The fee")),
    ("delay", _("The time limit")),
    ("address", _("The address, the phone or the hours")),
    ("link", _("A link that does not work")),
    ("other", _("Something else")),
)
REASONS: Final = {
    "useful": USEFUL_REASONS,
    "not-useful": NOT_USEFUL_REASONS,
    "wrong": WRONG_REASONS,
    "document": (),
}


def read_question(given: QueryDict) -> Question:
    """Return the question that an address asks; what makes no sense in it counts as absent."""
    text = clean_text(given.get("q", ""), limit=LONGEST_QUESTION).replace("\n", " ")
    keys = {name: _key(given, name) for name in ("audience", "event", "authority", "territory")}
    return Question(
        text=text,
        online=given.get("online") == "1",
        free=given.get("free") == "1",
        page=_page(given.get("page", "")),
        **keys,
    )


def _key(given: QueryDict, name: str) -> str:
    value = given.get(name, "")
    plain = value.replace("-", "").replace("_", "").replace(".", "")
    return value if plain.isascii() and plain.isalnum() and len(value) <= 120 else ""


def _page(value: str) -> int:
    return (
        min(max(int(value), 1), LAST_PAGE) if value.isascii() and value.isdecimal() and len(value) < 5 else 1
    )


def read_click(given: QueryDict) -> Click | None:
    """Return what a browser tells of a followed result: None when it makes no sense."""
    text = clean_text(given.get("q", ""), limit=LONGEST_QUESTION).replace("\n", " ")
    key, rank = _key(given, "service"), _page(given.get("rank", ""))
    return Click(text, key, rank) if text and key else None


def read_report_kind(request: HttpRequest) -> ReportKind:
    """Return which kind of report a form is for: what was sent, else what the address says."""
    given = request.POST.get("kind") or request.GET.get("kind", "")
    return next((kind for kind in REPORT_KINDS if kind == given), "wrong")


class ReportForm(forms.Form):
    """What a reader tells about a service, without saying who they are.

    `website` is a trap for programs: people do not see it.
    """

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in REPORT_KINDS], widget=forms.HiddenInput)
    reason = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    document = forms.CharField(label=_("Which document were you asked for?"), required=False, max_length=200)
    place = forms.CharField(
        label=_("In which office or commune?"),
        required=False,
        max_length=200,
        help_text=_("The office, not your name."),
    )
    details = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Do not write your name, your phone or your identity number."),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, kind: ReportKind, **options: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **options)
        self.about = kind
        reason = cast("forms.ChoiceField", self.fields["reason"])
        reason.choices = list(REASONS[kind])
        reason.label = _("What is wrong?") if kind == "wrong" else _("Why?")
        self._keep_fields_of(kind)

    def _keep_fields_of(self, kind: ReportKind) -> None:
        if kind == "document":
            del self.fields["reason"]
            self.fields["document"].required = True
        else:
            del self.fields["document"], self.fields["place"]

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        data = super().clean() or {}
        for name in ("document", "place", "details"):
            if name in data:
                data[name] = clean_text(data[name])
        if self.about == "wrong" and not (data.get("reason") or data.get("details")):
            self.add_error("details", _("Choose what is wrong, or describe it in a few words."))
        return data

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in self.visible_fields() if field.name != "website"]

    @property
    def told(self) -> dict[str, str]:
        """What was told, ready to be recorded."""
        return {
            name: self.cleaned_data.get(name, "")
            for name in ("kind", "reason", "details", "document", "place")
        }

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))
