"""A page of a form as what templates draw: labels in the reader's language, answers as they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bawaba.forms.queries.territories import place_label
from bawaba.forms.rules.flow import Asked
from bawaba.forms.rules.typed import PARTS
from bawaba.forms.types import AnswerFault, DraftContent, Field, Json
from bawaba.forms.words import EXAMPLES, fault_text
from bawaba.kernel.expressions import variables_of
from bawaba.kernel.expressions.values import text_of
from bawaba.kernel.files import MOST_BYTES, FileInfo
from bawaba.kernel.languages import Picked, pick

MOST_RADIOS: Final = 7
WIDGETS: Final[dict[str, str]] = {
    "long-text": "area", "multi-choice": "checks", "yes-no": "radios", "declaration": "tick", "address": "parts",
    "map-point": "parts", "rc": "parts", "file": "file", "signature": "signature", "computed": "computed",
    "information": "information", "group": "group", "repeat": "repeat",
}  # fmt: skip
INPUT_MODES: Final[dict[str, str]] = {
    "integer": "numeric", "number": "decimal", "money": "decimal", "ice": "numeric", "rib": "numeric",
    "phone": "tel", "email": "email", "url": "url", "lat": "decimal", "lon": "decimal", "postcode": "numeric",
}  # fmt: skip
LEFT_TO_RIGHT: Final = {
    "ice",
    "rib",
    "iban",
    "phone",
    "email",
    "url",
    "national-id",
    "lat",
    "lon",
    "postcode",
    "date",
}
AUTOCOMPLETE: Final[dict[str, str]] = {
    "phone": "tel",
    "email": "email",
    "postcode": "postal-code",
    "line": "street-address",
}


@dataclass(slots=True)
class Choice:
    """One answer to tick or choose."""

    value: str
    label: Picked
    chosen: bool


@dataclass(slots=True)
class Part:
    """One text box of an answer with parts."""

    name: str
    label: str
    value: str
    mode: str
    ltr: bool
    autocomplete: str
    is_place: bool

    @property
    def key(self) -> str:
        """Return the part's own name."""
        return self.name.rpartition(".")[2]


@dataclass(slots=True)
class Item:
    """One item of a repeating group."""

    number: int
    place: int
    controls: "list[Control]" = dataclass_field(default_factory=list)


@dataclass(slots=True)
class Control:
    """One field to draw. name: as it is sent; error: what is wrong with it, or empty."""

    field: Field
    name: str
    widget: str
    label: Picked
    help: Picked
    example: str = ""
    value: str = ""
    error: str = ""
    error_id: str = ""
    origin: str = ""
    decides: bool = False
    mode: str = ""
    ltr: bool = False
    autocomplete: str = ""
    is_place: bool = False
    unit: str = ""
    signed_at: str = ""
    choices: list[Choice] = dataclass_field(default_factory=list)
    parts: list[Part] = dataclass_field(default_factory=list)
    controls: "list[Control]" = dataclass_field(default_factory=list)
    items: list[Item] = dataclass_field(default_factory=list)
    files: list[FileInfo] = dataclass_field(default_factory=list)
    upload_url: str = ""

    @property
    def most_bytes(self) -> int:
        """Return how large a file may be."""
        return int(self.field.settings.get("most_bytes", MOST_BYTES))

    @property
    def id(self) -> str:
        """Return the id of the field in the page."""
        return f"f-{self.name.replace('.', '-')}"

    @property
    def grouped(self) -> bool:
        """Say whether it is several inputs under one legend."""
        return self.widget in ("radios", "checks", "parts")

    @property
    def shown(self) -> bool:
        """Say whether a computed value is shown to the person."""
        return bool(self.field.settings.get("shown", True))

    @property
    def first_id(self) -> str:
        """Return the id that a link from the summary of errors leads to."""
        if self.widget == "parts":
            return f"{self.id}-{self.parts[0].key}"
        return f"{self.id}-0" if self.widget in ("radios", "checks") else self.id

    @property
    def described_by(self) -> str:
        """Return the ids of what describes the field, for assistive technology."""
        told = [f"{self.id}-help"] if self.help.text or self.example else []
        return " ".join([*told, f"{self.id}-error"] if self.error else told)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What controls are drawn with. uploads: where files go piece by piece, by the question's name"""

    content: DraftContent
    faults: Sequence[AnswerFault]
    language: str
    files: Mapping[str, FileInfo]
    sources: Mapping[str, str]
    decides: frozenset[str]
    uploads: Mapping[str, str] = dataclass_field(default_factory=dict)


def deciding_keys(fields: Sequence[Field]) -> frozenset[str]:
    """Return the keys that a condition on the same page reads: a change of their answers redraws the page."""
    read: set[str] = set()
    for field in fields:
        if field.when is not None:
            read |= variables_of(field.when)
        if field.type == "computed":
            read |= variables_of(field.settings.get("value"))
        read |= deciding_keys(field.fields)
    return frozenset(read)


def draw_page(asked: Sequence[Asked], drawing: Drawing) -> list[Control]:
    """Return the controls of one page: groups hold their own, repeating groups their items."""
    top: list[Control] = []
    by_key: dict[str, Control] = {}
    for one in asked:
        control = _draw(one, drawing)
        by_key[one.field.key] = control
        holder = _holder(one, asked, by_key)
        if holder is None:
            top.append(control)
        elif holder.widget == "repeat":
            _item(holder, int(one.path[-2])).controls.append(control)
        else:
            holder.controls.append(control)
    return top


