"""Reviewers score a use case; who has a conflict of interest says so and is not counted."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.ai.errors import StepHindered, UseCaseInvalid
from bawaba.ai.models import Review
from bawaba.ai.queries.criteria import list_criteria
from bawaba.ai.rules.criteria import LEAST, MOST
from bawaba.ai.services.permitting import held, require_reviewer
from bawaba.ai.wording import HINDRANCES
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

SCORED_IN = frozenset({"idea", "qualified", "prioritised"})


@transaction.atomic
def score_use_case(
    *, actor: Actor, key: str, scores: Mapping[str, int], conflict: bool = False, note: str = ""
) -> None:
    """Keep one reviewer's scores, or correct them, until the use case is assessed.

    scores: criterion → 1 to 5; conflict: of interest, declared: no scores are kept
    raises: UseCaseNotFound, NotOnBoard, StepHindered, UseCaseInvalid
    """
    use_case = held(key)
    require_reviewer(actor, use_case)
    if use_case.stage not in SCORED_IN:
        raise StepHindered(fields={"order": HINDRANCES["order"]})
    known = {one.key for one in list_criteria()}
    kept = {} if conflict else dict(scores)
    if set(kept) - known or any(not LEAST <= score <= MOST for score in kept.values()):
        raise UseCaseInvalid(fields={"scores": _("A score is a whole number from 1 to 5.")})
    if not conflict and not kept:
        raise UseCaseInvalid(
            fields={"scores": _("Score at least one criterion, or declare a conflict of interest.")}
        )
    Review.objects.update_or_create(
        use_case=use_case, person=actor.key,
        defaults={"scores": kept, "conflict": conflict, "note": note.strip()[:2_000], "given_at": clock.now()},
    )  # fmt: skip
    audit.record(actor=actor, verb="ai.scored", target=use_case, detail={"conflict": conflict})
