"""Daily counters of clicks and of questions without answer: no account, no address, no session.

A question is counted under a digest keyed by the site's secret and the day; its words are written
only once `ASKED_BEFORE_KEPT` askings of one day used them, and never when they look like
somebody's data.
"""

import hashlib
import hmac
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import F

from bawaba.kernel import clock
from bawaba.search.models import ClickCount, IndexedDocument, QueryCount
from bawaba.search.rules.cleaning import clean_query
from bawaba.search.rules.documents import normal_question
from bawaba.search.rules.privacy import ASKED_BEFORE_KEPT, keepable_question

CLICKED, EMPTY = "clicked", "empty"
KEPT_DAYS: Final = 400
MOST_QUERIES_A_DAY: Final = 20_000


@transaction.atomic
def record_click(*, text: str, language: str, key: str, kind: str = "service", rank: int = 0) -> None:
    """Count that a document was opened from the results of a question. Anonymous, not audited.

    Unknown documents are not counted. rank: its place from 1, 0 when not known; not kept.
    """
    if not IndexedDocument.objects.filter(kind=kind, key=key, live=True).exists():
        return
    row, _ = ClickCount.objects.get_or_create(day=clock.today(), kind=kind, key=key)
    _add_one(ClickCount.objects.filter(pk=row.pk))
    _count_question(text, language, CLICKED)


@transaction.atomic
def record_no_result(*, text: str, language: str) -> None:
    """Count that a question found nothing. Anonymous, not audited."""
    _count_question(text, language, EMPTY)


def forget_old_counts() -> int:
    """Delete counts older than `KEPT_DAYS`, and digests of past days that never got words.

    Returns how many rows went.
    """
    today = clock.today()
    oldest = today - timedelta(days=KEPT_DAYS)
    gone = [
        QueryCount.objects.filter(day__lt=today, text="").delete()[0],
        QueryCount.objects.filter(day__lt=oldest).delete()[0],
        ClickCount.objects.filter(day__lt=oldest).delete()[0],
    ]
    return sum(gone)


def _count_question(text: str, language: str, outcome: str) -> None:
    asked = clean_query(text)
    normal = normal_question(asked)
    today = clock.today()
    if not normal or QueryCount.objects.filter(day=today).count() >= MOST_QUERIES_A_DAY:
        return
    row, _ = QueryCount.objects.get_or_create(
        day=today, outcome=outcome, digest=_digest(normal, today), defaults={"language": language[:12]}
    )
    _add_one(QueryCount.objects.filter(pk=row.pk))
    if row.count + 1 >= ASKED_BEFORE_KEPT and not row.text:
        QueryCount.objects.filter(pk=row.pk).update(text=keepable_question(asked))


def _digest(normal: str, day: date) -> str:
    """Return a digest that cannot be tried without the secret, nor joined with another day's."""
    secret = f"{settings.SECRET_KEY}:{day.isoformat()}".encode()
    return hmac.new(secret, normal.encode(), hashlib.sha256).hexdigest()[:32]


def _add_one(rows: models.QuerySet[ClickCount] | models.QuerySet[QueryCount]) -> None:
    rows.update(count=F("count") + 1)
