"""`bawaba search query|evaluate|…`."""

from pathlib import Path

from bawaba.kernel.commands import RoomCommand
from bawaba.search import queries


class Command(RoomCommand):
    help = "Find services, and measure how well."

    def add_operations(self) -> None:
        self._add_evaluate()

    def _add_evaluate(self) -> None:
        parser = self.operation("evaluate", queries.evaluate, "Measure the ranking of a corpus, in memory.")
        parser.add_argument("--corpus", type=Path, required=True, help="rows {id, kind, title, text}")
        parser.add_argument(
            "--questions", type=Path, required=True, help="rows {qid, question, answer, parents}"
        )
        parser.add_argument("--kind", default="", help="rank only rows of this kind")
        parser.add_argument("--relevant", choices=queries.RELEVANT, default="answer")
        parser.add_argument("--lexical", action="store_true", help="leave the embedding model out")
