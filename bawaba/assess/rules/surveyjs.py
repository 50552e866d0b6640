"""Import the subset of SurveyJS that Canada's Algorithmic Impact Assessment uses, conditions included."""

import re
from collections.abc import Mapping
from typing import Final

from bawaba.assess.rules.conditions import way_back
from bawaba.assess.scoring.points import PointsMethod, read_survey
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Choice, Fault, Json, Method, Question, Refused, ScoringRule, Section, Texts
from bawaba.kernel import expressions
from bawaba.kernel.markup import clean_text

_TYPES: Final[Mapping[str, str]] = {
    "radiogroup": "single", "dropdown": "single", "checkbox": "multiple", "text": "text", "comment": "text",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<name>\{[^{}]+\})|(?P<text>"[^"]*"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<mark><=|>=|<>|!=|==|=|<|>|\(|\)|\[|\]|,|&&|\|\|)|(?P<word>[A-Za-z]+))"""
)
_COMPARE: Final[Mapping[str, str]] = {
    "=": "==", "==": "==", "equal": "==", "<>": "!=", "!=": "!=", "notequal": "!=", ">": ">", "<": "<",
    ">=": ">=", "<=": "<=", "contains": "contains", "contain": "contains", "notcontains": "notcontains",
    "anyof": "anyof", "empty": "empty", "notempty": "notempty",
}  # fmt: skip


def import_survey(document: Document, *, urn: str, version: str, titles: Texts) -> Method:
    """Return the method that a SurveyJS questionnaire spells: pages become sections, panels' names parts.

    raises: Refused, with every fault and its line
    """
    method = read_survey(document)
    faults = survey_condition_faults(document)
    if faults:
        raise Refused(*faults)
    sections = [
        _section(document, place, page, method, faults) for place, page in enumerate(document.value["pages"])
    ]
    if faults:
        raise Refused(*faults)
    return Method(
        urn=urn,
        version=version,
        titles=titles,
        languages=("en", "fr"),
        sections=tuple(one for one in sections if one.questions),
        scoring=(ScoringRule("impact", "points"),),
    )


def survey_condition_faults(document: Document) -> list[Fault]:
    """Return what is wrong with the conditions of a questionnaire: unreadable, unknown names, circles."""
    faults: list[Fault] = []
    reads: dict[str, set[str]] = {}
    paths: dict[str, tuple[str | int, ...]] = {}
    waiting: list[tuple[tuple[str | int, ...], Json, set[str]]] = [
        (("pages", place), page, set()) for place, page in enumerate(document.value["pages"])
    ]
    while waiting:
        path, element, above = waiting.pop(0)
        at = (*path, "visibleIf")
        names = above | expressions.variables_of(_condition(document, at, element.get("visibleIf"), faults))
        inside = element.get("elements") or ()
        waiting += [((*path, "elements", place), one, names) for place, one in enumerate(inside)]
        if element.get("type") in _TYPES:
            name = str(element.get("name"))
            reads[name], paths[name] = names, at
    for name, read in reads.items():
        strange = sorted(read - reads.keys())
        faults += [document.fault("condition-unknown-variable", paths[name], one) for one in strange]
        way = way_back(reads, name)
        if way:
            faults.append(document.fault("circle", paths[name], " → ".join(way)))
    return faults


def _section(
    document: Document, place: int, page: Mapping[str, Json], method: PointsMethod, faults: list[Fault]
) -> Section:
    path = ("pages", place)
    found: list[Question] = []
    waiting: list[tuple[tuple[str | int, ...], Mapping[str, Json], Json]] = [
        ((*path, "elements", at), one, None) for at, one in enumerate(page.get("elements") or ())
    ]
    while waiting:
        below, element, above = waiting.pop(0)
        when = both(above, _condition(document, (*below, "visibleIf"), element.get("visibleIf"), faults))
        if element.get("type") == "panel":
            inside = element.get("elements") or ()
            waiting = [((*below, "elements", at), one, when) for at, one in enumerate(inside)] + waiting
        elif element.get("type") in _TYPES:
            found.append(_question(element, when, method))
    name = str(page.get("name") or f"page{place + 1}")
    return Section(
        id=f"section-{name}",
        titles=_texts(page.get("title"), name),
        when=_condition(document, (*path, "visibleIf"), page.get("visibleIf"), faults),
        questions=tuple(found),
    )


