"""Who handles a case: by name, or shared out so that desks stay even."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from bawaba.casework.errors import AgentNotOfOffice, DeskTextRefused, NobodyToShareWith
from bawaba.casework.models import AgentLoad, Case, Decision
from bawaba.casework.queries.access import office_row
from bawaba.casework.rules.sharing import FULL_SHARE, Agent, share_out
from bawaba.casework.services.desk.setting_up import require_set_up
from bawaba.casework.services.holding import refuse_if_held
from bawaba.casework.services.journal import record_event
from bawaba.casework.services.stepping import keep_case
from bawaba.directory.queries import list_members
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

MOST_AT_ONCE = 200


@transaction.atomic
def assign_case(*, actor: Actor, key: str, assignee: str) -> None:
    """Give a case to an agent of its office; an empty assignee gives it back to the office.

    raises: CaseNotFound, NotCaseOfficer, CaseHeld, AgentNotOfOffice
    """
    case = office_row(key, actor, lock=True)
    refuse_if_held(actor=actor, case=case)
    if assignee and assignee not in {one.key for one in list_members(role="agent", body=case.office)}:
        raise AgentNotOfOffice
    _give(actor, case, assignee)


@transaction.atomic
def share_cases(*, actor: Actor, office: str, limit: int = MOST_AT_ONCE) -> dict[str, int]:
    """Share an office's unassigned cases out between its agents, the most urgent first: agent → how many.

    raises: NotCaseOfficer, NobodyToShareWith
    """
    require_set_up(actor, office)
    agents = _agents(office)
    if not any(agent.takes(clock.today()) for agent in agents):
        raise NobodyToShareWith
    waiting = Case.objects.select_for_update().filter(office=office, closed_at__isnull=True, assignee="")
    cases = {case.key: case for case in waiting.order_by("due_on", "pk")[: min(limit, MOST_AT_ONCE)]}
    given = share_out(list(cases), agents, today=clock.today(), barred=_proposers(list(cases)))
    counts: dict[str, int] = {}
    for key, agent in given.items():
        _give(actor, cases[key], agent)
        counts[agent] = counts.get(agent, 0) + 1
    audit.record(
        actor=actor, verb="casework.shared-out", target=("office", office), detail={"cases": len(given)}
    )
    return counts


@transaction.atomic
def set_load(*, actor: Actor, office: str, account: str, share: int, away_until: date | None) -> None:
    """Say how much an agent takes when cases are shared out. share: 0 to 200, 100 is a full place.

    raises: NotCaseOfficer, AgentNotOfOffice, DeskTextRefused
    """
    require_set_up(actor, office)
    if account not in {one.key for one in list_members(role="agent", body=office)}:
        raise AgentNotOfOffice
    if not 0 <= share <= 2 * FULL_SHARE:
        raise DeskTextRefused(fields={"share": _("From 0 to 200 percent.")})
    row, _new = AgentLoad.objects.update_or_create(
        office=office, account=account, defaults={"share": share, "away_until": away_until}
    )
    audit.record(actor=actor, verb="casework.load-set", target=row, detail={"share": share})


def _give(actor: Actor, case: Case, assignee: str) -> None:
    if case.assignee == assignee:
        return
    before, case.assignee = case.assignee, assignee
    keep_case(case)
    detail = {"to": assignee, "from": before}
    record_event(actor=actor, case=case, kind="assigned", sight="internal", detail=detail)


def _agents(office: str) -> list[Agent]:
    """Return who takes cases of an office: those named agents; supervisors take none by that alone."""
    members = [one.key for one in list_members(role="agent", body=office) if "agent" in one.roles]
    loads = {row.account: row for row in AgentLoad.objects.filter(office=office)}
    open_cases = Case.objects.filter(assignee__in=members, closed_at__isnull=True)
    waiting = dict(open_cases.order_by().values_list("assignee").annotate(Count("pk")))
    return [
        Agent(
            key,
            waiting=waiting.get(key, 0),
            share=loads[key].share if key in loads else FULL_SHARE,
            away_until=loads[key].away_until if key in loads else None,
        )
        for key in members
    ]


def _proposers(keys: Sequence[str]) -> dict[str, str]:
    """Return case → who proposed its decision: another one must see it."""
    proposed = Decision.objects.filter(case__key__in=keys, state="proposed")
    return dict(proposed.values_list("case__key", "proposed_by"))
