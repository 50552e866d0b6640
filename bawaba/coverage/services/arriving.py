"""Files of figures that are sent: checked at the door, laid down sealed, brought in by a job that tells how far it is."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.models import Arrival, Layer
from bawaba.coverage.services.areas import import_areas
from bawaba.coverage.services.facts import import_declared, import_measured, import_sites
from bawaba.coverage.services.following import Follower
from bawaba.coverage.services.layers import may_import
from bawaba.coverage.services.people import import_people
from bawaba.coverage.services.telling import actor_of, tell_refusal
from bawaba.coverage.services.uploads import check_sent
from bawaba.coverage.types import About, LayerKind
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import DomainError, PermissionDenied
from bawaba.kernel.files.scanning import blob_path
from bawaba.kernel.files.stored import open_pieces, seal_pieces
from bawaba.kernel.jobs import enqueue_once

TOLD_EACH_S: Final = 1.0
ENDED: Final = ("done", "refused")


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent. files: part (`file`, and `places` beside areas) → its name and content

    crs: of x and y in CSV; any_total: people although they do not add up; columns: of areas, ours → theirs
    """

    kind: LayerKind
    about: About
    files: Mapping[str, tuple[str, Iterable[bytes]]]
    crs: str = ""
    any_total: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


def send_figures(*, actor: Actor, sending: Sending) -> str:
    """Take a file of figures, put its import in the queue, and return the key to follow it by.

    Its name, size and beginning are checked at once; the content lies sealed until it is read, a day at most.
    raises: PermissionDenied, CoverageFileInvalid
    """
    if not may_import(actor, sending.kind, sending.about.operator):
        raise PermissionDenied
    whole = {
        part: (name, check_sent(sending.kind, part, name, pieces))
        for part, (name, pieces) in sending.files.items()
    }
    if "file" not in whole:
        raise CoverageFileInvalid(_("choose a file"))
    return _queue(actor, sending, {part: _lay(name, content) for part, (name, content) in whole.items()})


@transaction.atomic
def _queue(actor: Actor, sending: Sending, files: Mapping[str, Mapping[str, object]]) -> str:
    told = asdict(sending.about)
    row = Arrival.objects.create(
        key=secrets.token_hex(8), kind=sending.kind, files=dict(files), sent_by=actor.key, sent_at=clock.now(),
        told=told | {"dated": sending.about.dated.isoformat(), "sources": dict(sending.about.sources)},
        options={"crs": sending.crs, "any_total": sending.any_total, "columns": dict(sending.columns)},
    )  # fmt: skip
    audit.record(actor=actor, verb="coverage.figures-sent", target=row, detail={"kind": row.kind})
    enqueue_once(bring_in, key=row.key)
    return row.key


def _lay(name: str, content: bytes) -> dict[str, object]:
    blob = secrets.token_urlsafe(24)
    default_storage.save(blob_path(blob), ContentFile(b"".join(seal_pieces(content, blob))))
    return {"name": name, "blob": blob, "size": len(content)}


@task
def bring_in(*, key: str) -> None:
    """Import what was sent; a refusal is kept for whoever sent it. Safe to run twice."""
    row = Arrival.objects.filter(key=key).exclude(state__in=ENDED).first()
    if row is None:
        return
    Arrival.objects.filter(pk=row.pk).update(state="running")
    try:
        with tempfile.TemporaryDirectory() as folder:
            paths = {part: _open(Path(folder) / part, one) for part, one in row.files.items()}
            _IMPORTS[row.kind](actor_of(row.sent_by), row, paths, _ArrivalFollower(row))
    except DomainError as refusal:
        _refuse(row, refusal)
    except _BroughtInElsewhere:
        pass  # what this worker wrote is taken back; the file goes either way
    for one in row.files.values():
        default_storage.delete(blob_path(one["blob"]))


def _open(folder: Path, one: Mapping[str, Any]) -> Path:  # Any: JSON
    """Lay a file down in clear for the libraries that read it. raises: CoverageFileInvalid where it is gone"""
    folder.mkdir()
    path = folder / str(one["name"])
    try:
        with default_storage.open(blob_path(one["blob"])) as sealed, path.open("wb") as target:
            for piece in open_pieces(sealed, one["blob"], one["size"]):
                target.write(piece)
    except FileNotFoundError as error:
        raise CoverageFileInvalid(
            _("it waited for more than a day and was erased: send it again"), name=path.name
        ) from error
    return path


@transaction.atomic
def _refuse(row: Arrival, refusal: DomainError) -> None:
    if (
        Arrival.objects.select_for_update()
        .filter(pk=row.pk)
        .exclude(state__in=ENDED)
        .update(state="refused", refusal=tell_refusal(refusal), ended_at=clock.now())
    ):
        audit.record(
            actor=actor_of(row.sent_by), verb="coverage.figures-refused", target=row, detail={"code": refusal.code}
        )  # fmt: skip


class _ArrivalFollower(Follower):
    """Writes down how far an import is, about once a second; that it is over, with the layer itself."""

    def __init__(self, row: Arrival) -> None:
        self._row, self._step, self._told = row, "", 0.0

    def tell(self, step: str, done: int = 0, of: int = 0) -> None:
        if step == self._step and time.monotonic() - self._told < TOLD_EACH_S:
            return
        self._step, self._told = step, time.monotonic()
        Arrival.objects.filter(pk=self._row.pk).update(step=step, done=done, of=of)

    def written(self, layer: Layer) -> None:
        open_ones = Arrival.objects.select_for_update().filter(pk=self._row.pk).exclude(state__in=ENDED)
        if not open_ones.update(state="done", layer=layer, ended_at=clock.now()):
            raise _BroughtInElsewhere


class _BroughtInElsewhere(Exception):
    """Another worker ended the same import first: what this one wrote is taken back."""


def _about(row: Arrival) -> About:
    return About(**row.told | {"dated": date.fromisoformat(row.told["dated"])})


Paths = Mapping[str, Path]


def _bring_areas(actor: Actor, row: Arrival, paths: Paths, follow: Follower) -> Layer:
    return import_areas(actor=actor, boundaries=[paths["file"]], about=_about(row), places=paths.get("places"),
                        columns=row.options["columns"], follow=follow)  # fmt: skip


def _bring_people(actor: Actor, row: Arrival, paths: Paths, follow: Follower) -> Layer:
    return import_people(actor=actor, source=paths["file"], about=_about(row), crs=row.options["crs"],
                         any_total=row.options["any_total"], follow=follow)  # fmt: skip


def _bring_sites(actor: Actor, row: Arrival, paths: Paths, follow: Follower) -> Layer:
    return import_sites(
        actor=actor, source=paths["file"], about=_about(row), crs=row.options["crs"], follow=follow
    )


def _bring_declared(actor: Actor, row: Arrival, paths: Paths, follow: Follower) -> Layer:
    return import_declared(actor=actor, source=paths["file"], about=_about(row), follow=follow)


def _bring_measured(actor: Actor, row: Arrival, paths: Paths, follow: Follower) -> Layer:
    return import_measured(
        actor=actor, source=paths["file"], about=_about(row), crs=row.options["crs"], follow=follow
    )


_IMPORTS: Final[Mapping[str, Callable[[Actor, Arrival, Paths, Follower], Layer]]] = {
    "areas": _bring_areas, "people": _bring_people, "sites": _bring_sites, "declared": _bring_declared,
    "measured": _bring_measured,
}  # fmt: skip
