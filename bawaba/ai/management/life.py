"""`bawaba ai …` for the life of a use case: each operation in the name of a person, who may what their roles let them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final, get_args

from django.db import transaction
from pydantic import ValidationError

from bawaba.ai import queries, services
from bawaba.ai.errors import UseCaseInvalid
from bawaba.ai.rules import STAGES
from bawaba.ai.types import AssessmentKind, UseCaseRecord, UseCaseText
from bawaba.kernel.actors import Actor, system_actor

Answer = Mapping[str, object]
Add = Callable[[str, Callable[..., Any], str], ArgumentParser]
BOM: Final = b"\xef\xbb\xbf"
OPERATOR: Final = system_actor("ai-command")


def add_life(add: Add) -> None:
    """Add the operations of a use case's life."""
    add_in_name_of(add, LIFE)


def add_in_name_of(add: Add, operations: "Operations") -> None:
    """Add operations that act for a person, who is named."""
    for name, (run, help_text, arguments) in operations.items():
        parser = add(name, _in_name_of(name, run), help_text)
        parser.add_argument(
            "--as", required=True, dest="username", metavar="USER", help="who acts, by user name"
        )
        for flag, options in arguments.items():
            parser.add_argument(flag, **options)


def _in_name_of(name: str, run: Callable[..., Answer]) -> Callable[..., Answer]:
    """Return an operation that acts for a person, in one transaction with the line that says so."""

    def operation(*, username: str, **told: Any) -> Answer:  # Any: as above
        with transaction.atomic():
            return run(actor=services.stand_in(actor=OPERATOR, username=username, operation=name), **told)

    return operation


def _case(actor: Actor, key: str) -> Answer:
    return {"key": key, "stage": queries.stage_of(actor=actor, key=key)}


def read_body(path: Path, shape: str, *, door: str = "life") -> dict[str, Any]:
    """Return the object of a JSON file, checked as the API checks the body of this name in one of its files.

    raises: UseCaseInvalid, with each place and what is wrong there
    """
    body: Any = getattr(
        import_module(f"bawaba.ai.http.{door}"), shape
    )  # late: only who reads a file pays for it
    try:
        found: dict[str, Any] = body.model_validate_json(path.read_bytes().removeprefix(BOM)).model_dump()
    except OSError as error:
        raise UseCaseInvalid(fields={str(path): error.strerror or str(error)}) from error
    except ValidationError as error:
        faults = {".".join(map(str, one["loc"])) or path.name: one["msg"] for one in error.errors()}
        raise UseCaseInvalid(fields=faults) from error
    return found


def list_use_cases(*, actor: Actor, stage: str) -> Answer:
    return {"items": [asdict(one) for one in queries.list_use_cases(actor=actor, stage=stage)]}


def propose_use_case(*, actor: Actor, path: Path) -> Answer:
    told = read_body(path, "UseCaseBody")
    texts = [UseCaseText(**one) for one in told.pop("texts")]
    data = [(one["what"], one["holder"]) for one in told.pop("data")]
    services.propose_use_case(actor=actor, record=UseCaseRecord(**told, texts=texts, data=data))
    return {"key": told["key"], "stage": "idea"}


def revise_use_case(*, actor: Actor, key: str, path: Path) -> Answer:
    told = read_body(path, "IdeaBody")
    texts = [UseCaseText(**one) for one in told.pop("texts")]
    data = [(one["what"], one["holder"]) for one in told.pop("data")]
    body = queries.open_use_case(actor=actor, key=key).row.body
    record = UseCaseRecord(key=key, body=body, **told, texts=texts, data=data)
    services.revise_use_case(actor=actor, key=key, record=record)
    return _case(actor, key)


def take_step(*, actor: Actor, key: str, stage: Any, reason: str) -> Answer:  # Any: one of the stages
    services.take_step(actor=actor, key=key, stage=stage, reason=reason)
    return _case(actor, key)


def score_use_case(
    *, actor: Actor, key: str, score: list[tuple[str, int]], conflict: bool, note: str
) -> Answer:
    services.score_use_case(actor=actor, key=key, scores=dict(score), conflict=conflict, note=note)
    return _case(actor, key)


def begin_assessment(*, actor: Actor, key: str, kind: AssessmentKind) -> Answer:
    return {"assessment": services.begin_assessment(actor=actor, key=key, kind=kind)}


def link_assessment(*, actor: Actor, key: str, assessment: str, until: date) -> Answer:
    services.link_assessment(actor=actor, key=key, assessment=assessment, until=until)
    return _case(actor, key)


def give_verdict(*, actor: Actor, key: str, refuse: bool, reason: str, conflict: bool) -> Answer:
    services.give_verdict(actor=actor, key=key, approves=not refuse, reason=reason, conflict=conflict)
    return _case(actor, key)


def set_condition(*, actor: Actor, key: str, text: str, due: date, blocking: bool) -> Answer:
    number = services.set_condition(actor=actor, key=key, text=text, due_on=due, blocking=blocking)
    return {"key": key, "number": number}


def meet_condition(*, actor: Actor, key: str, number: int, proof: str) -> Answer:
    services.meet_condition(actor=actor, key=key, condition=number, proof=proof)
    return _case(actor, key)


