"""Who may be invited to answer for a body, and who was."""

from typing import Final

from bawaba.assess.models import Assessment, Contributor
from bawaba.assess.types import ContributorInfo
from bawaba.directory.queries import account_names, list_members
from bawaba.directory.types import Member, Role

_WORKING: Final[tuple[Role, ...]] = ("editor", "agent", "supervisor")


def list_candidates(*, body: str) -> list[Member]:
    """Return the accounts that work for a body in any role, in the order of their names. Six SQL queries."""
    found = {one.key: one for role in _WORKING for one in list_members(role=role, body=body)}
    return sorted(found.values(), key=lambda one: (one.name, one.key))


def contributors_of(row: Assessment) -> list[ContributorInfo]:
    """Return who was invited to an assessment, in that order. Two SQL queries."""
    rows = list(Contributor.objects.filter(assessment=row))
    names = account_names(keys=[one.account for one in rows])
    return [ContributorInfo(one.account, names.get(one.account, ""), one.section) for one in rows]
