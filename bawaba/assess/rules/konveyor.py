"""Import Konveyor's questionnaire YAML (tackle2-hub, Apache-2.0): sections, questions, answers with risks."""

import re
from collections.abc import Mapping
from typing import Final

from bawaba.assess.scoring.options import Options
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import (
    COLOURS,
    Choice,
    Fault,
    Json,
    Method,
    Path,
    Question,
    Refused,
    ScoringRule,
    Section,
)
from bawaba.kernel.markup import clean_text

TAGS: Final = "tags"
_TAGS_TITLE: Final = "Which of these does the application use?"
_LANGUAGE: Final = "en"


def is_questionnaire(value: Json) -> bool:
    """Say whether a value has the shape of a Konveyor questionnaire."""
    sections = value.get("sections") if isinstance(value, Mapping) else None
    return isinstance(sections, list) and "urn" not in value and "thresholds" in value


def import_questionnaire(document: Document, *, urn: str, version: str) -> Method:
    """Return the method that a Konveyor questionnaire spells, scored as Konveyor does.

    Konveyor knows what an application uses from its inventory; here a question before all others asks it, and
    `includeFor`, `excludeFor` and `autoAnswerFor` read that answer.
    raises: Refused, with every fault and its line
    """
    faults: list[Fault] = []
    whole = Options(document, (), document.value, faults)
    tags: dict[str, str] = {}
    sections = [
        _section(document, place, item, faults, tags) for place, item in enumerate(_list(whole, "sections"))
    ]
    if tags:
        sections.insert(0, _asking(tags))
    method = Method(
        urn=urn,
        version=version,
        titles=_texts(whole.text(("name",), "Konveyor")),
        languages=(_LANGUAGE,),
        sections=tuple(sections),
        scoring=(ScoringRule("risk", "shares", {"thresholds": whole.find("thresholds")[1], "unanswered": "konveyor"}),),
    )  # fmt: skip
    if not method.questions:
        faults.append(document.fault("no-questions", ("sections",)))
    if faults:
        raise Refused(*faults)
    return method


def _asking(tags: Mapping[str, str]) -> Section:
    choices = tuple(Choice(name, _texts(title)) for name, title in tags.items())
    return Section(
        "s0",
        _texts(_TAGS_TITLE),
        questions=(Question(TAGS, "multiple", _texts(_TAGS_TITLE), choices=choices),),
    )


def _condition(options: Options, name: str, tags: dict[str, str]) -> Json:
    """Return an expression that is true where the application bears one of the tags named; None for none."""
    _name, given = options.find(name)
    found: list[Json] = []
    for one in given if isinstance(given, list) else ():
        if not isinstance(one, Mapping) or not one.get("category") or not one.get("tag"):
            options.fault("unknown-name", (name,), one)
            continue
        title = f"{one['category']}: {one['tag']}"
        key = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")[:80]
        tags[key] = title
        found.append({"in": [key, {"var": TAGS}]})
    return None if not found else found[0] if len(found) == 1 else {"or": found}


def _section(
    document: Document, place: int, item: Json, faults: list[Fault], tags: dict[str, str]
) -> Section:
    path: Path = ("sections", place)
    options = Options(document, path, item, faults)
    name = options.text(("name",), f"Section {place + 1}")
    questions = [
        _question(Options(document, (*path, "questions", at), one, faults), f"s{place + 1}-q{at + 1}", tags)
        for at, one in enumerate(_list(options, "questions"))
    ]
    return Section(f"s{place + 1}", _texts(name), questions=tuple(questions))


def _question(options: Options, name: str, tags: dict[str, str]) -> Question:
    choices: list[Choice] = []
    for place, item in enumerate(_list(options, "answers")):
        answer = options.inside(("answers", place), item)
        risk = answer.word(("risk",), {one: one for one in COLOURS}, "unknown")
        why = " ".join(part for part in (answer.text(("rationale",)), answer.text(("mitigation",))) if part)
        applied = answer.find("applyTags")[1] or []
        choices.append(
            Choice(
                id=f"a{place + 1}",
                titles=_texts(answer.text(("text",))),
                risk=risk,
                tags=tuple(
                    f"{one.get('category')}:{one.get('tag')}" for one in applied if isinstance(one, Mapping)
                ),
                help=_texts(why) if why else {},
                auto=_condition(answer, "autoAnswerFor", tags),
            )
        )
    if not choices:
        options.fault("no-choices", ("answers",))
    included, excluded = (_condition(options, name, tags) for name in ("includeFor", "excludeFor"))
    when = included if included is not None else {"!": [excluded]} if excluded is not None else None
    explanation = options.text(("explanation",))
    return Question(
        name, "single", _texts(options.text(("text",))), _texts(explanation) if explanation else {},
        when=when, choices=tuple(choices),
    )  # fmt: skip


def _list(options: Options, name: str) -> list[Json]:
    _name, value = options.find(name)
    if not isinstance(value, list):
        options.fault("not-a-list", (name,), value)
        return []
    return value


def _texts(text: str) -> dict[str, str]:
    return {_LANGUAGE: clean_text(text)}
