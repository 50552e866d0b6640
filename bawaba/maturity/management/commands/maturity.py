"""`bawaba maturity …`: import published indices, plan improvement, lead the waves of the study."""

from collections.abc import Mapping
from pathlib import Path

from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand
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


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"{file}: {fault}") from fault
