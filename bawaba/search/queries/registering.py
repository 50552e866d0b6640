"""What the public register of AI reads of search."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from bawaba.kernel.ports import AiMeasure, AiSystem


@cache
def own_systems() -> Sequence[AiSystem]:
    """Return search's own entry, as `data/register.json` says it. No SQL query."""
    text = files("bawaba.search").joinpath("data/register.json").read_text(encoding="utf-8")
    row = json.loads(text)
    measures = [{**one, "measured_on": date.fromisoformat(one["measured_on"])} for one in row.pop("measures")]
    return (AiSystem(**row, measures=tuple(AiMeasure(**one) for one in measures)),)
