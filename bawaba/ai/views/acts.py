"""What may be done with a use case from its page: each act's form, who sees it, and the service that it calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language

from bawaba.ai import forms, queries, services
from bawaba.ai.queries.desk import UseCaseFile
from bawaba.ai.rules import NEXT, SHEET_FIELDS, STAGES
from bawaba.ai.types import AskedObligation, UseCaseText
from bawaba.ai.wording import LABELS
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import pick

Told = Mapping[str, Any]  # Any: what a form cleaned
RUNNING: Final = ("in-service", "suspended")
ASSESSING: Final = ("qualified", "prioritised")
BUILDERS_STEPS: Final = frozenset({"built", "suspended"})


@dataclass(frozen=True)
class Act:
    """One act. offered: whether this person sees it on this use case; do: calls the service"""

    form: type[forms.ActForm]
    offered: Callable[[UseCaseFile], bool]
    do: Callable[[Actor, str, Told], object]


def texts_of(told: Told) -> Sequence[UseCaseText]:
    """Return what was said, in each language that was used."""
    return [
        UseCaseText(code, told[f"title_{code}"], told[f"problem_{code}"])
        for code in forms.LANGUAGES
        if told.get(f"title_{code}") and told.get(f"problem_{code}")
    ]


def _pair(told: Told, name: str) -> Mapping[str, str]:
    return {code: told[f"{name}_{code}"] for code in forms.LANGUAGES}


def _score(actor: Actor, key: str, told: Told) -> None:
    scores = {name[6:]: int(value) for name, value in told.items() if name.startswith("score_") and value}
    services.score_use_case(actor=actor, key=key, scores=scores, conflict=told["conflict"], note=told["note"])


def _sheet(actor: Actor, key: str, told: Told) -> None:
    texts = {code: {name: told[f"{name}_{code}"] for name in SHEET_FIELDS} for code in forms.LANGUAGES}
    services.write_sheet(
        actor=actor, key=key, texts=texts, affects=told["affects"], personal_data=told["personal_data"],
        public_from=told["public_from"],
    )  # fmt: skip


def _verdict(actor: Actor, key: str, told: Told) -> None:
    services.give_verdict(
        actor=actor,
        key=key,
        approves=told["approves"] == "yes",
        reason=told["reason"],
        conflict=told["conflict"],
    )


def _indicator(actor: Actor, key: str, told: Told) -> None:
    services.add_indicator(
        actor=actor, key=key, names=_pair(told, "name"), unit=told["unit"], low=told["low"], high=told["high"]
    )


def _reading(actor: Actor, key: str, told: Told) -> None:
    services.take_reading(
        actor=actor,
        key=key,
        indicator=int(told["indicator"]),
        value=told["value"],
        measured_on=told["measured_on"],
    )


def _incident(actor: Actor, key: str, told: Told) -> None:
    services.report_incident(
        actor=actor, key=key, severity=int(told["severity"]), harm=told["harm"], happened_on=told["happened_on"],
        informed=told["informed"],
    )  # fmt: skip


def _tell(actor: Actor, key: str, told: Told) -> None:
    services.tell_incident(
        actor=actor, key=key, incident=int(told["incident"]), summary=_pair(told, "summary"),
        correction=told["correction"], closes=told["closes"],
    )  # fmt: skip


def _oblige(actor: Actor, key: str, told: Told) -> None:
    asked = [
        AskedObligation(name[4:], told[f"due_{name[4:]}"], told[f"blocking_{name[4:]}"])
        for name, chosen in told.items()
        if name.startswith("ask_") and chosen
    ]
    services.ask_obligations(actor=actor, key=key, asked=asked)


def next_stages(file: UseCaseFile) -> Sequence[str]:
    """Return the stages that this person may lead the use case to; what stands against them is said when asked."""
    after = [one for one in NEXT[file.row.stage] if one != "prioritised" or file.row.stage == "qualified"]  # type: ignore[index]  # a stage, by the database
    return [one for one in after if (file.builds if one in BUILDERS_STEPS else file.decides)]


def _open_conditions(file: UseCaseFile) -> Sequence[Any]:  # Any: rows
    return [one for one in file.conditions if one.met_at is None]


ACTS: Final[Mapping[str, Act]] = {
    "step": Act(forms.StepForm, lambda file: bool(next_stages(file)), lambda actor, key, told: services.take_step(actor=actor, key=key, stage=told["stage"], reason=told["reason"])),
    "score": Act(forms.ScoreForm, lambda file: file.reviews_it and file.row.stage in ("idea", "qualified", "prioritised"), _score),
    "assess": Act(forms.AssessForm, lambda file: file.builds and file.row.stage in ASSESSING, lambda actor, key, told: services.begin_assessment(actor=actor, key=key)),
    "canada": Act(forms.AssessForm, lambda file: file.builds and file.row.stage in ASSESSING, lambda actor, key, told: services.begin_assessment(actor=actor, key=key, kind="canada")),
    "link": Act(forms.LinkForm, lambda file: file.decides and file.row.stage in ("prioritised", "assessed", "approved", "built", "suspended"), lambda actor, key, told: services.link_assessment(actor=actor, key=key, assessment=told["assessment"], until=told["until"])),
    "verdict": Act(forms.VerdictForm, lambda file: file.decides and file.row.stage == "assessed", _verdict),
    "oblige": Act(forms.ObligationsForm, lambda file: file.decides and bool(file.proposal.conditions) and file.row.stage not in ("retired", "set-aside"), _oblige),
    "condition": Act(forms.ConditionForm, lambda file: file.decides and file.row.stage not in ("retired", "set-aside"), lambda actor, key, told: services.set_condition(actor=actor, key=key, text=told["text"], blocking=told["blocking"], due_on=told["due_on"])),
    "meet": Act(forms.MeetForm, lambda file: file.builds and bool(_open_conditions(file)), lambda actor, key, told: services.meet_condition(actor=actor, key=key, condition=int(told["condition"]), proof=told["proof"])),
    "sheet": Act(forms.SheetForm, lambda file: file.builds, _sheet),
    "indicator": Act(forms.IndicatorForm, lambda file: file.builds and file.row.stage in ("built", *RUNNING), _indicator),
    "reading": Act(forms.ReadingForm, lambda file: file.builds and bool(file.indicators), _reading),
    "incident": Act(forms.IncidentForm, lambda file: file.builds and file.row.stage in RUNNING, _incident),
    "tell": Act(forms.TellForm, lambda file: file.builds and any(one.closed_at is None for one in file.incidents), _tell),
    "review": Act(forms.PeriodicForm, lambda file: file.decides and file.row.stage in RUNNING, lambda actor, key, told: services.record_periodic_review(actor=actor, key=key, note=told["note"])),
    "purpose": Act(forms.PurposeForm, lambda file: file.builds and file.row.stage in ("approved", "built", *RUNNING), lambda actor, key, told: services.change_purpose(actor=actor, key=key, texts=texts_of(told), reason=told["reason"])),
}  # fmt: skip
"""In the order of the page; the first that is offered is the page's main one."""


