"""Lead a wave of the study: planned, opened, verified by a sample, proposed, published by a second person."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.core.validators import slug_re
from django.db import transaction

from bawaba.assess.queries import campaign_standings
from bawaba.assess.services import close_campaign, open_campaign, save_method
from bawaba.assess.services import publish_method as put_in_force
from bawaba.directory.queries import acts_for, body_kinds, body_names
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.maturity import shipped
from bawaba.maturity.errors import (
    NotStudyLead,
    VerificationUnfinished,
    WaveNotFound,
    WaveRefused,
    WaveSecondPerson,
    WaveStepNotPossible,
)
from bawaba.maturity.models import Wave, WaveBody
from bawaba.maturity.queries.outcomes import compute_outcome
from bawaba.maturity.queries.planning import method_in_use
from bawaba.maturity.rules.sampling import draw_sample
from bawaba.maturity.types import METHOD

MOST_KEY = 80
MOST_SEED = 2**31
ANSWERED = ("submitted", "review", "approved", "published")
VERIFIED = ("approved", "published")


@transaction.atomic
def load_method(*, actor: Actor, owner: str) -> str:
    """Load the method that ships and put it in force for a body that leads the study; return its SHA-256.

    raises: NotMethodKeeper, VersionTaken
    """
    method = shipped.default_method()
    save_method(actor=actor, method=method, owner=owner)
    return put_in_force(actor=actor, urn=method.urn, version=method.version)


@transaction.atomic
def plan_wave(
    *,
    actor: Actor,
    key: str,
    titles: Mapping[str, str],
    owner: str,
    kinds: Sequence[str],
    opens_on: date,
    due_on: date,
    urn: str = METHOD,
    version: str = "",
    country: str = "",
    previous: str = "",
    sample_share: float = 0.1,
) -> int:
    """Plan a wave over the bodies of some kinds, and return how many these are. No kind is all of them.

    raises: NotStudyLead, WaveRefused, WaveNotFound for the wave before, MethodNotFound
    """
    if not acts_for(actor=actor, role="publisher", body=owner):
        raise NotStudyLead
    if not body_names(keys=[owner]):
        raise WaveRefused
    if not slug_re.match(key) or len(key) > MOST_KEY:
        raise WaveRefused
    if due_on < opens_on or not 0 < sample_share <= 1 or Wave.objects.filter(key=key).exists():
        raise WaveRefused
    bodies = body_kinds(kinds=kinds, country=country)
    if not bodies:
        raise WaveRefused
    method = method_in_use(urn=urn, version=version)
    before = _find(previous) if previous else None
    wave = Wave.objects.create(
        key=key, titles=dict(titles), urn=method.urn, version=method.version, owner=owner, kinds=sorted(set(kinds)),
        opens_on=opens_on, due_on=due_on, previous=before, sample_share=sample_share, created_at=clock.now(),
    )  # fmt: skip
    WaveBody.objects.bulk_create(
        (WaveBody(wave=wave, body=body, kind=kind) for body, kind in bodies.items()), batch_size=500
    )
    detail = {"key": key, "version": method.version, "bodies": len(bodies)}
    audit.record(actor=actor, verb="maturity.wave-planned", target=wave, detail=detail)
    return len(bodies)


@transaction.atomic
def open_wave(*, actor: Actor, key: str, advance: Callable[[int], None] | None = None) -> int:
    """Open the campaign of a wave: an empty assessment for each body. Return how many.

    advance: told how many were made, a few hundred at a time
    raises:  WaveNotFound, NotStudyLead, WaveStepNotPossible, MethodNotFound where the method is not in force
    """
    wave = _led(actor, key, "planned")
    bodies = list(wave.bodies.order_by("body").values_list("body", flat=True))
    campaigns = {wave.previous.key} if wave.previous and wave.previous.state != "planned" else set()
    count = open_campaign(
        actor=actor, key=key, titles=wave.titles, urn=wave.urn, version=wave.version, owner=wave.owner, bodies=bodies,
        opens_on=wave.opens_on, due_on=wave.due_on, previous="".join(campaigns), advance=advance,
    )  # fmt: skip
    _move(actor, wave, "open", "maturity.wave-opened")
    return count


@transaction.atomic
def draw_wave_sample(*, actor: Actor, key: str, seed: int | None = None) -> int:
    """Close the answers of a wave and draw which bodies are verified; return how many.

    seed:   drawn by the system where none is given; it is kept and shown, so that the draw can be repeated
    raises: WaveNotFound, NotStudyLead, WaveStepNotPossible, WaveRefused for a seed that is none
    """
    wave = _led(actor, key, "open")
    if seed is not None and not 0 <= seed < MOST_SEED:
        raise WaveRefused
    close_campaign(actor=actor, key=key)
    kinds = dict(wave.bodies.values_list("body", "kind"))
    answered = {
        one.body: kinds[one.body] for one in campaign_standings(campaign=key) if one.state in ANSWERED
    }
    wave.seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = draw_sample(answered, share=wave.sample_share, seed=wave.seed)
    wave.bodies.filter(body__in=drawn).update(sampled=True)
    wave.save(update_fields=["seed"])
    _move(actor, wave, "verifying", "maturity.sample-drawn", {"seed": wave.seed, "bodies": len(drawn)})
    return len(drawn)


@transaction.atomic
def propose_wave(*, actor: Actor, key: str) -> Mapping[str, object]:
    """Compute what will be published, freeze it and hand it to a second person; return it.

    raises: WaveNotFound, NotStudyLead, WaveStepNotPossible, VerificationUnfinished
    """
    wave = _led(actor, key, "verifying")
    states = {one.body: one.state for one in campaign_standings(campaign=key)}
    sampled = wave.bodies.filter(sampled=True).values_list("body", flat=True)
    open_ones = [body for body in sampled if states.get(body) not in VERIFIED]
    if open_ones:
        raise VerificationUnfinished(fields={"bodies": ", ".join(sorted(open_ones)[:20])})
    outcome = compute_outcome(wave=wave)
    if outcome is None:
        raise WaveStepNotPossible
    wave.outcome, wave.proposed_by = outcome.public, actor.key
    wave.save(update_fields=["outcome", "proposed_by"])
    rows = list(wave.bodies.all())
    for row in rows:
        row.index, row.rank, row.rank_low, row.rank_high = outcome.bodies.get(
            row.body, (None, None, None, None)
        )
    WaveBody.objects.bulk_update(rows, ["index", "rank", "rank_low", "rank_high"], batch_size=200)
    _move(actor, wave, "proposed", "maturity.wave-proposed")
    return outcome.public


@transaction.atomic
def send_back_wave(*, actor: Actor, key: str) -> None:
    """Take a proposal back to the verification. raises: WaveNotFound, NotStudyLead, WaveStepNotPossible"""
    wave = _led(actor, key, "proposed")
    wave.proposed_by, wave.outcome = "", None
    wave.save(update_fields=["proposed_by", "outcome"])
    _move(actor, wave, "verifying", "maturity.wave-sent-back")


@transaction.atomic
def publish_wave(*, actor: Actor, key: str) -> None:
    """Publish the results of a wave; another person than the one who proposed them does.

    raises: WaveNotFound, NotStudyLead, WaveStepNotPossible, WaveSecondPerson
    """
    wave = _led(actor, key, "proposed")
    if wave.proposed_by == actor.key:
        raise WaveSecondPerson
    wave.published_by, wave.published_at, wave.state = actor.key, clock.now(), "published"
    wave.save(update_fields=["published_by", "published_at", "state"])
    epochs.advance()
    audit.record(actor=actor, verb="maturity.wave-published", target=wave, detail={"key": key})


def _led(actor: Actor, key: str, state: str) -> Wave:
    wave = _find(key)
    if not acts_for(actor=actor, role="publisher", body=wave.owner):
        raise NotStudyLead
    if wave.state != state:
        raise WaveStepNotPossible
    return wave


def _find(key: str) -> Wave:
    wave = Wave.objects.select_for_update(of=("self",)).select_related("previous").filter(key=key).first()
    if wave is None:
        raise WaveNotFound
    return wave


def _move(
    actor: Actor, wave: Wave, state: str, verb: str, detail: Mapping[str, object] | None = None
) -> None:
    wave.state = state
    wave.save(update_fields=["state"])
    audit.record(actor=actor, verb=verb, target=wave, detail={"key": wave.key, **(detail or {})})


__all__ = [
    "draw_wave_sample",
    "load_method",
    "open_wave",
    "plan_wave",
    "propose_wave",
    "publish_wave",
    "send_back_wave",
]
