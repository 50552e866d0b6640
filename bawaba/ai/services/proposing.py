"""A use case is proposed, and its purpose changes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import StepHindered, UseCaseInvalid, UseCaseKeyTaken
from bawaba.ai.models import UseCase
from bawaba.ai.models import UseCaseText as TextRow
from bawaba.ai.rules import REVISED_IN
from bawaba.ai.services.permitting import held, require_builder
from bawaba.ai.services.stepping import move
from bawaba.ai.types import UseCaseRecord, UseCaseText
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import Text
from bawaba.kernel.languages import LANGUAGES

DETAILS: Final = (
    "services", "needs", "people", "volume", "current_cost", "current_days", "data", "technique", "maturity",
    "vendor", "effort_days", "run_cost", "risks", "sponsor",
)  # fmt: skip
MOST: Final = 1_000_000_000_000
NUMBERS: Final = ("people", "volume", "current_cost", "current_days", "effort_days", "run_cost")


@transaction.atomic
def propose_use_case(*, actor: Actor, record: UseCaseRecord) -> None:
    """Keep an idea.

    raises: NotOnBoard, UseCaseInvalid, UseCaseKeyTaken
    """
    require_builder(actor, record.body)
    _check(record)
    if UseCase.objects.filter(key=record.key).exists():
        raise UseCaseKeyTaken
    details = {name: value for name, value in asdict(record).items() if name in DETAILS}
    row = UseCase.objects.create(
        key=record.key, body=record.body, stage_since=clock.today(), high_risk=record.high_risk,
        details=details, proposed_by=actor.key, proposed_at=clock.now(),
    )  # fmt: skip
    _write_texts(row, record.texts)
    audit.record(actor=actor, verb="ai.proposed", target=row, detail={"body": record.body})


@transaction.atomic
def revise_use_case(*, actor: Actor, key: str, record: UseCaseRecord) -> None:
    """Correct or complete what was said of an idea, until it is assessed; its body and its key stay.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid, StepHindered
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    if use_case.stage not in REVISED_IN:
        raise StepHindered(
            fields={"order": _("What it says is fixed once it is assessed; its purpose may change.")}
        )
    _check(record)
    if key in record.needs:
        raise UseCaseInvalid(fields={"needs": _("A use case cannot need itself.")})
    use_case.details = {name: value for name, value in asdict(record).items() if name in DETAILS}
    use_case.high_risk = record.high_risk
    use_case.save(update_fields=["details", "high_risk"])
    use_case.texts.all().delete()
    _write_texts(use_case, record.texts)
    audit.record(actor=actor, verb="ai.revised", target=use_case)


@transaction.atomic
def change_purpose(*, actor: Actor, key: str, texts: Sequence[UseCaseText], reason: str) -> None:
    """Say anew what a use case is for: it leaves service, and is assessed and decided anew.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid, StepHindered
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    faults = _text_faults(texts)
    if not reason.strip():
        faults["reason"] = _("Give the reason.")
    if faults:
        raise UseCaseInvalid(fields=faults)
    use_case.purpose += 1
    use_case.assessment, use_case.assessed_until = "", None
    move(actor, use_case, "prioritised", reason)
    use_case.texts.all().delete()
    _write_texts(use_case, texts)
    detail = {"purpose": use_case.purpose}
    audit.record(actor=actor, verb="ai.purpose-changed", target=use_case, detail=detail)


def _write_texts(row: UseCase, texts: Sequence[UseCaseText]) -> None:
    TextRow.objects.bulk_create(
        TextRow(use_case=row, language=one.language, title=one.title.strip(), problem=one.problem.strip())
        for one in texts
    )


def _check(record: UseCaseRecord) -> None:
    faults = _text_faults(record.texts)
    if not record.key or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in record.key):
        faults["key"] = _("Use letters, digits and hyphens only.")
    for name in NUMBERS:
        if getattr(record, name) < 0:
            faults[name] = _("A number below zero makes no sense here.")
        if getattr(record, name) > MOST:
            faults[name] = _("This number is too large.")
    unknown = set(record.needs) - set(
        UseCase.objects.filter(key__in=record.needs).values_list("key", flat=True)
    )
    if unknown:
        faults["needs"] = _("There is no such use case: %(key)s.") % {"key": min(unknown)}
    if faults:
        raise UseCaseInvalid(fields=faults)


def _text_faults(texts: Sequence[UseCaseText]) -> dict[str, Text]:
    languages = [one.language for one in texts]
    if not texts or len(set(languages)) < len(languages) or set(languages) - set(LANGUAGES):
        return {"texts": _("Write it once in each language, in at least one.")}
    lengths: Mapping[str, int] = {"title": 200, "problem": 5_000}
    for one in texts:
        for name, most in lengths.items():
            text = getattr(one, name).strip()
            if not text or len(text) > most:
                return {f"{name}.{one.language}": _("Write at most %(most)s characters.") % {"most": most}}
    return {}