def choices_for(file: UseCaseFile) -> dict[str, Any]:  # Any: choices of each kind
    """Return what the forms of a use case choose from. No SQL query."""
    language = get_language() or "fr"
    return {
        "stage": [(one, LABELS["stage"][one]) for one in next_stages(file)],
        "criteria": [
            (one.key, pick(one.names, language).text, pick(one.asks, language).text) for one in queries.list_criteria()
        ],
        "assessment": _assessments(file),
        "proposed": [
            {"code": one.code, "sections": one.sections, "due_on": one.due_on, "blocking": one.blocking, "text": text.text, "language": text.language}
            for one in file.proposal.conditions for text in [pick(one.texts, language)]
        ],
        "condition": [(str(one.pk), one.text[:120]) for one in _open_conditions(file)],
        "stages": [one for one in STAGES if one not in ("set-aside", "suspended", "retired")],
        "indicator": [(str(one.pk), pick(one.names, language).text) for one, _readings in file.indicators],
        "incident": [
            (str(one.pk), f"{one.happened_on:%d/%m/%Y} – {one.harm[:80]}") for one in file.incidents if one.closed_at is None
        ],
    }  # fmt: skip


def _assessments(file: UseCaseFile) -> Sequence[tuple[str, str]]:
    """Return the approved assessments of a use case, to choose from, each by its method."""
    language = get_language() or "fr"
    found = [one for one in file.assessments if one.approved]
    names = [pick(one.method, language).text for one in found]
    return [
        (one.key, f"{name} ({number})" if names.count(name) > 1 else name)
        for number, (one, name) in enumerate(zip(found, names, strict=True), 1)
    ]


def first_values(name: str, file: UseCaseFile) -> dict[str, Any]:  # Any: values of a form
    """Return what a form shows before somebody writes: the sheet and the texts as they are."""
    if name == "purpose":
        return {f"{field}_{code}": said[field] for code, said in file.texts.items() for field in said}
    if name != "sheet" or file.sheet is None:
        return {"public_from": file.row.public_from}
    texts = {
        f"{field}_{code}": text for code, said in file.sheet.texts.items() for field, text in said.items()
    }
    return {
        **texts, "affects": file.sheet.affects, "personal_data": file.sheet.personal_data,
        "public_from": file.row.public_from,
    }  # fmt: skip
