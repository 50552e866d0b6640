"""The board decides: verdicts that stay, conditions with a date, what is met."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import StepHindered, UseCaseInvalid, VerdictGiven
from bawaba.ai.models import Condition, Verdict
from bawaba.ai.rules.days import believable
from bawaba.ai.services.permitting import held, require_board, require_builder
from bawaba.ai.services.stepping import move
from bawaba.ai.wording import HINDRANCES, unbelievable
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def give_verdict(*, actor: Actor, key: str, approves: bool, reason: str, conflict: bool = False) -> None:
    """Decide an assessed use case as one person, once and for good.

    conflict: of interest, declared: the verdict is kept and not counted
    raises: UseCaseNotFound, NotOnBoard, StepHindered, UseCaseInvalid, VerdictGiven
    """
    use_case = held(key)
    require_board(actor, use_case)
    if use_case.stage != "assessed":
        raise StepHindered(fields={"order": HINDRANCES["order"]})
    if not reason.strip():
        raise UseCaseInvalid(fields={"reason": _("Give the reason.")})
    if Verdict.objects.filter(use_case=use_case, purpose=use_case.purpose, person=actor.key).exists():
        raise VerdictGiven
    Verdict.objects.create(
        use_case=use_case, purpose=use_case.purpose, person=actor.key, approves=approves, reason=reason.strip(),
        conflict=conflict, given_at=clock.now(),
    )  # fmt: skip
    detail = {"approves": approves, "conflict": conflict, "purpose": use_case.purpose}
    audit.record(actor=actor, verb="ai.decided", target=use_case, detail=detail)


@transaction.atomic
def set_condition(*, actor: Actor, key: str, text: str, blocking: bool, due_on: date) -> int:
    """Ask for something by a day, and return its number. Blocking: no service while it is open.

    A blocking condition on a system in service suspends it first, in the same transaction.
    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """
    use_case = held(key)
    require_board(actor, use_case)
    if not text.strip():
        raise UseCaseInvalid(fields={"text": _("Say what is asked.")})
    if due_on < clock.today():
        raise UseCaseInvalid(fields={"due_on": _("This day is over.")})
    if not believable(due_on):
        raise UseCaseInvalid(fields={"due_on": unbelievable()})
    if use_case.conditions.filter(text=text.strip(), due_on=due_on, met_at=None).exists():
        raise UseCaseInvalid(fields={"text": _("This is asked for already.")})
    if blocking and use_case.stage == "in-service":
        move(actor, use_case, "suspended", text)
    row = Condition.objects.create(
        use_case=use_case,
        text=text.strip(),
        blocking=blocking,
        due_on=due_on,
        set_by=actor.key,
        set_at=clock.now(),
    )
    detail = {"condition": row.pk, "blocking": blocking}
    audit.record(actor=actor, verb="ai.condition-set", target=use_case, detail=detail)
    return row.pk


@transaction.atomic
def meet_condition(*, actor: Actor, key: str, condition: int, proof: str) -> None:
    """Say that a condition is met, and by what that is seen.

    raises: UseCaseNotFound, NotOnBoard, UseCaseInvalid
    """
    use_case = held(key)
    require_builder(actor, use_case.body)
    row = use_case.conditions.filter(pk=condition, met_at=None).first()
    if row is None or not proof.strip():
        raise UseCaseInvalid(fields={"proof": _("Say by what it is seen that an open condition is met.")})
    row.met_by, row.met_at, row.proof = actor.key, clock.now(), proof.strip()
    row.save(update_fields=["met_by", "met_at", "proof"])
    detail = {"condition": row.pk}
    audit.record(actor=actor, verb="ai.condition-met", target=use_case, detail=detail)
