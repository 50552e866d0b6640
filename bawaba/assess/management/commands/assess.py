"""`bawaba assess …`: score answers, weigh comparisons, rank alternatives, compute an index."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bawaba.assess import queries, services
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand
from bawaba.kernel.errors import InvalidInput

ACTOR = system_actor("command")


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
        self._add_methods()

    def _add_methods(self) -> None:
        listing = self.operation("list-methods", list_methods, "List the methods that were loaded.")
        listing.add_argument("--drafts", action="store_true", help="versions that are not in force too")
        load = self.operation(
            "save-method", save_method, "Load a method: our YAML, SurveyJS or Konveyor’s YAML."
        )
        load.add_argument("file", type=Path)
        load.add_argument("--owner", required=True, help="key of the body that looks after it")
        load.add_argument("--urn", default="", help="of an imported questionnaire")
        load.add_argument("--version", dest="number", default="1.0.0", help="of an imported questionnaire")
        load.add_argument("--publish", action="store_true", help="put it in force at once")
        publish = self.operation("publish-method", publish_method, "Put a version of a method in force.")
        publish.add_argument("urn")
        publish.add_argument("number", help="the version")
        opening = self.operation(
            "open-campaign", open_campaign, "Open a campaign of a method for many bodies."
        )
        opening.add_argument("key")
        opening.add_argument("--urn", required=True)
        opening.add_argument("--version", dest="number", required=True)
        opening.add_argument("--owner", required=True, help="key of the body that leads it")
        opening.add_argument("--title-ar", required=True)
        opening.add_argument("--title-fr", required=True)
        opening.add_argument("--bodies", required=True, type=Path, help="a key a line")
        opening.add_argument("--opens", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        opening.add_argument("--due", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        opening.add_argument("--previous", default="", help="key of the wave before")
        get = self.operation("find-campaign", find_campaign, "Show how far a campaign is.")
        get.add_argument("key")
        report = self.operation("report", write_report, "Write an assessment’s result with what explains it.")
        report.add_argument("key", help="of the assessment")
        report.add_argument("--format", dest="form", choices=("json", "csv", "xlsx", "pdf"), default="json")
        report.add_argument("--language", choices=("ar", "fr", "en"), default="fr")
        report.add_argument("--output", required=True, type=Path, help="the file to write")
        self.operation(
            "send-reminders", send_reminders, "Send the reminders of campaigns that are due today."
        )


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
    for name, text in found.files.items():
        _write(output / f"{name}.csv", text.encode())
    return {
        "files": [f"{name}.csv" for name in found.files],
        "units": found.units,
        "removed": list(found.removed),
        "treated": dict(found.treated),
        "warnings": list(found.warnings),
    }


def list_methods(*, drafts: bool) -> Mapping[str, object]:
    return {"methods": [asdict(one) for one in queries.list_methods(published_only=not drafts)]}


def save_method(*, file: Path, owner: str, urn: str, number: str, publish: bool) -> Mapping[str, object]:
    method = services.bring_method(actor=ACTOR, text=_read(file), owner=owner, urn=urn, version=number)
    if publish:
        services.publish_method(actor=ACTOR, urn=method.urn, version=method.version)
    return {
        "urn": method.urn,
        "version": method.version,
        "sha256": queries.find_method(urn=method.urn, version=method.version)[0].digest,
        "questions": len(method.questions),
    }


def publish_method(*, urn: str, number: str) -> Mapping[str, object]:
    return {"sha256": services.publish_method(actor=ACTOR, urn=urn, version=number)}


def open_campaign(
    *, number: str, title_ar: str, title_fr: str, bodies: Path, opens: date, due: date, **known: str
) -> Mapping[str, object]:
    keys = _read(bodies).split()
    progress = Progress("Assessments", len(keys))
    opened = services.open_campaign(
        actor=ACTOR, titles={"ar": title_ar, "fr": title_fr}, version=number, bodies=keys, opens_on=opens,
        due_on=due, advance=progress.advance, **known,  # type: ignore[arg-type]  # key, urn, owner, previous
    )  # fmt: skip
    progress.finish()
    return {"campaign": known["key"], "assessments": opened}


def find_campaign(*, key: str) -> Mapping[str, object]:
    return asdict(queries.find_campaign(key=key))


def write_report(*, key: str, form: str, language: str, output: Path) -> Mapping[str, object]:
    made = queries.write_report(actor=ACTOR, key=key, form=form, language=language)
    _write(output, made)
    return {"file": str(output), "bytes": len(made)}


def send_reminders() -> Mapping[str, object]:
    return services.send_reminders(actor=ACTOR)


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as fault:
        raise InvalidInput(f"{file}: {fault.strerror}") from fault


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{file}: {fault}") from fault
