"""What every import does: permission, the row of provenance, taking the place of the layer before."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import AreasChangedMeanwhile, CoverageFileInvalid
from bawaba.coverage.models import Layer, Office, Operator
from bawaba.coverage.queries.ground import Ground, load_ground
from bawaba.coverage.types import About, LayerKind
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import PermissionDenied

BATCH: Final = 2_000


def check_may_import(actor: Actor) -> None:
    """Only an administrator or the system imports. raises: PermissionDenied"""
    if not actor.is_administrator:
        raise PermissionDenied


def check_may_plan(actor: Actor) -> None:
    """Plans and targets are the regulator's supervisors' to add, and administrators'. raises: PermissionDenied"""
    if not (actor.is_administrator or _is_regulator(actor)):
        raise PermissionDenied


def _is_regulator(actor: Actor) -> bool:
    body = Office.objects.filter(role="regulator").values_list("body", flat=True).first()
    return bool(body) and acts_for(actor=actor, role="supervisor", body=str(body))


def may_import(actor: Actor, kind: LayerKind, operator: str) -> bool:
    """Say whether this actor imports: an administrator everything, else whoever answers for the figures.

    That is, an agent of an operator's body what this operator declares, and a supervisor of the regulator
    what was measured. Two SQL queries at most.
    """
    if actor.is_administrator:
        return True
    if kind == "declared":
        body = Operator.objects.filter(key=operator).exclude(body="").values_list("body", flat=True).first()
        return bool(body) and acts_for(actor=actor, role="agent", body=str(body))
    return kind == "measured" and _is_regulator(actor)


def digest_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of the files, in hexadecimal. raises: CoverageFileInvalid"""
    digest = hashlib.sha256()
    for path in paths:
        if not path.is_file():
            raise CoverageFileInvalid(_("there is no such file"), name=path.name)
        with path.open("rb") as source:
            while piece := source.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class NewLayer:
    """A layer that was read and checked. rows: of its files; total: of its values; checks: what they found"""

    kind: LayerKind
    about: About
    paths: Sequence[Path]
    rows: int
    total: float
    checks: Mapping[str, object]


def add_layer(*, actor: Actor, new: NewLayer) -> Layer:
    """Write the layer's row and its audit row; the one that it takes the place of stays, out of use."""
    about = new.about
    Layer.objects.filter(kind=new.kind, operator=about.operator, place=about.place, in_use=True).update(
        in_use=False
    )
    layer = Layer.objects.create(
        kind=new.kind, title=about.title, version=about.version, source=about.source,
        sources=dict(about.sources), source_url=about.source_url, licence=about.licence, dated=about.dated,
        synthetic=about.synthetic, operator=about.operator,
        place=about.place, edge_probability=about.edge_probability, file_name=new.paths[0].name,
        digest=digest_of(new.paths), rows=new.rows, total=new.total, checks=dict(new.checks),
        imported_at=clock.now(),
    )  # fmt: skip
    detail = {"kind": new.kind, "digest": layer.digest, "rows": new.rows, "synthetic": about.synthetic}
    audit.record(actor=actor, verb="coverage.layer-imported", target=layer, detail=detail)
    epochs.advance()
    return layer


def check_same_areas(ground: Ground) -> None:
    """Refuse to write what was placed in areas that another import has replaced since. raises: AreasChangedMeanwhile"""
    if load_ground().layer != ground.layer:
        raise AreasChangedMeanwhile
