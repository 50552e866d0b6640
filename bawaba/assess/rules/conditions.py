"""Conditions of a method: that they read questions that exist, and lead to no circle."""

from collections.abc import Iterator, Mapping

from bawaba.assess.rules.settings import FIGURES
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Answers, Fault, Json, Method, Path, Question
from bawaba.kernel import expressions
from bawaba.kernel.expressions import Kind

_KINDS: Mapping[str, Kind] = {
    "single": "text", "multiple": "list", "number": "number", "text": "text", "date": "date",
    "table": "list", "file": "any",
}  # fmt: skip


def condition_faults(method: Method, document: Document) -> Iterator[Fault]:
    """Yield what is wrong with conditions: unknown names, operators that do not exist, circles."""
    known: dict[str, Kind | Mapping[str, object]] = {one.id: _KINDS[one.type] for one in method.questions}
    known |= {name: "any" for rule in method.scoring for name in FIGURES.get(rule.type, (rule.id,))}
    for path, expression in _conditions(method):
        for fault in expressions.check(expression, known):
            yield document.fault(f"condition-{fault.code}", path, fault.detail)
    yield from _circles(method, document)


def asked(method: Method, answers: Answers) -> Iterator[Question]:
    """Yield the questions that are asked when these answers are given; what is not asked is not answered."""
    for section in method.sections:
        if section.when is not None and not expressions.is_true(section.when, answers):
            continue
        for question in section.questions:
            if question.when is None or expressions.is_true(question.when, answers):
                yield question


def _conditions(method: Method) -> Iterator[tuple[Path, Json]]:
    """Yield each condition of a method with where it stands."""
    found: list[tuple[Path, Json]] = []
    for at, section in enumerate(method.sections):
        found.append((("sections", at, "when"), section.when))
        for place, question in enumerate(section.questions):
            path: Path = ("sections", at, "questions", place)
            found.append(((*path, "when"), question.when))
            found += [((*path, "choices", nth, "auto"), one.auto) for nth, one in enumerate(question.choices)]
    for at, rule in enumerate(method.scoring):
        rules = rule.settings.get("rules")
        found += [
            (("scoring", at, "rules", place, "when"), one.get("when"))
            for place, one in enumerate(rules if isinstance(rules, list) else ())
            if isinstance(one, Mapping)
        ]
    found += [(("actions", at, "when"), action.when) for at, action in enumerate(method.actions)]
    yield from ((path, expression) for path, expression in found if expression is not None)


def _circles(method: Method, document: Document) -> Iterator[Fault]:
    """Yield a fault for each question that is asked only if it is answered, directly or through others."""
    reads: dict[str, set[str]] = {}
    paths: dict[str, Path] = {}
    for at, section in enumerate(method.sections):
        above = expressions.variables_of(section.when)
        for place, question in enumerate(section.questions):
            reads[question.id] = above | expressions.variables_of(question.when)
            paths[question.id] = ("sections", at, "questions", place, "when")
    for name in reads:
        way = way_back(reads, name)
        if way:
            yield document.fault("circle", paths[name], " → ".join(way))


def way_back(reads: Mapping[str, set[str]], name: str) -> list[str]:
    """Return the shortest way from a question through conditions back to itself, empty where there is none."""
    ways, seen = [[name]], set[str]()
    while ways:
        way = ways.pop(0)
        for read in sorted(reads.get(way[-1], ())):
            if read == name:
                return [*way, name]
            if read not in seen:
                seen.add(read)
                ways.append([*way, read])
    return []
