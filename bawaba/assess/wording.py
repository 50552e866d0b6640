"""The words for what is wrong in a method, a matrix, an index, and for what a reader should know of a score."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.assess.rules.answers import is_missing
from bawaba.assess.types import NOT_APPLICABLE, UNKNOWN, Fault, Json, Question
from bawaba.kernel.languages import pick

FAULTS: Final[Mapping[str, str | Promise]] = {
    "not-json": _("This is not valid JSON."),
    "not-yaml": _("This is not valid YAML."),
    "not-csv": _("This is not a valid CSV file."),
    "name-twice": _("The same name stands twice."),
    "name-not-text": _("A name must be a text."),
    "too-deep": _("There are too many levels or values."),
    "too-long": _("This is too long."),
    "anchor": _("Anchors and aliases are not accepted."),
    "tag": _("Tags are not accepted."),
    "no-pages": _("A questionnaire has a list of pages."),
    "not-a-map": _("Named values are expected here."),
    "not-a-list": _("A list is expected here."),
    "unknown-type": _("This type is not known."),
    "unknown-name": _("This name means nothing here."),
    "no-choices": _("This question has no choices."),
    "choice-twice": _("The same choice stands twice."),
    "unknown-question": _("The method has no such question."),
    "unknown-choice": _("The question has no such choice."),
    "one-choice-only": _("Only one choice may be given."),
    "no-answers": _("A list of answers is expected."),
    "unknown-colour": _("A colour is red, yellow, green or unknown."),
    "not-a-share": _("A share is a number from 0 to 100."),
    "no-matrix": _("A matrix is a list of rows of the same length."),
    "not-a-row": _("A row is a list of numbers that is not empty."),
    "row-length": _("This row has another length than the others."),
    "not-a-number": _("A finite number is expected here."),
    "not-square": _("A matrix of comparisons has as many rows as columns."),
    "not-positive": _("Only numbers above zero are possible here."),
    "not-reciprocal": _("Opposite comparisons must multiply to 1, and the diagonal is 1."),
    "matrix-too-large": _("This matrix is too large."),
    "too-few-rows": _("At least two alternatives are needed."),
    "unknown-ranking": _("The methods are topsis, promethee-ii, wsm and spotis."),
    "not-a-type": _("A criterion’s type is 1 (more is better) or -1 (less is better)."),
    "negative-weight": _("A weight is a number from zero up."),
    "no-weight": _("At least one weight must be above zero."),
    "inconsistent": _("These comparisons contradict each other: the consistency ratio is over 0.1."),
    "no-units": _("The data needs a column uCode and at least one row."),
    "unit-twice": _("Every unit needs a code of its own."),
    "no-column": _("The data has no such column."),
    "no-columns": _("These columns are needed."),
    "not-a-direction": _("A direction is 1 or -1."),
    "no-indicators": _("There are no indicators."),
    "unknown-parent": _("There is no such aggregate above it."),
    "unknown-denominator": _("There is no such denominator."),
    "no-children": _("This aggregate has nothing below it."),
    "circle": _("This leads back to itself."),
    "unknown-unit": _("The data has no such unit."),
    "unknown-indicator": _("There is no such indicator."),
    "no-target": _("This indicator has no target."),
    "unknown-group": _("The data has no such group."),
    "no-group": _("This method needs the name of a group."),
    "no-reference": _("This method needs the code of a reference unit."),
    "zero-denominator": _("A denominator is zero."),
    "not-positive-for-mean": _("This mean cannot take zero, nor a geometric mean a negative value: choose another scale."),
    "unknown-method": _("This method is not known."),
    "out-of-range": _("This number is out of range."),
    "not-a-flag": _("True or false is expected here."),
    "unknown-stage": _("This stage is not known."),
    "needs-stages": _("This needs further stages."),
    "unknown-format": _("This format of methods is not known."),
    "unknown-language": _("This language is not known here."),
    "bad-id": _("An identifier has letters, digits, dots, hyphens and underscores."),
    "bad-urn": _("A method is named by a URN, such as urn:bawaba:method:maturity."),
    "bad-version": _("A version is three numbers, such as 1.0.0."),
    "no-questions": _("A method needs questions, and not too many."),
    "unwanted-choices": _("Only questions with choices have choices."),
    "no-name": _("A question needs a name."),
    "no-texts": _("Texts by language are expected here."),
    "no-text": _("The text is missing in this language."),
    "bad-condition": _("This condition cannot be read."),
    "condition-malformed": _("This condition is malformed."),
    "condition-unknown-operator": _("A condition uses an operator that does not exist."),
    "condition-wrong-count": _("An operator of this condition takes another number of values."),
    "condition-unknown-variable": _("A condition reads a question that does not exist."),
    "condition-computed-variable": _("A condition names a question in a computed way."),
    "condition-wrong-kind": _("A condition compares values of kinds that do not fit."),
    "condition-never-equal": _("This comparison can never be true."),
    "condition-too-deep": _("This condition has too many levels."),
    "unknown-figure": _("No earlier rule gives this figure."),
    "bad-bounds": _("Bounds are numbers that grow."),
    "bad-decision": _("A decision has a condition (when) and an outcome (gives)."),
    "not-a-text": _("A text is expected here."),
    "not-a-date": _("A date such as 2026-03-27 is expected here."),
}  # fmt: skip

NOTES: Final[Mapping[str, str | Promise]] = {
    "hidden-questions-count": _("Questions that are not shown count in the maximum, as in the official method."),
    "questions-missing": _("Some questions have no answer; they are worth nothing, which is not the same as zero risk."),
    "unanswered-counts-70": _("In this method an unanswered question still counts 70 of 100 in the confidence."),
    "unanswered-counts-nothing": _("An unanswered question counts nothing, and the risk is never better than unknown while one is missing: stricter than Konveyor."),
    "unknown-counts-least": _("An answer of “unknown” counts as the least one; “not applicable” takes no part."),
}  # fmt: skip

STATES: Final[Mapping[str, str | Promise]] = {
    "draft": pgettext_lazy("assessment", "Being filled in"),
    "submitted": pgettext_lazy("assessment", "Handed in"),
    "review": pgettext_lazy("assessment", "Being verified"),
    "returned": pgettext_lazy("assessment", "Given back"),
    "approved": pgettext_lazy("assessment", "Approved"),
    "published": pgettext_lazy("assessment", "Published"),
    "superseded": pgettext_lazy("assessment", "Replaced"),
}
STATE_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("plain", "pencil"), "submitted": ("info", "send"), "review": ("info", "search"),
    "returned": ("warning", "triangle-alert"), "approved": ("success", "check"), "published": ("success", "globe"),
    "superseded": ("plain", "clock"),
}  # fmt: skip
"""The kind of badge and the icon of each state."""

VERSIONS: Final[Mapping[str, str | Promise]] = {
    "draft": pgettext_lazy("method", "Draft"),
    "published": pgettext_lazy("method", "In force"),
    "replaced": pgettext_lazy("method", "Replaced"),
}
VERDICTS: Final[Mapping[str, str | Promise]] = {
    "returned": pgettext_lazy("decision", "Given back"),
    "approved": pgettext_lazy("decision", "Approved"),
}
BODY_KINDS: Final[Mapping[str, str | Promise]] = {
    "state": pgettext_lazy("kind of body", "The State"),
    "ministry": pgettext_lazy("kind of body", "Ministries"),
    "department": pgettext_lazy("kind of body", "Departments"),
    "agency": pgettext_lazy("kind of body", "Agencies and offices"),
    "region": pgettext_lazy("kind of body", "Regions"),
    "prefecture": pgettext_lazy("kind of body", "Prefectures and provinces"),
    "commune": pgettext_lazy("kind of body", "Communes"),
    "court": pgettext_lazy("kind of body", "Courts"),
    "chamber": pgettext_lazy("kind of body", "Professional chambers"),
    "consulate": pgettext_lazy("kind of body", "Consulates"),
    "company": pgettext_lazy("kind of body", "Public companies"),
    "council": pgettext_lazy("kind of body", "Councils"),
    "other": pgettext_lazy("kind of body", "Others"),
}
UNKNOWN_SAID: Final = _("We do not know")
NOT_APPLICABLE_SAID: Final = _("This does not concern us")


def say_answer(question: Question, value: Json, language: str) -> str:
    """Return an answer in words: the texts of its choices, “we do not know”, a number as it is."""
    if is_missing(value):
        return ""
    if value == UNKNOWN:
        return str(UNKNOWN_SAID)
    if value == NOT_APPLICABLE:
        return str(NOT_APPLICABLE_SAID)
    if question.choices:
        chosen = value if isinstance(value, list) else [value]
        named = {choice.id: pick(choice.titles, language).text for choice in question.choices}
        return ", ".join(named.get(one, "") for one in chosen)
    if question.type == "table":
        return "; ".join(", ".join(str(cell) for cell in row.values()) for row in value)
    return str(value)


def tell_fault(fault: Fault) -> str:
    """Return a fault in the reader's language: the line, where, what is wrong, and what stood there."""
    text = str(FAULTS.get(fault.code, fault.code))
    where = ", ".join(
        part for part in (gettext("line %d") % fault.line if fault.line else "", fault.place) if part
    )
    said = f"{where}: {text}" if where else text
    return f"{said} ({fault.detail})" if fault.detail else said


def tell_faults(faults: Iterable[Fault], *, most: int = 20) -> str:
    """Return several faults as lines, and how many more there are."""
    listed = list(faults)
    lines = [tell_fault(fault) for fault in listed[:most]]
    if len(listed) > most:
        lines.append(gettext("and %d more") % (len(listed) - most))
    return "\n".join(lines)