def all_controls(controls: Sequence[Control]) -> list[Control]:
    """Return controls with those inside them, in the page's order."""
    found: list[Control] = []
    for control in controls:
        inner = [*control.controls, *(one for item in control.items for one in item.controls)]
        found += [control, *all_controls(inner)]
    return found


def _holder(one: Asked, asked: Sequence[Asked], by_key: Mapping[str, Control]) -> Control | None:
    """Return the control of the innermost group that holds this field."""
    holders = [other.field.key for other in asked if any(inner is one.field for inner in other.field.fields)]
    return by_key[holders[0]] if holders else None


def _item(control: Control, place: int) -> Item:
    while len(control.items) <= place:
        control.items.append(Item(len(control.items) + 1, len(control.items)))
    return control.items[place]


def _draw(one: Asked, drawing: Drawing) -> Control:
    field, name = one.field, ".".join(map(str, one.path))
    control = Control(
        field=field,
        name=name,
        widget=_widget(field),
        label=pick(field.label, drawing.language),
        help=pick(field.help, drawing.language),
        example=str(EXAMPLES.get(field.type, "")),
        value=_shown(field, one.value, drawing.content.typed.get(name), drawing.language),
        error=_error(name, field, drawing),
        origin=_origin(field, drawing),
        decides=field.key in drawing.decides,
        mode=INPUT_MODES.get(field.type, ""),
        ltr=field.type in LEFT_TO_RIGHT,
        autocomplete=AUTOCOMPLETE.get(field.type, ""),
        is_place=field.type == "territory",
        unit=_unit(field, drawing.language),
    )
    _fill(control, one.value, drawing)
    return control


def _fill(control: Control, value: Json, drawing: Drawing) -> None:
    field = control.field
    if field.type in PARTS:
        control.parts = _parts(control, value, drawing)
    elif field.type == "yes-no":
        answers = (("yes", _("Yes"), True), ("no", _("No"), False))
        control.choices = [
            Choice(code, Picked(text, drawing.language), value is flag) for code, text, flag in answers
        ]
    elif field.type == "file":
        control.files = [drawing.files[key] for key in value or () if key in drawing.files]
        control.upload_url = drawing.uploads.get(control.name, "")
    elif field.type == "signature" and isinstance(value, Mapping):
        control.signed_at = _local_time(str(value.get("at", "")))
    elif field.type == "repeat" and isinstance(value, list):
        control.items = [Item(place + 1, place) for place in range(len(value))]
    chosen = value if isinstance(value, list) else [value]
    for option in field.options:
        control.choices.append(
            Choice(option.value, pick(option.label, drawing.language), option.value in chosen)
        )


def _local_time(moment: str) -> str:
    """Return a moment of ISO 8601 as the day and hour in the country's time."""
    return f"{localtime(datetime.fromisoformat(moment)):%d/%m/%Y %H:%M}" if moment else ""


def _widget(field: Field) -> str:
    if field.type == "choice":
        return "radios" if len(field.options) <= MOST_RADIOS else "select"
    return WIDGETS.get(field.type, "line")


def _parts(control: Control, value: Json, drawing: Drawing) -> list[Part]:
    names = {"line": _("Street and number, or place"), "territory": _("Commune"), "postcode": _("Postcode (optional)"),
             "lat": _("Latitude"), "lon": _("Longitude"), "number": _("Number"), "court": _("Court")}  # fmt: skip
    held = value if isinstance(value, Mapping) else {}
    parts = []
    for part in PARTS[control.field.type]:
        name = f"{control.name}.{part}"
        text = drawing.content.typed.get(name, text_of(held.get(part)))
        shown = place_label(text, drawing.language) if part == "territory" and text else text
        parts.append(
            Part(name, names[part], shown, INPUT_MODES.get(part, ""), part in LEFT_TO_RIGHT,
                 AUTOCOMPLETE.get(part, ""), part == "territory")
        )  # fmt: skip
    return parts


def _shown(field: Field, value: Json, typed: str | None, language: str) -> str:
    """Return an answer as it is written in its box."""
    if typed is not None or value is None:
        return typed or ""
    match field.type:
        case "territory":
            return place_label(str(value), language)
        case "date" if isinstance(value, str) and len(value) == 10:
            return f"{value[8:]}/{value[5:7]}/{value[:4]}"
        case "number" | "money":
            return text_of(value).replace(".", "," if language in ("fr", "ar") else ".")
        case "signature" | "file" | "repeat" | "declaration":
            return "yes" if value is True else ""
        case _:
            return text_of(value)


def _error(name: str, field: Field, drawing: Drawing) -> str:
    parts = {name, *(f"{name}.{part}" for part in PARTS.get(field.type, ()))}
    found = next((fault for fault in drawing.faults if fault.name in parts), None)
    return fault_text(found, field, drawing.language) if found else ""


def _origin(field: Field, drawing: Drawing) -> str:
    origin = drawing.content.origins.get(field.key)
    if origin is None:
        return ""
    if origin.source == "declared":
        return _("You changed what was fetched: this answer is marked as declared by you.")
    if origin.source == "identity":
        return _("Taken from your identity. Correct it if it is wrong.")
    return _("Fetched from: %(source)s. Correct it if it is wrong.") % {
        "source": drawing.sources.get(origin.source, origin.source)
    }


def _unit(field: Field, language: str) -> str:
    if field.type == "money":
        return str(field.settings.get("currency", "MAD"))
    unit = field.settings.get("unit", {})
    return pick(unit, language).text if isinstance(unit, Mapping) else ""
