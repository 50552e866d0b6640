"""Every stage of an index against what COINr's own functions gave, at 1e-9 (data/SOURCES.md)."""

import csv
import io
import json
from pathlib import Path

import pytest

from bawaba.assess.queries import compute_index
from bawaba.assess.tests.shared_data import shared_text
from bawaba.assess.types import Json

CASES = json.loads((Path(__file__).parent / "data" / "coinr.json").read_text(encoding="utf-8"))["cases"]
EXAMPLE = CASES[0]
COINRS_OWN_WORDS = """
denominate: {}
impute: {f_i: i_mean_grp, use_group: EurAsia_group}
screen: {unit_screen: byNA, dat_thresh: 0.9}
treat: {global_specs: {f1: winsorise, f1_para: {winmax: 5, na.rm: true}, f2: log_CT, f_pass: check_SkewKurt}}
normalise: {global_specs: {f_n: n_minmax, f_n_para: {l_u: [0, 100]}}}
aggregate: {f_ag: {2: a_amean, 3: a_amean, 4: a_amean}}
"""

OTHER_WORDS = """
denomination: true
imputation: {method: mean, group: EurAsia_group}
screening: {min_data_availability: 0.9}
treatment: {winsorise: {max_points: 5}, skewness: 2, kurtosis: 3.5, log: true}
normalisation: {method: min_max, low: 0, high: 100}
aggregation: {by_level: [arithmetic, arithmetic, arithmetic]}
"""


def asem(configuration: str, change: tuple[str, str] = ("", "")) -> dict[str, dict[str, dict[str, str]]]:
    """Return stage → unit → code → cell."""
    meta, data = (shared_text(f"governance/coinr/asem_{name}.csv") for name in ("iMeta", "iData"))
    files = compute_index(data=data.replace(*change, 1), meta=meta, configuration=configuration).files
    return {
        name: {row["uCode"]: row for row in csv.DictReader(io.StringIO(text))} for name, text in files.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["configuration"].splitlines()[-2][:40])
def test_every_stage_is_coinrs(case: Json) -> None:
    found = asem(str(case["configuration"]))
    for stage, expected in case["stages"].items():
        assert len(found[stage]) == expected["units"]
        for unit, code, value in expected["cells"]:
            cell = found[stage][unit][code]
            same = cell == "" if value is None else float(cell) == pytest.approx(value, rel=1e-9, abs=1e-13)
            assert same, (stage, unit, code, cell, value)


@pytest.mark.parametrize("words", [COINRS_OWN_WORDS, OTHER_WORDS])
def test_other_words_spell_the_same_index(words: str) -> None:
    assert asem(words) == asem(EXAMPLE["configuration"])


def test_a_unit_whose_group_is_not_known_is_imputed_from_nobody() -> None:
    grouped = "impute: {method: group-mean, group: EurAsia_group}\n"
    laos = next(
        line for line in shared_text("governance/coinr/asem_iData.csv").splitlines() if '"LAO"' in line
    )
    unknown = asem(grouped, (laos, laos.replace('"Asia"', "NA")))["imputed"]["LAO"]
    assert [code for code, cell in unknown.items() if not cell][:4] == [
        "ConSpeed",
        "ForPort",
        "Pat",
        "CultServ",
    ]
    assert all(asem(grouped)["imputed"]["LAO"].values())
