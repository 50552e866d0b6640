"""A body's own weights of the criteria, found by comparing them two by two."""

from django.db import transaction

from bawaba.ai.errors import WeightsInconsistent
from bawaba.ai.models import Weighing
from bawaba.ai.queries.weighing import weigh_criteria
from bawaba.ai.rules.weighing import Pairs
from bawaba.ai.services.permitting import require_scenario_maker
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor


@transaction.atomic
def keep_weights(*, actor: Actor, body: str, answers: Pairs) -> dict[str, float]:
    """Weigh the use cases of a body by these comparisons from now on, and return the weights.

    raises: NotPlanner, UseCaseInvalid, WeightsInconsistent
    """
    require_scenario_maker(actor, body)
    found = weigh_criteria(answers=answers)
    if not found.consistent:
        raise WeightsInconsistent
    row = Weighing.objects.create(
        body=body, pairs=[[*pair, word] for pair, word in answers.items()], weights=dict(found.weights),
        ratio=found.ratio, set_by=actor.key, set_at=clock.now(),
    )  # fmt: skip
    detail = {"body": body, "ratio": round(found.ratio, 6)}
    audit.record(actor=actor, verb="ai.weighed", target=row, detail=detail)
    return dict(found.weights)
