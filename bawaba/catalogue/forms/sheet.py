"""A service's whole sheet: one page that shows a record for editing and gives it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import QueryDict

from bawaba.catalogue.forms.fields import (
    EDITED,
    OTHERS,
    SIDE_BY_SIDE,
    TEXT_FIELDS,
    FactsForm,
    QuietForm,
    TextsForm,
)
from bawaba.catalogue.forms.reading import record_of_forms
from bawaba.catalogue.forms.rows import ITEM_PARTS, PARTS, RowSet, row_set
from bawaba.catalogue.types import Item, ServiceRecord
from bawaba.kernel.errors import Text

_TEXT_FIELDS: Final = {
    "titles": "title",
    "summaries": "summary",
    "descriptions": "description",
    "keywords": "keywords",
    "validities": "validity",
    "contact": "contact",
    "cost": "fee_note",
}
Values = dict[str, Any]  # Any: initial values of fields of every kind


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the summary of errors: the field's anchor, its name, and what is wrong."""

    anchor: str
    label: Text
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: (key, name) of bodies, and of events by group."""

    bodies: Sequence[tuple[str, str]]
    events: Sequence[tuple[str, Sequence[tuple[str, str]]]]


class Sheet:
    """The forms of one record.

    base:  what is edited; whatever the sheet does not show of it is kept
    data:  what was sent, or None to show the record
    add:   name of the part that gets one row more; then nothing is checked
    """

    def __init__(
        self,
        base: ServiceRecord,
        choices: Choices,
        *,
        data: QueryDict | None = None,
        add: str = "",
        is_new: bool = False,
    ) -> None:
        self.base, self.is_new = base, is_new
        self.facts = FactsForm(data, prefix="facts", initial=_facts(base))
        if not is_new:
            del self.facts.fields["identifier"]
        self._offer(choices)
        self.texts = {
            language: TextsForm(data, prefix=language, initial=_texts(base, language), language=language)
            for language in EDITED
        }
        self.rows = {
            part.name: row_set(part, initial=_rows(base, part.name), data=data, add=part.name == add)
            for part in PARTS
        }
        self.outside: list[str] = []
        if add:
            self._leave_unchecked()

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """Return each text of the languages that stand side by side: Arabic, then French."""
        return [[self.texts[language][field[0]] for language in SIDE_BY_SIDE] for field in TEXT_FIELDS]

    @property
    def others(self) -> list[TextsForm]:
        return [self.texts[language] for language in OTHERS]

    def is_valid(self) -> bool:
        """Check every form, so that all that is wrong shows at once."""
        return all([form.is_valid() for form in self._forms()])

    def record(self) -> ServiceRecord:
        """Return the record as edited. The sheet must be valid."""
        kept = {name: rows.kept() for name, rows in self.rows.items()}
        return record_of_forms(self.base, self.facts, self.texts, kept)

    def blame(self, fields: Mapping[str, Text]) -> None:
        """Put a refusal's messages beside the fields that they are about."""
        for name, text in fields.items():
            self._blame(name, text)

    @property
    def faults(self) -> list[Fault]:
        """Return every message, in the order of the page."""
        found = [Fault("", "", text) for text in self.outside]
        for form in self._forms():
            found += _faults_of(form)
        return found

    def _offer(self, choices: Choices) -> None:
        bodies = list(choices.bodies)
        if self.base.authority and self.base.authority not in dict(bodies):
            bodies.append((self.base.authority, self.base.authority))
        authority, events = self.facts.fields["authority"], self.facts.fields["events"]
        assert isinstance(authority, forms.ChoiceField)
        assert isinstance(events, forms.MultipleChoiceField)
        authority.choices = bodies
        events.choices = [(group, list(rows)) for group, rows in choices.events]

    def _leave_unchecked(self) -> None:
        for form in (self.facts, *self.texts.values()):
            form.leave_unchecked()
        for rows in self.rows.values():
            rows.leave_unchecked()

    def _forms(self) -> Iterator[QuietForm | RowSet]:
        yield from (self.texts[language] for language in EDITED)
        for part in PARTS:
            yield self.rows[part.name]
            yield from self.rows[part.name].forms
        yield self.facts

    def _blame(self, name: str, text: Text) -> None:
        part, _, rest = name.partition(".")
        if part in _TEXT_FIELDS and rest in self.texts:
            self.texts[rest].add_error(_TEXT_FIELDS[part], str(text))
        elif part in self.rows:
            self._blame_row(part, rest, text)
        elif part == "keywords":
            self.facts.add_error(
                rest.replace("-", "_") if rest in {"darija", "darija-latn"} else None, str(text)
            )
        elif part == "cost":
            self.facts.add_error("amount", str(text))
        elif part in self.facts.fields:
            self.facts.add_error(part, str(text))
        else:
            self.outside.append(f"{name}: {text}")

    def _blame_row(self, part: str, rest: str, text: Text) -> None:
        place, _, language = rest.partition(".")
        kept = self.rows[part].kept()
        if not place.isdecimal() or int(place) >= len(kept):
            self.outside.append(f"{self.rows[part].part.title}: {text}")
            return
        row = kept[int(place)]
        wanted = f"text_{language}" if part in ITEM_PARTS else "url"
        row.add_error(wanted if wanted in row.fields else None, str(text))


