"""`bawaba ai …` for scenarios and weights: each operation in the name of a person."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bawaba.ai import queries, services
from bawaba.ai.management.life import Add, Answer, Operations, add_in_name_of, read_body
from bawaba.ai.types import ScenarioRules
from bawaba.kernel.actors import Actor


def add_choosing(add: Add) -> None:
    """Add the operations of scenarios and weights."""
    add_in_name_of(add, CHOOSING)


def plan_scenario(*, actor: Actor, path: Path) -> Answer:
    rules = ScenarioRules(**read_body(path, "AiScenarioBody", door="scenarios"))
    return {"key": services.plan_scenario(actor=actor, rules=rules), "state": "waiting"}


def find_scenario(*, actor: Actor, key: str) -> Answer:
    return asdict(queries.find_scenario(actor=actor, key=key))


def stop_scenario(*, actor: Actor, key: str) -> Answer:
    services.stop_scenario(actor=actor, key=key)
    return {"key": key, "state": queries.find_scenario(actor=actor, key=key).state}


def keep_weights(*, actor: Actor, body: str, path: Path) -> Answer:
    told = read_body(path, "ComparisonsBody", door="weighing")["answers"]
    answers = {(one["one"], one["other"]): one["answer"] for one in told}
    return {"body": body, "weights": services.keep_weights(actor=actor, body=body, answers=answers)}


KEY: Final[dict[str, Any]] = {"key": {"help": "of the scenario"}}  # Any: argparse's own options
FILE: Final[dict[str, Any]] = {"path": {"type": Path, "metavar": "FILE", "help": "JSON, as the API takes it"}}
CHOOSING: Final[Operations] = {
    "plan-scenario": (plan_scenario, "Make a scenario; a worker computes its plan.", FILE),
    "find-scenario": (find_scenario, "Read a scenario with its plan.", KEY),
    "stop-scenario": (stop_scenario, "End a search with the best plan so far.", KEY),
    "keep-weights": (keep_weights, "Keep a body's weights of the criteria.", {"body": {"help": "of the directory"}, **FILE}),
}  # fmt: skip
"""Operation → its twin, what it is for, its arguments."""
