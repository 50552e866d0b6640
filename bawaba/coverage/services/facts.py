"""Import what operators declare, what was measured, and where sites stand."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.computing.points import read_points
from bawaba.coverage.computing.sheets import line_of
from bawaba.coverage.errors import CoverageFileInvalid, CoveragePlaceNotFound
from bawaba.coverage.models import CellFact, Layer, Operator, Site
from bawaba.coverage.queries.ground import load_ground
from bawaba.coverage.rules import samples
from bawaba.coverage.services.fitting import check_declared
from bawaba.coverage.services.following import NOBODY, Follower
from bawaba.coverage.services.layers import (
    NewLayer,
    add_layer,
    check_may_import,
    check_same_areas,
    may_import,
)
from bawaba.coverage.services.people import place_points
from bawaba.coverage.services.shares import count_shares
from bawaba.coverage.types import About, LayerKind
from bawaba.kernel import epochs, rows
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

MARGIN_DEG: Final = 1.0  # that a network may reach beyond the country
MOST_AT_SEA: Final = 0.5  # of declared cells: coasts and borders are crossed
Fact = tuple[str, float | None, int, int]  # cell, declared share, samples, good ones


def _check_may(actor: Actor, kind: LayerKind, about: About) -> None:
    if not may_import(actor, kind, about.operator):
        raise PermissionDenied


def _check_about(about: About) -> None:
    if about.place not in {"outdoor", "indoor"}:
        raise CoverageFileInvalid(_("say whether it holds outdoors or indoors"))
    if not Operator.objects.filter(key=about.operator).exists():
        raise CoveragePlaceNotFound(_("No operator has that name."))


def import_declared(
    *, actor: Actor, source: Path, about: About, any_place: bool = False, follow: Follower = NOBODY
) -> Layer:
    """Import the coverage that an operator declares, as polygons or as a raster's pixels above zero.

    The share of each H3 cell is how many of its 49 parts two levels finer are covered.
    any_place: take it although more people would be covered in another projection
    raises: PermissionDenied, AreasMissing, CoverageFileInvalid, LayerMisplaced, CoveragePlaceNotFound
    """
    from bawaba.coverage.reading.declared import read_shares  # noqa: PLC0415 - heavy: imports alone

    _check_may(actor, "declared", about)
    _check_about(about)
    if about.edge_probability is None:
        raise CoverageFileInvalid(_("say for which share of places at the edge it holds"))
    ground = load_ground()
    shares, places, count = read_shares(source, ground.box(MARGIN_DEG), follow.tell)
    follow.tell("checking")
    if not shares:
        raise CoverageFileInvalid(_("it covers nothing"), name=source.name)
    if not any_place:
        check_declared(shares, places, name=source.name)
    owners = place_points(places, ground, name=source.name, unit="pixel", most_outside=MOST_AT_SEA)
    new = NewLayer("declared", about, [source], count, float(sum(shares.values())),
                   {"outside": int((owners < 0).sum())})  # fmt: skip
    return _write_facts(actor, new, ((name, share, 0, 0) for name, share in shares.items()), follow)


def _write_facts(actor: Actor, new: NewLayer, facts: Iterable[Fact], follow: Follower) -> Layer:
    follow.tell("writing")
    with transaction.atomic():
        epochs.queue_up()
        layer = add_layer(actor=actor, new=new)
        rows.insert_many(
            CellFact, ("layer_id", "h3", "share", "samples", "good"), ((layer.pk, *fact) for fact in facts)
        )
        count_shares(layer)
        follow.written(layer)
    return layer


def import_measured(
    *, actor: Actor, source: Path, about: About, crs: str = "", follow: Follower = NOBODY
) -> Layer:
    """Import samples of drive tests or of the crowd: CSV with lon, lat (or x, y of `crs`) and rsrp_dbm (SS-RSRP).

    Only how many there were in a cell of H3 and how many reached the threshold is kept: no track of anybody.
    raises: PermissionDenied, AreasMissing, CoverageFileInvalid, CoveragePlaceNotFound
    """
    from bawaba.coverage.reading.cells import gather  # noqa: PLC0415 - heavy: imports alone
    from bawaba.coverage.reading.projected import to_degrees  # noqa: PLC0415 - as above

    _check_may(actor, "measured", about)
    _check_about(about)
    ground = load_ground()
    follow.tell("reading")
    points = read_points(source, signed=("rsrp_dbm",))
    follow.tell("checking")
    rsrp = points.extra["rsrp_dbm"]
    wrong = (rsrp < samples.LEAST_RSRP_DBM) | (rsrp > samples.MOST_RSRP_DBM)
    if wrong.any():
        reason = _("the level is no SS-RSRP: it lies between -156 and -31 dBm")
        raise CoverageFileInvalid(reason, name=source.name, line=line_of(source, int(np.argmax(wrong))))
    places = to_degrees(points, crs)
    owners = place_points(places, ground, name=source.name, path=source)
    found = gather(places, (rsrp >= samples.GOOD_RSRP_DBM).astype(np.float64))
    new = NewLayer("measured", about, [source], len(rsrp), float(len(rsrp)),
                   {"outside": int((owners < 0).sum()), "good": int(found.sums.sum())})  # fmt: skip
    values = zip(found.names, found.counts.tolist(), found.sums.tolist(), strict=True)
    return _write_facts(actor, new, ((name, None, count, int(good)) for name, count, good in values), follow)


def import_sites(
    *, actor: Actor, source: Path, about: About, crs: str = "", follow: Follower = NOBODY
) -> Layer:
    """Import sites that stand or may stand: CSV with lon, lat (or x, y of `crs`), maybe cost; OpenCelliD's files are read too.

    raises: PermissionDenied, AreasMissing, CoverageFileInvalid, AreasChangedMeanwhile
    """
    from bawaba.coverage.reading.projected import to_degrees  # noqa: PLC0415 - heavy: imports alone

    check_may_import(actor)
    ground = load_ground()
    follow.tell("reading")
    points = read_points(source, may_have=("cost",))
    follow.tell("checking")
    places = to_degrees(points, crs)
    owners = place_points(places, ground, name=source.name, path=source)
    new = NewLayer("sites", about, [source], len(owners), float(len(owners)),
                   {"outside": int((owners < 0).sum())})  # fmt: skip
    costs = points.extra.get("cost")
    values = zip(places.tolist(), owners.tolist(), strict=True)
    follow.tell("writing")
    with transaction.atomic():
        epochs.queue_up()
        check_same_areas(ground)
        layer = add_layer(actor=actor, new=new)
        rows.insert_many(Site, ("layer_id", "name", "radio", "lon", "lat", "area", "cost"), (
            (layer.pk, "", "", lon, lat, ground.codes[owner] if owner >= 0 else "",
             None if costs is None else float(costs[at]))
            for at, ((lon, lat), owner) in enumerate(values)
        ))  # fmt: skip
        follow.written(layer)
    return layer
