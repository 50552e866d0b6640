"""Give a browser's cases to the person who signed in there."""

from django.db import transaction

from bawaba.casework.models import Case, ReplyAddress
from bawaba.kernel import audit
from bawaba.kernel.actors import Actor


@transaction.atomic
def adopt_cases(*, actor: Actor, visitor: str, owner: str) -> int:
    """Give the cases that a browser lodged without an account to the person who signed in there; return how many."""
    ReplyAddress.objects.filter(case__owner=visitor).delete()  # the account says where to write
    moved = Case.objects.filter(owner=visitor).update(owner=owner)
    if moved:
        audit.record(
            actor=actor,
            verb="casework.cases-adopted",
            target=("casework.case", owner),
            detail={"cases": moved},
        )
    return moved
