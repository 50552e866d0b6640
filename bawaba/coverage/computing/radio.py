"""Path losses and cell radii of a file of cases. No SQL query."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.computing.sheets import Row, read_rows, write_rows
from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.propagation.entry import EntryModel
from bawaba.coverage.propagation.links import BANDS, SS_RSRP_FLOOR_DBM, allowed_loss_db
from bawaba.coverage.propagation.pathloss import LIMITS, Condition, Scenario, compute_path_loss
from bawaba.coverage.propagation.radius import Link, Sight, find_radius

_SCENARIOS: Final = {"uma": "UMa", "umi": "UMi", "umistreetcanyon": "UMi", "umisc": "UMi", "rma": "RMa"}
_CONDITIONS: Final = {"los": "LOS", "nlos": "NLOS"}
_SIGHTS: Final = {**_CONDITIONS, "any": "any"}
_PLACES: Final = {"outdoor": "outdoor", "indoor": "indoor"}
_ENTRIES: Final = {"lowloss": "low-loss", "highloss": "high-loss"}
_YES_NO: Final = {"true": "true", "false": "false", "1": "true", "0": "false"}
PATH_LOSS_COLUMNS: Final = ("scenario", "fc_ghz", "condition", "d2d_m", "h_bs_m", "h_ut_m")
RADIUS_COLUMNS: Final = (
    "scenario", "condition", "band", "fc_ghz", "h_bs_m", "h_ut_m", "threshold_dbm", "allowed_loss_db",
    "edge_probability", "place", "depth_m", "entry_model", "spread_of_entry", "radius_m", "range_limited",
)  # fmt: skip
DEFAULT_EDGE_PROBABILITY: Final = 0.9
DEFAULT_DEPTH_M: Final = 10.0


def compute_path_losses(*, source: Path, target: Path) -> dict[str, object]:
    """Add `pl_db` and `in_range` to each row of a CSV file; outside a model's range `pl_db` is empty.

    raises: CoverageFileInvalid
    """
    rows = [_with_path_loss(row) for row in _read_some(source, PATH_LOSS_COLUMNS)]
    columns = dict.fromkeys([*rows[0], "pl_db", "in_range"])
    write_rows(target, rows, columns=list(columns))
    outside = sum(row["in_range"] == "false" for row in rows)
    return {"rows": len(rows), "out_of_range": outside, "output": str(target)}


def _with_path_loss(row: Row) -> dict[str, str]:
    fc_ghz, d2d_m, h_bs_m, h_ut_m = (_measure(row, name) for name in ("fc_ghz", "d2d_m", "h_bs_m", "h_ut_m"))
    loss = compute_path_loss(
        scenario=cast("Scenario", row.choice("scenario", _SCENARIOS)),
        condition=cast("Condition", row.choice("condition", _CONDITIONS)),
        fc_ghz=fc_ghz, d2d_m=d2d_m, h_bs_m=h_bs_m, h_ut_m=h_ut_m,
    ).item()  # fmt: skip
    known = not math.isnan(loss)
    return {**row.cells, "pl_db": f"{loss:.6f}" if known else "", "in_range": "true" if known else "false"}


def _measure(row: Row, column: str, default: float | None = None) -> float:
    """Return a length or a frequency: what is below zero is a fault, not a case beyond the model."""
    value = row.number(column, default)
    if value < 0:
        raise row.refuse(format_lazy(_("column {column} is negative"), column=column))
    return value


def _read_some(source: Path, needs: Sequence[str]) -> list[Row]:
    rows = list(read_rows(source, needs=needs))
    if not rows:
        raise CoverageFileInvalid(_("there is no row in it"), name=source.name)
    return rows


def compute_radii(*, source: Path, target: Path) -> dict[str, object]:
    """Add to each row of a CSV file how far its cell reaches, and every assumption that was made for it.

    A row names a scenario and a band (n28, n78, n258), or `fc_ghz` with `allowed_loss_db`. The rest may
    be left out: condition NLOS, the table's height of the station, a phone at 1.5 m outdoors, SS-RSRP of
    -110 dBm, 90 % at the edge; indoors 10 m deep behind a low-loss wall.
    raises: CoverageFileInvalid
    """
    rows = [_with_radius(row) for row in _read_some(source, ("scenario",))]
    columns = dict.fromkeys([*rows[0], *RADIUS_COLUMNS])
    write_rows(target, rows, columns=list(columns))
    limited = sum(row["range_limited"] == "true" for row in rows)
    return {"rows": len(rows), "range_limited": limited, "output": str(target)}


def _with_radius(row: Row) -> dict[str, object]:
    budget = _budget(row)
    link = _link(row, fc_ghz=float(budget["fc_ghz"]), allowed_db=float(budget["allowed_loss_db"]))
    try:
        reach = find_radius(link)
    except ValueError as error:
        reason = _("the model of this scenario does not hold for this frequency or these heights")
        raise row.refuse(reason) from error
    return {
        **row.cells,
        **budget,
        "scenario": link.scenario,
        "condition": link.sight,
        "h_bs_m": link.h_bs_m,
        "h_ut_m": link.h_ut_m,
        "edge_probability": link.edge_probability,
        "place": "outdoor" if link.depth_m is None else "indoor",
        "depth_m": "" if link.depth_m is None else link.depth_m,
        "entry_model": "" if link.depth_m is None else link.entry_model,
        "spread_of_entry": str(link.spread_of_entry).lower(),
        "radius_m": f"{reach.radius_m:.3f}",
        "range_limited": str(reach.range_limited).lower(),
    }


def _budget(row: Row) -> Mapping[str, str]:
    name = row.text("band")
    if name and name not in BANDS:
        reason = _("“{value}” in column {column} is not one of {choices}")
        raise row.refuse(format_lazy(reason, value=name, column="band", choices=", ".join(BANDS)))
    band = BANDS.get(name)
    if band is None:
        return {
            "fc_ghz": f"{_measure(row, 'fc_ghz'):g}", "threshold_dbm": "",
            "allowed_loss_db": f"{row.number('allowed_loss_db'):.3f}",
        }  # fmt: skip
    threshold = row.number("threshold_dbm", SS_RSRP_FLOOR_DBM)
    allowed = row.number("allowed_loss_db", allowed_loss_db(band=band, threshold_dbm=threshold))
    return {
        "fc_ghz": f"{_measure(row, 'fc_ghz', band.fc_ghz):g}", "threshold_dbm": f"{threshold:g}",
        "allowed_loss_db": repr(allowed),
    }  # fmt: skip


def _link(row: Row, *, fc_ghz: float, allowed_db: float) -> Link:
    scenario = cast("Scenario", row.choice("scenario", _SCENARIOS))
    edge = row.number("edge_probability", DEFAULT_EDGE_PROBABILITY)
    if not 0 < edge < 1:
        raise row.refuse(_("an edge probability lies between 0 and 1"))
    indoor = row.choice("place", _PLACES, "outdoor") == "indoor"
    return Link(
        scenario=scenario,
        sight=cast("Sight", row.choice("condition", _SIGHTS, "NLOS")),
        fc_ghz=fc_ghz,
        h_bs_m=_measure(row, "h_bs_m", LIMITS[scenario].default_h_bs_m),
        h_ut_m=_measure(row, "h_ut_m", 1.5),
        allowed_loss_db=allowed_db,
        edge_probability=edge,
        depth_m=_measure(row, "depth_m", DEFAULT_DEPTH_M) if indoor else None,
        entry_model=cast("EntryModel", row.choice("entry_model", _ENTRIES, "low-loss")),
        spread_of_entry=row.choice("spread_of_entry", _YES_NO, "false") == "true",
    )
