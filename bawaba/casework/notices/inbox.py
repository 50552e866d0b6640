"""A person's inbox: what they were told, the newest first."""

from datetime import timedelta

from django.db import transaction

from bawaba.casework.errors import CaseNotFound
from bawaba.casework.models import Notice
from bawaba.casework.notices.channels import INBOX
from bawaba.casework.notices.telling import words_of
from bawaba.casework.types import NoticeInfo
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.paging import Page, cut_page

KEPT = timedelta(days=730)


def list_notices(*, owner: str, after: str = "", limit: int = 20) -> Page[NoticeInfo]:
    """Return what a person was told, the newest first. One SQL query."""
    if not owner:
        return Page(())
    rows = Notice.objects.filter(owner=owner, channel=INBOX).order_by("-id")
    rows = rows.filter(id__lt=int(after)) if after.isdecimal() and len(after) < 18 else rows
    page = cut_page(list(rows[: limit + 1]), limit, lambda row: str(row.pk))
    return Page(tuple(_info(row) for row in page.items), page.after)


def count_unread(*, owner: str) -> int:
    """Return how many notices a person has not opened. One SQL query."""
    if not owner:
        return 0
    return Notice.objects.filter(owner=owner, channel=INBOX, read_at__isnull=True).count()


@transaction.atomic
def open_notice(*, owner: str, number: int) -> NoticeInfo:
    """Return one notice of a person and note that it was read; reading is no act of its own. Two SQL queries.

    raises: CaseNotFound
    """
    row = Notice.objects.filter(pk=number, owner=owner, channel=INBOX).first()
    if row is None or not owner:
        raise CaseNotFound
    if row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
    return _info(row)


@transaction.atomic
def forget_old_notices(*, actor: Actor) -> int:
    """Delete what was told two years ago or longer; return how many."""
    count, _by_table = Notice.objects.filter(made_at__lt=clock.now() - KEPT).delete()
    if count:
        target = ("casework.notices", clock.today().isoformat())
        audit.record(actor=actor, verb="casework.notices-forgotten", target=target, detail={"rows": count})
    return count


def _info(row: Notice) -> NoticeInfo:
    words = words_of(row.sealed)
    return NoticeInfo(
        row.pk, row.kind, words["subject"], words["text"], words["address"], row.made_at, row.read_at
    )
