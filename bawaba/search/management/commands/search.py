"""`bawaba search query|evaluate|evaluate-catalogue|status|rebuild|embed|export-vectors|best-bet|…`."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand
from bawaba.kernel.languages import LANGUAGES
from bawaba.search import queries, services

ACTOR = system_actor("search-command")


class Command(RoomCommand):
    help = "Find services, measure how well, and keep the index."

    def add_operations(self) -> None:
        self._add_reads()
        self._add_evaluations()
        self._add_writes()

    def _add_reads(self) -> None:
        query = self.operation("query", ask, "Ask one question.")
        query.add_argument("text")
        query.add_argument("--lang", dest="language", choices=sorted(LANGUAGES), default="")
        query.add_argument("--limit", type=int, default=10)
        suggest = self.operation("suggest", complete, "Complete what is typed.")
        suggest.add_argument("text")
        suggest.add_argument("--lang", dest="language", choices=sorted(LANGUAGES), default="fr")
        suggest.add_argument("--limit", type=int, default=8)
        self.operation("status", queries.status, "Say what the index holds and what is missing.")

    def _add_evaluations(self) -> None:
        corpus = self.operation("evaluate", queries.evaluate, "Measure the ranking of a corpus, in memory.")
        corpus.add_argument("--corpus", type=Path, required=True, help="rows {id, kind, title, text}")
        corpus.add_argument(
            "--questions", type=Path, required=True, help="rows {qid, question, answer, parents}"
        )
        corpus.add_argument("--kind", default="", help="rank only rows of this kind")
        corpus.add_argument("--relevant", choices=queries.RELEVANT, default="answer")
        corpus.add_argument("--lexical", action="store_true", help="leave the embedding model out")
        own = self.operation(
            "evaluate-catalogue", queries.evaluate_catalogue, "Measure the ranking of the catalogue."
        )
        own.add_argument("--questions", type=Path, default=queries.SHIPPED_QUESTIONS)
        own.add_argument("--split", default="", help="only the questions of this half")

    def _add_writes(self) -> None:
        self.operation("rebuild", rebuild, "Make the index again from the catalogue.")
        self.operation("embed", embed, "Make the vectors that are missing.")
        self.operation("load-vectors", load_vectors, "Load the vectors that ship.")
        export = self.operation("export-vectors", services.export_vectors, "Write the vectors to ship.")
        export.add_argument("--output", type=Path, default=services.SHIPPED)
        bet = self.operation("best-bet", set_best_bet, "Put a document first for a question.")
        bet.add_argument("text")
        bet.add_argument("key")
        bet.add_argument("--kind", default="service")
        bet.add_argument("--position", type=int, default=0)
        bet.add_argument("--remove", action="store_true")
        self.operation("popularity", apply_popularity, "Move up what readers open often.")
        self.operation("forget-counts", forget_counts, "Delete counts that are too old to keep.")


def ask(*, text: str, language: str, limit: int) -> Mapping[str, object]:
    return asdict(queries.search(text=text, language=language, limit=limit))


def complete(*, text: str, language: str, limit: int) -> Mapping[str, object]:
    return {
        "suggestions": [asdict(one) for one in queries.suggest(text=text, language=language, limit=limit)]
    }


def rebuild() -> Mapping[str, object]:
    progress = Progress("indexing")
    done = services.rebuild_index(actor=ACTOR, progress=progress)
    progress.finish()
    return done


def embed() -> Mapping[str, object]:
    progress = Progress("embedding", services.count_missing())
    done = services.embed_missing(actor=ACTOR, progress=progress)
    progress.finish()
    return done


def load_vectors() -> Mapping[str, object]:
    return {"loaded": services.load_vectors(actor=ACTOR)}


def set_best_bet(*, text: str, key: str, kind: str, position: int, remove: bool) -> Mapping[str, object]:
    if remove:
        return {"removed": services.remove_best_bet(actor=ACTOR, text=text, key=key, kind=kind)}
    services.set_best_bet(actor=ACTOR, text=text, key=key, kind=kind, position=position)
    return {"set": key}


def apply_popularity() -> Mapping[str, object]:
    return {"changed": services.apply_popularity(actor=ACTOR)}


def forget_counts() -> Mapping[str, object]:
    return {"deleted": services.forget_old_counts()}
