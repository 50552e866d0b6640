"""`bawaba casework …`: cases, procedures, the law's clock, synthetic cases."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bawaba.casework import queries, services
from bawaba.casework.queries.access import case_row
from bawaba.casework.queries.calendars import holidays_of
from bawaba.casework.rules.numbers import read_number
from bawaba.casework.rules.procedures import parse_procedure, write_procedure
from bawaba.casework.services.calendars import note_feast as note_feast_day
from bawaba.casework.services.seeding import seed_cases
from bawaba.casework.types import CaseFilter
from bawaba.kernel import clock
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand
from bawaba.kernel.errors import InvalidInput

ACTOR = system_actor("command")


def add_operations(command: RoomCommand) -> None:
    """Add what this file offers to the room's command."""
    listing = command.operation("list-cases", list_cases, "List cases by legal date.")
    listing.add_argument("--service", default="")
    listing.add_argument("--office", default="", help="key of the body that handles them")
    listing.add_argument("--closed", action="store_true", help="the closed ones too")
    listing.add_argument("--after", default="", help="the cursor that the page before ended with")
    listing.add_argument("--limit", type=int, default=50)
    show = command.operation("show", show_case, "Show one case without what the person wrote.")
    show.add_argument("number", help="public number or key")
    move = command.operation("move", move_case, "Take a step of a case's procedure.")
    move.add_argument("number", help="public number or key")
    move.add_argument("step")
    for name in ("reasons", "message", "note"):
        move.add_argument(f"--{name}", default="")
    move.add_argument("--fields", nargs="*", default=[], help="answers to correct")
    decide = command.operation("decide", decide_case, "Confirm or return a proposed decision.")
    decide.add_argument("number", help="public number or key")
    decide.add_argument("verdict", choices=["confirm", "return"])
    decide.add_argument("--note", default="")
    _add_clock(command)
    _add_procedures(command)
    seed = command.operation("seed", seed_synthetic, "Make synthetic cases for scale tests.")
    seed.add_argument("--cases", type=int, required=True)
    seed.add_argument("--seed", type=int, default=1)


def _add_clock(command: RoomCommand) -> None:
    run = command.operation(
        "run-clock", run_clock, "Give alerts, issue acts by silence, escalate; by itself each night."
    )
    run.add_argument("--today", type=date.fromisoformat, default=None, help="YYYY-MM-DD, for a trial")
    holidays = command.operation("list-holidays", list_holidays, "List a year's official holidays.")
    holidays.add_argument("--year", type=int, default=0)
    feast = command.operation("note-feast", note_feast, "Write down the announced day of a feast.")
    feast.add_argument("feast", help="key, such as fitr")
    feast.add_argument("hijri_year", type=int)
    feast.add_argument("day", type=date.fromisoformat, help="YYYY-MM-DD")
    feast.add_argument("--source", required=True, help="who announced it, and where")


def _add_procedures(command: RoomCommand) -> None:
    command.operation("list-procedures", list_procedures, "List procedures by service.")
    export = command.operation("export-procedure", export_procedure, "Print the procedure of a service.")
    export.add_argument("service", nargs="?", default="", help="empty is the default")
    save = command.operation("save-procedure", save_procedure, "Write a procedure's next version from JSON.")
    save.add_argument("file", type=Path)
    save.add_argument("--service", default="", help="empty is the default")
    save.add_argument("--body", default="", help="key of the administration")
    publish = command.operation("publish-procedure", publish_procedure, "Put a procedure's draft in force.")
    publish.add_argument("--service", default="", help="empty is the default")
    publish.add_argument("--note", default="")


def list_cases(*, service: str, office: str, closed: bool, after: str, limit: int) -> Mapping[str, object]:
    wanted = CaseFilter(
        offices=frozenset({office}) if office else None,
        phases=("open", "paused", "closed") if closed else ("open", "paused"),
        service=service,
        order="newest" if closed else "due",
    )
    page = queries.list_cases(wanted=wanted, after=after, limit=limit)
    return {"cases": [asdict(one) for one in page.items], "after": page.after}


def show_case(*, number: str) -> Mapping[str, object]:
    view = queries.open_case(actor=ACTOR, key=_key(number))
    return {
        "case": asdict(view.info),
        "events": [
            {"at": one.at, "kind": one.kind, "sight": one.sight, "actor": one.actor, **one.detail}
            for one in view.events
        ],
        "decision": asdict(view.decision) | {"reasons": "…"} if view.decision else None,
    }


def move_case(
    *, number: str, step: str, reasons: str, message: str, note: str, fields: list[str]
) -> Mapping[str, object]:
    filled = services.Filled(reasons, message, note, tuple(fields))
    return {"case": asdict(services.take_step(actor=ACTOR, key=_key(number), step=step, filled=filled))}


def decide_case(*, number: str, verdict: str, note: str) -> Mapping[str, object]:
    if verdict == "confirm":
        return {"case": asdict(services.confirm_decision(actor=ACTOR, key=_key(number)))}
    return {"case": asdict(services.return_decision(actor=ACTOR, key=_key(number), note=note))}


def run_clock(*, today: date | None) -> Mapping[str, object]:
    return asdict(services.run_clock(actor=ACTOR, today=today))


def list_holidays(*, year: int) -> Mapping[str, object]:
    days = holidays_of(year=year or clock.today().year)
    return {"holidays": [asdict(one) for one in days]}


def note_feast(*, feast: str, hijri_year: int, day: date, source: str) -> Mapping[str, object]:
    changed = note_feast_day(actor=ACTOR, feast=feast, hijri_year=hijri_year, day=day, source=source)
    return {"noted": day, "dates_changed": changed}


def list_procedures() -> Mapping[str, object]:
    return {"procedures": [asdict(one) for one in queries.list_procedures()]}


def export_procedure(*, service: str) -> Mapping[str, object]:
    info, procedure = queries.procedure_in_force(service=service)
    return {"version": info.number, "procedure": write_procedure(procedure)}


def save_procedure(*, file: Path, service: str, body: str) -> Mapping[str, object]:
    procedure = parse_procedure(_read_json(file))
    info = services.save_procedure(actor=ACTOR, service=service, body=body, procedure=procedure)
    faults = services.find_procedure_faults(service=service, procedure=procedure)
    return {"version": info.number, "faults": [asdict(fault) for fault in faults]}


def publish_procedure(*, service: str, note: str) -> Mapping[str, object]:
    return {"version": services.publish_procedure(actor=ACTOR, service=service, note=note).number}


def seed_synthetic(*, cases: int, seed: int) -> Mapping[str, object]:
    progress = Progress("Synthetic cases", cases)
    made = seed_cases(actor=ACTOR, cases=cases, seed=seed, progress=progress.advance)
    progress.finish()
    return {"made": made}


def _key(number: str) -> str:
    """Return the key of the case that a public number, or its key, names."""
    read = read_number(number)
    return queries.find_by_number(number=read).key if read else case_row(number).key


def _read_json(file: Path) -> object:
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as fault:
        raise InvalidInput(f"{file}: {fault}") from fault
