"""`bawaba assess …`: score answers, weigh comparisons, rank alternatives, compute an index."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bawaba.assess import queries
from bawaba.kernel.commands import RoomCommand
from bawaba.kernel.errors import InvalidInput


class Command(RoomCommand):
    help = "Assessments: what is the score, why, and what would raise it?"

    def add_operations(self) -> None:
        score = self.operation("score", score_answers, "Print the score of answers, with what explains it.")
        score.add_argument("--method", required=True, help="a file, a URN, konveyor-risk or strict-risk")
        score.add_argument(
            "--answers", required=True, type=Path, help="JSON: a set of answers, or a list of sets"
        )
        ahp = self.operation("ahp", compare_pairs, "Print weights from comparisons by pairs (AHP).")
        ahp.add_argument("--matrix", required=True, type=Path, help='JSON: {"matrix": [[…]]}')
        rank = self.operation("rank", rank_alternatives, "Print alternatives in order of preference.")
        rank.add_argument("--method", required=True, help="topsis, promethee-ii, wsm or spotis")
        rank.add_argument("--matrix", required=True, type=Path, help='JSON: {"matrix", "weights", "types"}')
        index = self.operation("index", compute_index, "Compute a composite index, a CSV for each stage.")
        index.add_argument("--data", required=True, type=Path, help="CSV in COINr’s layout: iData")
        index.add_argument("--meta", required=True, type=Path, help="CSV in COINr’s layout: iMeta")
        index.add_argument("--config", required=True, type=Path, help="YAML: the stages in their order")
        index.add_argument("--output", required=True, type=Path, help="the folder to write to")


def score_answers(*, method: str, answers: Path) -> Mapping[str, object] | Sequence[Mapping[str, object]]:
    text = _read(answers)
    file = Path(method)
    named = method in queries.NAMED_METHODS or method.startswith("urn:")
    scores = queries.score_answers(method=method if named else _read(file), answers=text)
    told = [queries.describe_score(score) for score in scores]
    return told if text.lstrip("\ufeff \t\r\n").startswith("[") else told[0]


def compare_pairs(*, matrix: Path) -> Mapping[str, object]:
    return asdict(queries.compare_pairs(matrix=_read(matrix)))


def rank_alternatives(*, method: str, matrix: Path) -> Mapping[str, object]:
    return asdict(queries.rank_alternatives(method=method, matrix=_read(matrix)))


def compute_index(*, data: Path, meta: Path, config: Path, output: Path) -> Mapping[str, object]:
    found = queries.compute_index(data=_read(data), meta=_read(meta), configuration=_read(config))
    output.mkdir(parents=True, exist_ok=True)
    for name, text in found.files.items():
        (output / f"{name}.csv").write_text(text, encoding="utf-8")
    return {
        "files": [f"{name}.csv" for name in found.files],
        "units": found.units,
        "removed": list(found.removed),
        "treated": dict(found.treated),
        "warnings": list(found.warnings),
    }


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{file}: {fault}") from fault
