"""Who wants mails about milestones, and which milestones need attention."""

from dataclasses import dataclass

from bawaba.coverage.models import AlarmWish
from bawaba.coverage.queries.shares import TargetLine, list_targets


@dataclass(frozen=True, slots=True)
class MailWish:
    """Whether somebody wants mails about milestones. language: empty for Arabic and French"""

    wanted: bool = True
    language: str = ""


def read_mail_wish(*, account: str) -> MailWish:
    """Return what somebody wants; mails in both languages where they did not say. One SQL query."""
    row = AlarmWish.objects.filter(account=account).first()
    return MailWish(row.wanted, row.language) if row else MailWish()


def list_alarms() -> list[TargetLine]:
    """Return the milestones that need attention, by their targets. Three SQL queries."""
    found = [
        TargetLine(one.record, [line for line in one.milestones if line.alarm]) for one in list_targets()
    ]
    return [one for one in found if one.milestones]