def _question(element: Mapping[str, Json], when: Json, method: PointsMethod) -> Question:
    name = str(element["name"])
    known = method.questions.get(name)
    choices: list[Choice] = []
    for item in element.get("choices") or ():
        value = str(item.get("value") if isinstance(item, Mapping) else item)
        text = item.get("text") if isinstance(item, Mapping) else None
        choices.append(Choice(value, _texts(text, value), points=known.worth[value] if known else 0.0))
    return Question(
        id=name,
        type=_TYPES[str(element["type"])],
        titles=_texts(element.get("title"), name),
        help=_texts(element["description"], "") if element.get("description") else {},
        when=when,
        required=element.get("isRequired") is True,
        part=known.part if known else "none",
        choices=tuple(choices),
    )


def _texts(value: Json, name: str) -> Texts:
    """Return texts in English and French, without HTML; what is not translated stands in both."""
    given = value if isinstance(value, Mapping) else {"default": value if isinstance(value, str) else name}
    english = clean_text(given.get("default") or given.get("en") or name)
    return {"en": english, "fr": clean_text(given.get("fr") or "") or english}


def both(first: Json, second: Json) -> Json:
    """Return a condition that holds where both do; None holds always."""
    return {"and": [first, second]} if first is not None and second is not None else first or second


def _condition(document: Document, path: tuple[str | int, ...], text: Json, faults: list[Fault]) -> Json:
    if text is None:
        return None
    try:
        return read_condition(str(text))
    except _NotRead as fault:
        faults.append(document.fault("bad-condition", path, fault))
        return None


def read_condition(text: str) -> Json:
    """Return a SurveyJS condition as an expression of this house.

    The subset: {name}, texts, numbers, lists, =, <>, <, >, contains, notcontains, anyof, empty,
    notempty, and, or, not, brackets.
    """
    reader = _Condition(text)
    found = reader.either()
    if reader.left:
        raise _NotRead(reader.left[0][1])
    return found


class _NotRead(Exception):
    """A condition that the subset does not have."""


class _Condition:
    """Reads a condition from left to right; `or` binds loosest, then `and`, then `not`."""

    def __init__(self, text: str) -> None:
        self.left: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                raise _NotRead(text[place : place + 40])
            self.left.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()

    def either(self) -> Json:
        parts = [self._all()]
        while self._takes("or", "||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else {"or": parts}

    def _all(self) -> Json:
        parts = [self._one()]
        while self._takes("and", "&&"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else {"and": parts}

    def _one(self) -> Json:
        if self._takes("not"):
            return {"!": [self._one()]}
        if self._takes("("):
            found = self.either()
            if not self._takes(")"):
                raise _NotRead(")")
            return found
        left = self._value()
        operator = _COMPARE.get(self._next()[1].lower())
        if operator is None:
            raise _NotRead("?")
        if operator in ("empty", "notempty"):
            return {"!" if operator == "empty" else "!!": [left]}
        return _compare(operator, left, self._value())

    def _value(self) -> Json:
        kind, text = self._next()
        if kind == "name":
            return {"var": text[1:-1].strip()}
        if kind == "text":
            return text[1:-1]
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text == "[":
            found: list[Json] = []
            while not self._takes("]"):
                found.append(self._value())
                self._takes(",")
            return found
        raise _NotRead(text)

    def _next(self) -> tuple[str, str]:
        if not self.left:
            raise _NotRead("…")
        return self.left.pop(0)

    def _takes(self, *texts: str) -> bool:
        if self.left and self.left[0][0] != "text" and self.left[0][1].lower() in texts:
            self.left.pop(0)
            return True
        return False


def _compare(operator: str, left: Json, right: Json) -> Json:
    if operator in ("contains", "notcontains", "anyof"):
        wanted = right if isinstance(right, list) else [right]
        parts = [{"in": [one, left]} for one in wanted]
        found = parts[0] if len(parts) == 1 else {"or" if operator == "anyof" else "and": parts}
        return {"!": [found]} if operator == "notcontains" else found
    return {operator: [left, right]}
