"""What people thought of an answer: the question itself only when they agree to send it."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from bawaba.assistant.errors import RatingInvalid
from bawaba.assistant.models import Rating
from bawaba.assistant.services.counting import note_rating
from bawaba.assistant.types import REASONS, STATUSES
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import ANONYMOUS
from bawaba.kernel.markup import clean_text
from bawaba.kernel.sealing import seal

KEPT_DAYS: Final = 30
MOST_CHARACTERS: Final = 300
CONTEXT: Final = "assistant.rating"


@transaction.atomic
def record_rating(
    *, useful: bool, status: str, language: str, service: str = "", reason: str = "", question: str = ""
) -> int:
    """Keep a rating of an answer; return its number.

    question: the words asked, only when the person agreed to send them; sealed, erased after 30 days
    raises: RatingInvalid
    """
    if status not in STATUSES or (reason and reason not in REASONS):
        raise RatingInvalid
    told = clean_text(question, limit=MOST_CHARACTERS)
    rating = Rating.objects.create(
        useful=useful, status=status, language=language[:12], service=service[:120], reason=reason,
        sealed=seal(told.encode(), context=CONTEXT) if told else b"",
        at=clock.now(), erase_after=clock.now() + timedelta(days=KEPT_DAYS),
    )  # fmt: skip
    audit.record(
        actor=ANONYMOUS, verb="assistant.rated", target=("assistant.rating", str(rating.pk)),
        detail={"useful": useful, "service": service[:120]},
    )  # fmt: skip
    note_rating(useful=useful, language=language[:12], service=service[:120])
    return rating.pk