def write_sheet(*, actor: Actor, key: str, path: Path) -> Answer:
    return {"key": key, "number": services.write_sheet(actor=actor, key=key, **read_body(path, "SheetBody"))}


def add_indicator(
    *, actor: Actor, key: str, ar: str, fr: str, unit: str, low: float | None, high: float | None
) -> Answer:
    names = {"ar": ar, "fr": fr}
    number = services.add_indicator(actor=actor, key=key, names=names, unit=unit, low=low, high=high)
    return {"key": key, "number": number}


def take_reading(*, actor: Actor, key: str, number: int, value: float, measured: date) -> Answer:
    within = services.take_reading(actor=actor, key=key, indicator=number, value=value, measured_on=measured)
    return {"within": within}


def report_incident(
    *, actor: Actor, key: str, severity: int, harm: str, happened: date, informed: str
) -> Answer:
    number = services.report_incident(
        actor=actor, key=key, severity=severity, harm=harm, happened_on=happened, informed=informed
    )
    return {**_case(actor, key), "number": number}


def tell_incident(
    *, actor: Actor, key: str, number: int, ar: str, fr: str, correction: str, closes: bool
) -> Answer:
    services.tell_incident(
        actor=actor, key=key, incident=number, summary={"ar": ar, "fr": fr}, correction=correction, closes=closes
    )  # fmt: skip
    return _case(actor, key)


def record_periodic_review(*, actor: Actor, key: str, note: str) -> Answer:
    return {"due_on": services.record_periodic_review(actor=actor, key=key, note=note)}


def named_score(text: str) -> tuple[str, int]:
    """Return a criterion and its score, as in `risk=2`."""
    name, _sign, score = text.partition("=")
    if not score.isdecimal():
        raise ArgumentTypeError(f"{text} is not CRITERION=1 to 5")
    return name, int(score)


def _needed(help_text: str = "", /, **options: Any) -> Mapping[str, Any]:  # Any: argparse's own options
    return {"required": True, "help": help_text, **options}


KEY: Final = {"key": {"help": "of the use case"}}
DAY: Final[dict[str, Any]] = {"type": date.fromisoformat, "metavar": "YYYY-MM-DD"}
YES: Final = {"action": "store_true"}
Operations = Mapping[str, tuple[Callable[..., Answer], str, Mapping[str, Mapping[str, Any]]]]
LIFE: Final[Operations] = {
    "list-use-cases": (list_use_cases, "List the use cases of one's bodies.", {"--stage": {"choices": STAGES, "default": ""}}),
    "propose-use-case": (propose_use_case, "Propose a use case.", {"path": {"type": Path, "metavar": "FILE", "help": "JSON, as the API takes it"}}),
    "revise-use-case": (revise_use_case, "Say anew what an idea says.", {**KEY, "path": {"type": Path, "metavar": "FILE", "help": "JSON, as the API takes it"}}),
    "take-step": (take_step, "Lead a use case to its next stage.", {**KEY, "stage": {"choices": STAGES}, "--reason": {"default": ""}}),
    "score-use-case": (score_use_case, "Give one's scores as a reviewer.", {**KEY, "--score": {"type": named_score, "action": "append", "default": [], "metavar": "CRITERION=N"}, "--conflict": YES, "--note": {"default": ""}}),
    "begin-assessment": (begin_assessment, "Begin an assessment, or go on with it.", {**KEY, "--kind": {"choices": get_args(AssessmentKind), "default": "ethics"}}),
    "link-assessment": (link_assessment, "Name the approved assessment.", {**KEY, "assessment": {}, "--until": _needed(**DAY)}),
    "give-verdict": (give_verdict, "Decide as one person of the board.", {**KEY, "--refuse": YES, "--reason": _needed(), "--conflict": YES}),
    "set-condition": (set_condition, "Ask for something by a day.", {**KEY, "--text": _needed(), "--due": _needed(**DAY), "--blocking": YES}),
    "meet-condition": (meet_condition, "Say that a condition is met.", {**KEY, "number": {"type": int}, "--proof": _needed()}),
    "write-sheet": (write_sheet, "Write what the public reads.", {**KEY, "path": {"type": Path, "metavar": "FILE", "help": "JSON, as the API takes it"}}),
    "add-indicator": (add_indicator, "Watch a figure.", {**KEY, "--ar": _needed("name"), "--fr": _needed("name"), "--unit": {"default": ""}, "--low": {"type": float}, "--high": {"type": float}}),
    "take-reading": (take_reading, "Keep a measured value.", {**KEY, "number": {"type": int}, "value": {"type": float}, "--measured": _needed(**DAY)}),
    "report-incident": (report_incident, "Report that something went wrong.", {**KEY, "--severity": _needed(type=int, choices=(1, 2, 3, 4)), "--harm": _needed(), "--happened": _needed(**DAY), "--informed": {"default": ""}}),
    "tell-incident": (tell_incident, "Say what the public reads of an incident.", {**KEY, "number": {"type": int}, "--ar": _needed(), "--fr": _needed(), "--correction": {"default": ""}, "--closes": YES}),
    "record-periodic-review": (record_periodic_review, "Note a periodic review.", {**KEY, "--note": _needed()}),
}  # fmt: skip
"""Operation → its twin, what it is for, its arguments."""
