"""How a person found each step of their request."""

from typing import Final

from django.db import transaction

from bawaba.casework.errors import NothingToRate, TextTooLong
from bawaba.casework.models import Rating
from bawaba.casework.queries.access import own_row
from bawaba.casework.queries.contents import seal_text
from bawaba.casework.queries.people import steps_to_rate
from bawaba.casework.services.journal import record_event
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput

LONGEST: Final = 1_000


@transaction.atomic
def rate_step(*, actor: Actor, key: str, owner: str, step: str, stars: int, comment: str = "") -> None:
    """Keep how a person found a step, in place of what they said of it before.

    step:   `submission`, `correction`, `messages` or `decision`, once it was reached; stars: 1 to 5
    raises: CaseNotFound, NothingToRate, InvalidInput, TextTooLong
    """
    case = own_row(key, owner, lock=True)
    if step not in steps_to_rate(case):
        raise NothingToRate
    if not 1 <= stars <= 5:
        raise InvalidInput
    if len(comment) > LONGEST:
        raise TextTooLong
    sealed = seal_text(comment.strip(), column="rating", key=case.key) if comment.strip() else None
    Rating.objects.update_or_create(
        case=case, step=step, defaults={"stars": stars, "sealed_comment": sealed, "at": clock.now()}
    )
    record_event(
        actor=actor, case=case, kind="rated", sight="internal", detail={"step": step, "stars": stars}
    )
