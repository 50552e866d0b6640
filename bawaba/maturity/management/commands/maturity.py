"""`bawaba maturity …`: import published indices, plan improvement, lead the waves of the study."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand
from bawaba.kernel.errors import InvalidInput
from bawaba.maturity import queries, services
from bawaba.maturity.types import INDEX_FORMATS, METHOD

ACTOR = system_actor("command")


class Command(RoomCommand):
    help = "The study of digital maturity: how digital is this administration?"

    def add_operations(self) -> None:
        load = self.operation("import-index", import_index, "Keep a published index of countries.")
        load.add_argument("file", type=Path, help="CSV as it is published")
        load.add_argument("--format", dest="kind", required=True, choices=INDEX_FORMATS)
        load.add_argument("--dry-run", action="store_true", help="read and compute, keep nothing")
        plan = self.operation("plan", plan_improvement, "Print the road map that gains most under a budget.")
        plan.add_argument("--answers", required=True, type=Path, help="JSON: question → answer")
        plan.add_argument("--budget", required=True, type=float, help="dirhams, over all waves")
        plan.add_argument("--waves", required=True, type=int, help="how many waves, 1 to 12")
        plan.add_argument("--days", type=float, help="days of staff, over all waves")
        plan.add_argument("--wave-budget", type=float, help="dirhams, the most of one wave")
        plan.add_argument("--wave-days", type=float, help="days of staff, the most of one wave")
        plan.add_argument("--estimate", default="middle", choices=("least", "middle", "most"))
        plan.add_argument("--method", default=METHOD, help="URN of the method, as loaded or as shipped")
        plan.add_argument("--time-limit", type=float, default=30.0, help="seconds, 60 at most")
        self.operation("import-shipped-indices", import_shipped_indices, "Keep the indices that ship.")
        self._add_waves()
        self._add_roadmaps()

    def _add_waves(self) -> None:
        self.operation(
            "load-method", load_method, "Load the study’s method and put it in force."
        ).add_argument("--owner", required=True, help="key of the body that leads the study")
        planning = self.operation("plan-wave", plan_wave, "Plan a wave over the bodies of some kinds.")
        planning.add_argument("key", help="name in addresses, such as wave-2027")
        planning.add_argument("--owner", required=True, help="key of the body that leads it")
        planning.add_argument("--title-ar", required=True)
        planning.add_argument("--title-fr", required=True)
        planning.add_argument(
            "--kind", dest="kinds", action="append", default=[], help="again for another; none is all"
        )
        planning.add_argument("--opens", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        planning.add_argument("--due", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        planning.add_argument("--method", default=METHOD, help="URN of the method")
        planning.add_argument("--version", dest="number", default="", help="empty is the one in force")
        planning.add_argument("--previous", default="", help="key of the wave before")
        planning.add_argument(
            "--sample", type=float, default=0.1, help="part that is verified, above 0, at most 1"
        )
        self.operation("list-waves", list_waves, "List the waves of the study.")
        for name, run, text in (
            ("open-wave", open_wave, "Open a planned wave: an empty assessment for each body."),
            ("follow-wave", follow_wave, "Show how far a wave is, group by group."),
            ("measure-wave", fill_measured, "Fill in what this site measures, in every body of an open wave."),
            ("propose-wave", propose_wave, "Compute what a second person publishes."),
            ("send-back-wave", send_back_wave, "Take a proposal back to the verification."),
            ("publish-wave", publish_wave, "Publish what a person proposed; what a command proposed, a person does."),
        ):  # fmt: skip
            self.operation(name, run, text).add_argument("key")
        drawing = self.operation(
            "draw-sample", draw_wave_sample, "Close the answers and draw who is verified."
        )
        drawing.add_argument("key")
        drawing.add_argument("--seed", type=int, help="so that the draw can be repeated")
        opened = self.operation(
            "open-data", open_data, "Write what was published, and its description (DCAT)."
        )
        opened.add_argument("--output", required=True, type=Path, help="the folder to write to")

    def _add_roadmaps(self) -> None:
        making = self.operation(
            "make-roadmap", make_roadmap, "Make a body’s road map from its answers in a wave."
        )
        making.add_argument("key", help="of the wave")
        making.add_argument("--body", required=True)
        making.add_argument("--budget", required=True, type=_amount, help="dirhams")
        making.add_argument("--years", required=True, type=int, help="1 to 12")
        making.add_argument("--days", type=int, help="days of staff")
        writing = self.operation(
            "roadmap", write_roadmap, "Write a road map as a workbook, a table or a calendar."
        )
        writing.add_argument("key")
        writing.add_argument("--format", dest="form", choices=("xlsx", "csv", "ics"), default="csv")
        writing.add_argument("--language", choices=("ar", "fr", "en"), default="fr")
        writing.add_argument("--output", required=True, type=Path, help="the file to write")


def import_index(*, file: Path, kind: str, dry_run: bool) -> Mapping[str, object]:
    text = _read(file)
    if dry_run:
        scores, refused = queries.read_index(text=text, kind=kind)
        return queries.describe_index_import(queries.count_import(kind=kind, scores=scores, refused=refused))
    return queries.describe_index_import(services.import_index(actor=ACTOR, text=text, kind=kind))


def import_shipped_indices() -> Mapping[str, object]:
    found = services.import_shipped_indices(actor=ACTOR)
    return {kind: queries.describe_index_import(one) for kind, one in found.items()}


def plan_improvement(
    *, answers: Path, budget: float, waves: int, days: float | None, wave_budget: float | None,
    wave_days: float | None, estimate: str, method: str, time_limit: float,
) -> Mapping[str, object]:  # fmt: skip
    limits = queries.Limits(waves, budget, days, wave_budget, wave_days)
    plan = queries.plan_improvement(
        answers=queries.read_answers(text=_read(answers)), limits=limits, method=queries.method_in_use(urn=method),
        estimate=estimate, time_limit_s=time_limit,  # type: ignore[arg-type]  # one of the choices
    )  # fmt: skip
    return queries.describe_plan(plan=plan, limits=limits)


def load_method(*, owner: str) -> Mapping[str, object]:
    return {"sha256": services.load_method(actor=ACTOR, owner=owner)}


def plan_wave(
    *, title_ar: str, title_fr: str, opens: date, due: date, method: str, number: str, sample: float, **known: Any
) -> Mapping[str, object]:  # fmt: skip  # Any: key, owner, kinds, previous
    count = services.plan_wave(
        actor=ACTOR, titles={"ar": title_ar, "fr": title_fr}, opens_on=opens, due_on=due, urn=method,
        version=number, sample_share=sample, **known,
    )  # fmt: skip
    return {"wave": known["key"], "bodies": count}


def list_waves() -> Sequence[Mapping[str, object]]:
    return [asdict(one) for one in queries.list_waves(actor=ACTOR)]


def open_wave(*, key: str) -> Mapping[str, object]:
    progress = Progress("Assessments", queries.find_wave(actor=ACTOR, key=key).bodies)
    opened = services.open_wave(actor=ACTOR, key=key, advance=progress.advance)
    progress.finish()
    return {"wave": key, "assessments": opened}


def follow_wave(*, key: str) -> Mapping[str, object]:
    return asdict(queries.follow_wave(actor=ACTOR, key=key))


def fill_measured(*, key: str) -> Mapping[str, object]:
    return {"wave": key, "answers": services.fill_measured(actor=ACTOR, key=key)}


def draw_wave_sample(*, key: str, seed: int | None) -> Mapping[str, object]:
    count = services.draw_wave_sample(actor=ACTOR, key=key, seed=seed)
    return {"wave": key, "verified": count, "seed": queries.find_wave(actor=ACTOR, key=key).seed}


def propose_wave(*, key: str) -> Mapping[str, object]:
    return services.propose_wave(actor=ACTOR, key=key)


def send_back_wave(*, key: str) -> Mapping[str, object]:
    services.send_back_wave(actor=ACTOR, key=key)
    return {"wave": key}


def publish_wave(*, key: str) -> Mapping[str, object]:
    services.publish_wave(actor=ACTOR, key=key)
    return {"wave": key}


def open_data(*, output: Path) -> Mapping[str, object]:
    rows = queries.open_data()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(queries.OPEN_COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    files = {
        "results.csv": text.getvalue(), "results.json": json.dumps(rows, ensure_ascii=False),
        "results.ttl": queries.describe_open_data(),
    }  # fmt: skip
    for name, content in files.items():
        _write(output / name, content.encode())
    return {"files": list(files), "rows": len(rows)}


def make_roadmap(
    *, key: str, body: str, budget: Decimal, years: int, days: int | None
) -> Mapping[str, object]:
    made = services.make_roadmap(actor=ACTOR, key=key, body=body, budget_mad=budget, waves=years, days=days)
    found = queries.get_roadmap(actor=ACTOR, key=made)
    return {
        "road_map": made,
        "steps": len(found.steps),
        "index": list(found.index),
        "cost_mad": found.cost_mad,
    }


def write_roadmap(
    *, key: str, form: queries.RoadmapFile, language: str, output: Path
) -> Mapping[str, object]:
    made = queries.export_roadmap(actor=ACTOR, key=key, form=form, language=language)
    _write(output, made)
    return {"file": str(output), "bytes": len(made)}


def _amount(text: str) -> Decimal:
    """Return an amount. raises: ValueError, which the command line tells"""
    try:
        return Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault


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
