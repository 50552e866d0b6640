"""The study's open data: one row a figure, without any body's name."""

from typing import Any, Final

from django.utils.timezone import localdate

from bawaba.maturity.queries.waves import published_waves

OPEN_COLUMNS: Final = (
    "wave", "published_on", "method", "version", "group", "figure", "value", "low", "high", "bodies", "population",
    "verified",
)  # fmt: skip


def open_data() -> list[dict[str, Any]]:  # Any: numbers and texts
    """Return what was published of every wave: the index, its groups, its dimensions. As many queries as `published_waves`."""
    rows: list[dict[str, Any]] = []  # Any: as above
    for wave, outcome, _same in published_waves():
        head = {
            "wave": wave.key, "published_on": localdate(wave.published_at).isoformat() if wave.published_at else "",
            "method": wave.urn, "version": wave.version,
        }  # fmt: skip
        index = outcome["index"]
        rows.append(_row(head, "", "index", index["value"], **{name: index[name] for name in ("low", "high", "bodies", "population", "verified")}))  # fmt: skip
        for group in outcome["kinds"]:
            for figure in ("mean", "low", "median", "high"):
                if group[figure] is not None:
                    name = {"low": "index.quartile-1", "high": "index.quartile-3"}.get(
                        figure, f"index.{figure}"
                    )
                    rows.append(_row(head, group["group"], name, group[figure], bodies=group["count"]))
        for dimension, means in outcome["dimensions"].items():
            for group, value in means.items():
                if value is not None:
                    rows.append(_row(head, group, f"dimension.{dimension}", value))
    return rows


def _row(
    head: dict[str, str], group: str, figure: str, value: float, **more: object
) -> dict[str, Any]:  # Any: as above
    empty = dict.fromkeys(OPEN_COLUMNS, "")
    return {**empty, **head, "group": group, "figure": figure, "value": round(value, 6), **more}
