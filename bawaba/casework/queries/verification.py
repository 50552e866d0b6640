"""What anyone may know of a paper by the code on it."""

from django.utils import timezone

from bawaba.casework.errors import PaperNotFound
from bawaba.casework.models import Decision, Receipt
from bawaba.casework.types import Verification


def verify_paper(*, code: str) -> Verification:
    """Say whether a receipt or a decision is genuine and valid; nothing of its person. At most two SQL queries.

    raises: PaperNotFound
    """
    receipt = Receipt.objects.select_related("case").filter(code=code).first()
    if receipt is not None:
        return Verification("receipt", True, timezone.localdate(receipt.issued_at), receipt.case.service)
    decision = (
        Decision.objects.select_related("case").filter(code=code, state__in=("in-force", "annulled")).first()
    )
    if decision is None or decision.decided_at is None:
        raise PaperNotFound
    return Verification(
        "decision",
        decision.state == "in-force",
        timezone.localdate(decision.decided_at),
        decision.case.service,
    )
