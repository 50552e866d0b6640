"""Campaigns as the centre follows them, and the versions of methods side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bawaba.assess.errors import CampaignNotFound, MethodNotFound
from bawaba.assess.models import Assessment, Campaign, Figure, MethodVersion
from bawaba.assess.queries.assessments import find_campaign
from bawaba.assess.queries.explaining import main_figure, scale_of
from bawaba.assess.queries.filling import campaign_of
from bawaba.assess.queries.methods import find_method, method_of
from bawaba.assess.types import CampaignInfo, Method, Question, Texts, VersionInfo
from bawaba.directory.queries import acts_for, body_kinds, body_names
from bawaba.kernel.actors import Actor

A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A campaign with the bodies of one state, a page of them. values: every result of the main figure, from the least"""

    info: CampaignInfo
    leads: bool
    rows: Sequence[tuple[str, str, Texts, str, float | None]]
    number: int
    pages: int
    values: Sequence[float]
    scale: tuple[float, float]
    reminders: Sequence[tuple[date, int | None]]
    method_titles: Texts


@dataclass(frozen=True, slots=True)
class Change:
    """How a question of one version stands in another: `new`, `gone`, `changed` or `same`."""

    kind: str
    question: Question
    before: Question | None


def list_campaigns(*, actor: Actor) -> list[tuple[str, Texts, date, date, bool]]:
    """Return the campaigns that an actor leads or audits, the newest first, at most 100. One SQL query."""
    owners = {body for role, body in actor.roles if role in ("publisher", "supervisor")}
    rows = (
        Campaign.objects.all()
        if actor.is_administrator or "*" in owners
        else Campaign.objects.filter(owner__in=owners)
    )
    return [
        (one.key, one.titles, one.opens_on, one.due_on, one.closed_at is not None)
        for one in rows.order_by("-opens_on", "key")[:100]
    ]


def follow_campaign(*, actor: Actor, key: str, state: str = "", number: int = 1) -> FollowUp:
    """Return how far a campaign is, and a page of its bodies. At most ten SQL queries.

    raises: CampaignNotFound, also for those who neither lead nor audit it
    """
    row = campaign_of(actor=actor, key=key)
    if row is None:
        raise CampaignNotFound
    info = find_campaign(key=key)
    method = method_of(row.version)
    main = main_figure(method)
    listed = Assessment.objects.filter(campaign=row).exclude(state="superseded")
    if state:
        listed = listed.filter(state=state)
    total = sum(count for name, count in info.counts.items() if name != "superseded" and state in ("", name))
    pages = max(-(-total // A_PAGE), 1)
    number = min(max(number, 1), pages)
    found = list(
        listed.order_by("body").values_list("pk", "key", "body", "state")[
            (number - 1) * A_PAGE : number * A_PAGE
        ]
    )
    names = body_names(keys=[body for _pk, _key, body, _state in found])
    scores = dict(
        Figure.objects.filter(assessment__in=[one[0] for one in found], name=main).values_list(
            "assessment_id", "value"
        )
    )
    values = (
        Figure.objects.filter(campaign=row, name=main)
        .exclude(assessment__state="superseded")
        .order_by("value")
    )
    sent = dict(row.sent_reminders.values_list("days", "sent"))
    return FollowUp(
        info=info,
        leads=acts_for(actor=actor, role="publisher", body=row.owner),
        rows=[(one, body, names.get(body, {}), now, scores.get(pk)) for pk, one, body, now in found],
        number=number,
        pages=pages,
        values=list(values.values_list("value", flat=True)),
        scale=scale_of(method, main),
        reminders=[(row.due_on - timedelta(days=days), sent.get(days)) for days in row.reminders],
        method_titles=method.titles,
    )


def population(*, kinds: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return the bodies of some kinds, and those that are named, each once in the order of their keys. One SQL query."""
    found = set(body_kinds(kinds=kinds)) if kinds else set()
    return sorted(found | set(keys))


def kinds_counted() -> list[tuple[str, int]]:
    """Return each kind of body with how many there are, the most first. One SQL query."""
    counts: dict[str, int] = {}
    for kind in body_kinds().values():
        counts[kind] = counts.get(kind, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def bodies_led(*, actor: Actor) -> list[tuple[str, Texts]]:
    """Return the bodies that an actor publishes for, in the order of their keys. One SQL query."""
    keys = {body for role, body in actor.roles if role == "publisher" and body != "*"}
    return sorted(body_names(keys=keys).items())


def compare_versions(*, urn: str, before: str, after: str) -> tuple[Method, Method, list[Change]]:
    """Return two versions of a method with what became of each question. Two SQL queries.

    raises: MethodNotFound
    """
    _info, old = find_method(urn=urn, version=before)
    _info, new = find_method(urn=urn, version=after)
    known = {one.id: one for one in old.questions}
    heirs = {one.id: _before(one, old, known) for one in new.questions}
    taken = {one.id for one in heirs.values() if one is not None}
    changes = [
        Change(
            "new" if heirs[one.id] is None else "same" if heirs[one.id] == one else "changed",
            one,
            heirs[one.id],
        )
        for one in new.questions
    ]
    return old, new, changes + [Change("gone", one, one) for one in old.questions if one.id not in taken]


def drafts_of(*, actor: Actor) -> list[tuple[str, str, Texts, str]]:
    """Return the drafts of methods that an actor may publish: urn, version, titles, who saved it. At most 2 + n SQL queries."""
    rows = MethodVersion.objects.filter(state="draft").select_related("method").order_by("method__urn")
    return [
        (one.method.urn, one.version, one.definition["titles"], one.changed_by)
        for one in rows
        if acts_for(actor=actor, role="publisher", body=one.method.owner)
    ]


def find_draft(*, actor: Actor, urn: str) -> tuple[VersionInfo, Method]:
    """Return the draft of a method, for those who may publish it. At most three SQL queries.

    raises: MethodNotFound, also for those who may not
    """
    row = MethodVersion.objects.select_related("method").filter(method__urn=urn, state="draft").first()
    if row is None or not acts_for(actor=actor, role="publisher", body=row.method.owner):
        raise MethodNotFound
    return find_method(urn=urn, version=row.version)


def _before(question: Question, old: Method, known: dict[str, Question]) -> Question | None:
    named = [urn.removeprefix(f"{old.urn}#") for urn in question.same_as if urn.startswith(f"{old.urn}#")]
    return next((known[name] for name in [*named, question.id] if name in known), None)
