"""Open and close campaigns: one version of a method, many bodies."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.core.validators import slug_re
from django.db import transaction

from bawaba.assess.errors import (
    AssessmentStepNotPossible,
    CampaignNotFound,
    CampaignRefused,
    MethodNotFound,
    NotMethodKeeper,
)
from bawaba.assess.models import Assessment, Campaign, MethodVersion
from bawaba.directory.queries import acts_for, body_names
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor

AT_ONCE = 500
MOST_KEY = 80


@transaction.atomic
def open_campaign(
    *,
    actor: Actor,
    key: str,
    titles: Mapping[str, str],
    urn: str,
    version: str,
    owner: str,
    bodies: Sequence[str],
    opens_on: date,
    due_on: date,
    reminders: Sequence[int] = (),
    previous: str = "",
    advance: Callable[[int], None] | None = None,
) -> int:
    """Open a campaign with an empty assessment for each body, and return how many there are.

    reminders: days before the due date
    advance:   told how many were made, a few hundred at a time
    raises:    NotMethodKeeper, MethodNotFound, CampaignNotFound, CampaignRefused
    """
    if not acts_for(actor=actor, role="publisher", body=owner):
        raise NotMethodKeeper
    if not slug_re.match(key) or len(key) > MOST_KEY:
        raise CampaignRefused
    method = MethodVersion.objects.filter(method__urn=urn, version=version).exclude(state="draft").first()
    if method is None:
        raise MethodNotFound
    wanted = list(dict.fromkeys(bodies))
    unknown = set(wanted) - set(body_names(keys=wanted))
    if unknown or not wanted or due_on < opens_on or Campaign.objects.filter(key=key).exists():
        raise CampaignRefused(fields={"bodies": ", ".join(sorted(unknown)[:20])} if unknown else {})
    before = Campaign.objects.filter(key=previous).first() if previous else None
    if previous and before is None:
        raise CampaignNotFound
    campaign = Campaign.objects.create(
        key=key, titles=dict(titles), version=method, owner=owner, opens_on=opens_on, due_on=due_on,
        reminders=sorted(set(reminders), reverse=True), previous=before, created_at=clock.now(),
    )  # fmt: skip
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        Assessment.objects.bulk_create(_empty(campaign, method, body) for body in part)
        if advance is not None:
            advance(len(part))
    detail = {"key": key, "version": version, "bodies": len(wanted)}
    audit.record(actor=actor, verb="assess.campaign-opened", target=campaign, detail=detail)
    return len(wanted)


@transaction.atomic
def close_campaign(*, actor: Actor, key: str) -> None:
    """Close a campaign: nothing more is answered or submitted in it; reviewing goes on.

    raises: CampaignNotFound, NotMethodKeeper, AssessmentStepNotPossible
    """
    campaign = Campaign.objects.select_for_update().filter(key=key).first()
    if campaign is None:
        raise CampaignNotFound
    if not acts_for(actor=actor, role="publisher", body=campaign.owner):
        raise NotMethodKeeper
    if campaign.closed_at is not None:
        raise AssessmentStepNotPossible
    campaign.closed_at = clock.now()
    campaign.save(update_fields=["closed_at"])
    audit.record(actor=actor, verb="assess.campaign-closed", target=campaign)


def _empty(campaign: Campaign, method: MethodVersion, body: str) -> Assessment:
    now = clock.now()
    return Assessment(
        key=secrets.token_urlsafe(12),
        version=method,
        campaign=campaign,
        body=body,
        created_at=now,
        changed_at=now,
    )