def _faults_of(form: QuietForm | RowSet) -> list[Fault]:
    if isinstance(form, RowSet):
        return [Fault("", form.part.title, str(text)) for text in form.non_form_errors()]
    found = [Fault("", "", str(text)) for text in form.non_field_errors()]
    for field in form:
        found += [
            Fault(field.id_for_label or field.auto_id or "", field.label, str(text)) for text in field.errors
        ]
    return found


def _facts(record: ServiceRecord) -> Values:
    plain = (
        "identifier",
        "authority",
        "delay_days",
        "url",
        "territory",
        "kind",
        "confidence",
        "verified_on",
        "verified_by",
    )
    return {
        **{name: getattr(record, name) for name in plain},
        "audiences": list(record.audiences),
        "events": list(record.events),
        "amount": record.cost.amount,
        "currency": record.cost.currency,
        "related": "\n".join(record.related),
        "darija": "\n".join(record.keywords.get("darija", ())),
        "darija_latn": "\n".join(record.keywords.get("darija-latn", ())),
    }


def _texts(record: ServiceRecord, language: str) -> Values:
    return {
        "title": record.titles.get(language, ""),
        "summary": record.summaries.get(language, ""),
        "description": record.descriptions.get(language, ""),
        "keywords": "\n".join(record.keywords.get(language, ())),
        "fee_note": record.cost.notes.get(language, ""),
        "validity": record.validities.get(language, ""),
        "contact": record.contact.get(language, ""),
    }


def _rows(record: ServiceRecord, name: str) -> list[Values]:
    if name in ITEM_PARTS:
        items: tuple[Item, ...] = getattr(record, name)
        return [{"key": item.key, **_row_texts(item.texts)} for item in items]
    if name == "channels":
        return [
            {"key": str(place), "kind": way.kind, "url": way.url, "phone": way.phone, **_row_texts(way.notes)}
            for place, way in enumerate(record.channels)
        ]
    if name == "legal":
        return [{"title": text.title, "url": text.url} for text in record.legal]
    return [{"page": source.page, "seen": source.seen} for source in record.sources]


def _row_texts(texts: Mapping[str, str]) -> Values:
    return {f"text_{language}": texts.get(language, "") for language in EDITED}


def blank_record(*, authority: str, country: str, currency: str) -> ServiceRecord:
    """Return the record that a new service begins with."""
    blank = ServiceRecord(identifier="", titles={}, authority=authority, audiences=(), country=country)
    return replace(blank, confidence="official", cost=replace(blank.cost, currency=currency))
