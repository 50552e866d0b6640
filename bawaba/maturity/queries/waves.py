"""Read waves: who leads them sees bodies by name; the public sees what was published, without names."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from bawaba.assess.errors import MethodNotFound
from bawaba.assess.queries import (
    body_figures,
    campaign_counts,
    campaign_figures,
    campaign_means,
    campaign_standings,
)
from bawaba.assess.types import Method
from bawaba.directory.queries import acts_for, body_kinds, body_names
from bawaba.kernel.actors import Actor
from bawaba.maturity.errors import WaveNotFound
from bawaba.maturity.models import Wave, WaveBody
from bawaba.maturity.queries.planning import method_in_use
from bawaba.maturity.rules.comparing import (
    comparable_index,
    comparable_sections,
    describe_group,
    flag_jumps,
    flag_outliers,
)
from bawaba.maturity.types import INDEX, Flag, GroupFigures, WaveInfo

AT_ONCE: Final = 50
MOST_FLAGS: Final = 50
MOST_WAVES: Final = 12


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in a wave, for those who lead it. value: its latest index"""

    body: str
    names: Mapping[str, str]
    kind: str
    state: str
    assessment: str
    sampled: bool
    value: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How far a wave is. by_kind: kind → state of assessments → how many"""

    wave: WaveInfo
    by_kind: Mapping[str, Mapping[str, int]]
    mean: float | None
    groups: Sequence[GroupFigures]
    flags: Sequence[Flag]
    flag_names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BodyBenchmark:
    """A body in a wave among those of its kind, without the others' names.

    means:      dimension → what was published of its kind, once the wave is published
    assessment: key of what it answered, empty before the wave is open
    """

    wave: WaveInfo
    body: str
    kind: str
    value: float | None
    group: GroupFigures
    everyone: GroupFigures
    means: Mapping[str, float]
    assessment: str


@dataclass(frozen=True, slots=True)
class BodyPoint:
    """A wave in the evolution of one body. figures: name → value; comparable: those that mean the same as in the newest"""

    wave: WaveInfo
    figures: Mapping[str, float]
    comparable: frozenset[str]


@dataclass(frozen=True, slots=True)
class WavePoint:
    """A wave in the evolution. means: figure → mean; comparable: figures that mean the same as in the newest wave"""

    wave: WaveInfo
    means: Mapping[str, float]
    comparable: frozenset[str]


def list_waves(*, actor: Actor) -> list[WaveInfo]:
    """Return the waves that this actor may see, the newest first: all that it leads, published ones for everybody.

    One SQL query, and one more for each body that leads one.
    """
    rows = list(_rows()[:MOST_WAVES])
    led = {owner: _leads(actor, owner) for owner in {row.owner for row in rows if row.state != "published"}}
    return _infos([row for row in rows if row.state == "published" or led[row.owner]])


def find_wave(*, actor: Actor, key: str) -> WaveInfo:
    """Return a wave with how many assessments are in each state, for those who lead it. At most three SQL queries.

    raises: WaveNotFound
    """
    row = _led(actor, key)
    return _info(row, _sizes([row])[row.pk], campaign_counts(campaign=key))


def is_wave(*, key: str) -> bool:
    """Say whether a campaign is a wave of the study. One SQL query."""
    return Wave.objects.filter(key=key).exists()


def follow_wave(*, actor: Actor, key: str) -> FollowUp:
    """Return how far a wave is, kind by kind, with its groups and the values to look into. At most seven SQL queries.

    raises: WaveNotFound
    """
    row = _led(actor, key)
    kinds = dict(row.bodies.values_list("body", "kind"))
    standings = campaign_standings(campaign=key)
    by_kind: dict[str, Counter[str]] = {}
    for one in standings:
        by_kind.setdefault(kinds.get(one.body, "other"), Counter())[one.state] += 1
    values = campaign_figures(campaign=key, name=INDEX)
    before = (
        campaign_figures(campaign=row.previous.key, name=INDEX) if _same_index(row) and row.previous else {}
    )
    flags = [*flag_jumps(values, before), *flag_outliers(values)][:MOST_FLAGS]
    return FollowUp(
        _info(row, _sizes([row])[row.pk], Counter(one.state for one in standings)),
        {kind: dict(states) for kind, states in sorted(by_kind.items())},
        sum(values.values()) / len(values) if values else None,
        [_group(kind, kinds, values) for kind in sorted(set(kinds.values()))],
        flags,
        body_names(keys=[one.body for one in flags]),
    )


def list_wave_bodies(
    *, actor: Actor, key: str, kind: str = "", state: str = "", sampled: bool = False, page: int = 1
) -> tuple[list[BodyLine], int]:
    """Return a page of a wave's bodies in the order of their keys, and how many pages there are.

    At most nine SQL queries. raises: WaveNotFound
    """
    row = _led(actor, key)
    rows = WaveBody.objects.filter(wave=row).order_by("body")
    if kind:
        rows = rows.filter(kind=kind)
    if sampled:
        rows = rows.filter(sampled=True)
    listed = list(rows.values_list("body", flat=True))
    if state:
        there = {one.body for one in campaign_standings(campaign=key, state=state)}
        listed = [body for body in listed if body in there]
    pages = max(1, -(-len(listed) // AT_ONCE))
    shown = listed[(min(max(page, 1), pages) - 1) * AT_ONCE :][:AT_ONCE]
    standings = {one.body: one for one in campaign_standings(campaign=key, bodies=shown)}
    values = campaign_figures(campaign=key, name=INDEX, bodies=shown)
    names = body_names(keys=shown)
    lines = [
        BodyLine(
            one.body, names.get(one.body, {}), one.kind, standings[one.body].state if one.body in standings else "",
            standings[one.body].key if one.body in standings else "", one.sampled, values.get(one.body), one.rank,
            one.rank_low, one.rank_high,
        )
        for one in rows.filter(body__in=shown)
    ]  # fmt: skip
    return lines, pages


def benchmark_body(*, actor: Actor, key: str, body: str) -> BodyBenchmark:
    """Return where a body stands among those of its kind, for its own people and those who lead the wave.

    At most seven SQL queries. raises: WaveNotFound
    """
    row = _seen(actor, key, body)
    kinds = dict(row.bodies.values_list("body", "kind"))
    if body not in kinds:
        raise WaveNotFound
    values = campaign_figures(campaign=key, name=INDEX)
    everyone = describe_group("", list(values.values()))
    dimensions = (row.outcome or {}).get("dimensions", {}) if row.state == "published" else {}
    standing = campaign_standings(campaign=key, bodies=[body])
    return BodyBenchmark(
        _info(row, _sizes([row])[row.pk]),
        body,
        kinds[body],
        values.get(body),
        _group(kinds[body], kinds, values),
        everyone,
        {name: mean for name, of in dimensions.items() if (mean := of.get(kinds[body])) is not None},
        standing[0].key if standing else "",
    )


def body_evolution(*, actor: Actor, key: str, body: str) -> list[BodyPoint]:
    """Return what a body reached in a wave and in those before it, the oldest first.

    At most five SQL queries, and two a wave. raises: WaveNotFound
    """
    row = _seen(actor, key, body)
    method, chain = method_in_use(urn=row.urn, version=row.version), _chain(row)
    return [
        BodyPoint(info, body_figures(campaign=one.key, body=body), _comparable(method, one))
        for one, info in zip(chain, _infos(chain), strict=True)
    ]


def wave_evolution(*, actor: Actor, key: str) -> list[WavePoint]:
    """Return a wave and those before it, the oldest first, each with which figures mean the same as in the newest.

    At most three SQL queries a wave. raises: WaveNotFound
    """
    row = _led(actor, key)
    method, chain = method_in_use(urn=row.urn, version=row.version), _chain(row)
    return [
        WavePoint(info, campaign_means(campaign=one.key, names=[INDEX]), _comparable(method, one))
        for one, info in zip(chain, _infos(chain), strict=True)
    ]


def published_waves() -> list[tuple[WaveInfo, Mapping[str, Any], frozenset[str]]]:
    """Return the published waves with what was published, the newest first, and which figures mean the same as there.

    One SQL query, and one for each version of the method.
    """
    rows = list(_rows().filter(state="published")[:MOST_WAVES])
    if not rows:
        return []
    method = method_in_use(urn=rows[0].urn, version=rows[0].version)
    return [
        (info, row.outcome or {}, _comparable(method, row))
        for row, info in zip(rows, _infos(rows), strict=True)
    ]


def led_bodies(*, actor: Actor) -> list[tuple[str, Mapping[str, str]]]:
    """Return the bodies for which this actor publishes, with their names: those that may lead a study.

    One SQL query; none for who publishes for nobody. Who administers everything leads for those that lead already.
    """
    keys = {body for role, body in actor.roles if role in ("publisher", "administrator") and body != "*"}
    if actor.is_administrator or ("publisher", "*") in actor.roles:
        keys |= set(Wave.objects.values_list("owner", flat=True)) | set(body_kinds(kinds=["ministry"]))
    return sorted(body_names(keys=keys).items()) if keys else []


def own_waves(*, actor: Actor) -> list[tuple[WaveInfo, str, Mapping[str, str]]]:
    """Return (wave, body, its names) for the bodies that this actor writes for, in waves that began. Three SQL queries."""
    keys = [body for role, body in actor.roles if role in ("editor", "publisher") and body != "*"]
    rows = (
        WaveBody.objects.filter(body__in=keys)
        .exclude(wave__state="planned")
        .order_by("-wave__opens_on", "body")
    )
    pairs = list(rows.values_list("wave_id", "body")[:AT_ONCE])
    found = list(_rows().filter(pk__in={wave for wave, _body in pairs}))
    waves = {row.pk: info for row, info in zip(found, _infos(found), strict=True)}
    names = body_names(keys=[body for _wave, body in pairs])
    return [(waves[wave], body, names.get(body, {})) for wave, body in pairs]


def _chain(row: Wave) -> list[Wave]:
    """Return a wave and those before it, the oldest first. One SQL query for each before it."""
    chain: list[Wave] = []
    before: Wave | None = row
    while before is not None and before not in chain and len(chain) < MOST_WAVES:
        chain.append(before)
        before = _rows().filter(pk=before.previous_id).first() if before.previous_id else None
    chain.reverse()
    return chain


def _seen(actor: Actor, key: str, body: str) -> Wave:
    """Return a wave for the people of one of its bodies, and for those who lead it."""
    row: Wave | None = _rows().filter(key=key).first()
    if row is None or not (acts_for(actor=actor, role="editor", body=body) or _leads(actor, row.owner)):
        raise WaveNotFound
    return row


def _comparable(newest: Method, row: Wave) -> frozenset[str]:
    if (row.urn, row.version) == (newest.urn, newest.version):
        return frozenset({INDEX, *(f"{INDEX}.{one.id}" for one in newest.sections)})
    try:
        method = method_in_use(urn=row.urn, version=row.version)
    except MethodNotFound:
        return frozenset()
    same = {f"{INDEX}.{name}" for name in comparable_sections(newest, method)}
    return frozenset(same | ({INDEX} if comparable_index(newest, method) else set()))


def _same_index(row: Wave) -> bool:
    if row.previous is None:
        return False
    if (row.urn, row.version) == (row.previous.urn, row.previous.version):
        return True
    method = method_in_use(urn=row.urn, version=row.version)
    return INDEX in _comparable(method, row.previous)


def _group(kind: str, kinds: Mapping[str, str], values: Mapping[str, float]) -> GroupFigures:
    return describe_group(kind, [value for body, value in values.items() if kinds.get(body) == kind])


def _led(actor: Actor, key: str) -> Wave:
    row: Wave | None = _rows().filter(key=key).first()
    if row is None or not _leads(actor, row.owner):
        raise WaveNotFound
    return row


def _leads(actor: Actor, owner: str) -> bool:
    """Say whether this actor leads a study of this owner, or reads over its shoulder."""
    return acts_for(actor=actor, role="publisher", body=owner) or acts_for(
        actor=actor, role="supervisor", body=owner
    )


def _rows() -> QuerySet[Wave]:
    return Wave.objects.select_related("previous")


def _sizes(rows: Sequence[Wave]) -> dict[int, tuple[int, int]]:
    """Return wave → how many bodies it has and how many were drawn. One SQL query.

    Not joined to the waves: grouping by what they publish costs a hundred times as much.
    """
    found = WaveBody.objects.filter(wave__in=[row.pk for row in rows]).order_by().values("wave_id")
    counted = found.annotate(all=Count("pk"), drawn=Count("pk", filter=Q(sampled=True)))
    return {wave: (count, drawn) for wave, count, drawn in counted.values_list("wave_id", "all", "drawn")}


def _infos(rows: Sequence[Wave]) -> list[WaveInfo]:
    sizes = _sizes(rows)
    return [_info(row, sizes.get(row.pk, (0, 0))) for row in rows]


def _info(row: Wave, sizes: tuple[int, int], counts: Mapping[str, int] | None = None) -> WaveInfo:
    return WaveInfo(
        row.key, row.titles, row.urn, row.version, row.owner, tuple(row.kinds), row.state, row.opens_on, row.due_on,
        row.previous.key if row.previous else "", row.seed, row.sample_share, *sizes, row.proposed_by,
        row.published_at, dict(counts or {}),
    )  # fmt: skip
