"""A procedure that ships says only how it differs from the default one."""

from collections.abc import Mapping
from typing import Any

from bawaba.casework.types import Json


def fill_in_procedure(default: Json, sample: Mapping[str, Any]) -> dict[str, Json]:  # Any: JSON
    """Return the whole procedure as JSON: the default with what the sample says in its place.

    law: member by member; days: from a state's key to the days it may take; other members: as a whole
    """
    whole: dict[str, Json] = dict(default)
    whole |= {name: sample[name] for name in ("states", "transitions", "alerts", "routing") if name in sample}
    whole["law"] = whole["law"] | sample.get("law", {})
    days = sample.get("days", {})
    whole["states"] = [
        state | {"days": days.get(state["key"], state.get("days"))} for state in whole["states"]
    ]
    return whole
