"""The names under which the field and COINr know stages and methods, each beside the word that is meant here."""

from collections.abc import Mapping
from typing import Final

from bawaba.assess.types import Json

STAGES: Final = ("denominate", "impute", "screen", "treat", "normalise", "aggregate")
NAMES: Final[Mapping[str, str]] = {
    **{name: name for name in (*STAGES, "results", "uncertainty", "weights", "levels")},
    "normalize": "normalise", "sensitivity": "uncertainty", "denomination": "denominate",
    "imputation": "impute", "screening": "screen", "treatment": "treat", "normalisation": "normalise",
    "normalization": "normalise", "aggregation": "aggregate",
}  # fmt: skip
IMPUTE: Final[Mapping[str, str]] = {
    "none": "none", "mean": "mean", "i": "mean", "median": "median", "i-median": "median",
    "i-mean": "mean", "group": "group-mean", "group-mean": "group-mean", "i-mean-grp": "group-mean",
    "mean-group": "group-mean", "mean-by-group": "group-mean", "grouped": "group-mean",
    "by-group": "group-mean", "median-by-group": "group-median", "median-group": "group-median",
    "group-median": "group-median", "i-median-grp": "group-median", "k-nearest-neighbour": "nearest",
    "knn": "nearest", "k-nearest": "nearest", "nearest": "nearest", "k-nearest-neighbours": "nearest",
    "k-nearest-neighbors": "nearest",
}  # fmt: skip
NORMALISE: Final[Mapping[str, str]] = {
    "none": "none", "min-max": "min-max", "minmax": "min-max", "n-minmax": "min-max",
    "z-score": "z-score", "zscore": "z-score", "n-zscore": "z-score", "standardise": "z-score",
    "rank": "rank", "ranks": "rank", "n-rank": "rank", "borda": "borda", "n-borda": "borda",
    "percentile-rank": "percentile-rank", "percentile": "percentile-rank", "prank": "percentile-rank",
    "z": "z-score", "percent-rank": "percentile-rank", "pct-rank": "percentile-rank", "borda-count": "borda",
    "borda-score": "borda", "borda-scores": "borda", "distance-from-best": "distance-to-best",
    "best": "distance-to-best", "dist-to-best": "distance-to-best", "dist-to-target": "distance-to-target",
    "target": "distance-to-target", "dist-to-reference": "distance-to-reference",
    "distance-to-ref": "distance-to-reference", "n-prank": "percentile-rank", "percentile-ranks": "percentile-rank",
    "distance-to-best": "distance-to-best", "distance-to-max": "distance-to-best",
    "distance-to-maximum": "distance-to-best", "dist-to-max": "distance-to-best", "dist2max": "distance-to-best",
    "n-dist2max": "distance-to-best", "dist2best": "distance-to-best",
    "distance-to-reference": "distance-to-reference", "dist2ref": "distance-to-reference",
    "n-dist2ref": "distance-to-reference", "distance-to-target": "distance-to-target",
    "dist2targ": "distance-to-target", "n-dist2targ": "distance-to-target",
    "dist2target": "distance-to-target", "share-of-best": "share-of-best", "fracmax": "share-of-best",
    "n-fracmax": "share-of-best", "fraction-of-max": "share-of-best", "scaled": "scaled",
    "n-scaled": "scaled", "goalposts": "goalposts", "n-goalposts": "goalposts",
}  # fmt: skip
AGGREGATE: Final[Mapping[str, str]] = {
    "arithmetic": "arithmetic", "mean": "arithmetic", "a-amean": "arithmetic", "amean": "arithmetic",
    "weighted-arithmetic": "arithmetic", "am": "arithmetic", "gm": "geometric", "hm": "harmonic",
    "weighted-geometric": "geometric", "weighted-harmonic": "harmonic", "geometric": "geometric", "a-gmean": "geometric", "gmean": "geometric",
    "harmonic": "harmonic", "a-hmean": "harmonic", "hmean": "harmonic",
}  # fmt: skip
THEN: Final[Mapping[str, str]] = {
    "none": "none", "false": "none", "log": "log-ct", "true": "log-ct", "log-ct": "log-ct",
    "log-ct-plus": "log-ct-plus", "log-ct-orig": "log-ct-orig",
}  # fmt: skip
TREAT: Final[Mapping[str, str]] = {
    name: "both"
    for name in ("both", "winsorise", "winsorize", "winsorise-log", "winsorise-then-log", "skew-kurtosis",
                 "skew-kurt", "check-skewkurt", "coinr", "default", "win-log", "winsorise-or-log",
                 "winsorise-else-log", "winsor", "winsorisation")
}  # fmt: skip

FROM_META: Final = ("use_iMeta", "meta", "iMeta", "Target")
"""Words that send to iMeta's own columns for the numbers of each indicator."""
WRAPPED: Final = {
    "global_specs", "f_n_para", "f_i_para", "f1_para", "f2_para", "f_pass_para", "f_ag_para", "winsorise",
    "winsorize", "parameters", "params",
}  # fmt: skip
"""Options whose map stands for its own entries: COINr's lists of parameters inside of lists."""
SPELT_OUT: Final = {"na.rm", "write_to", "dset", "out2", "warn_on_NAs"}
"""Options of COINr that say nothing here: what is missing is always left out of a statistic."""
PER_LEVEL: Final = {"method", "methods", "f_ag", "levels", "by_level"}
"""Options that may be a map from the levels, in their order, to words."""
WINSORISE: Final[Mapping[str, str]] = {"winsorise": "winsorise", "winsorize": "winsorise"}
CHECK: Final[Mapping[str, str]] = {"check-skewkurt": "skew-kurtosis"}


def unwrap(value: Json) -> Json:
    """Return a stage's options without the maps that only group them."""
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Json] = {}
    for name, one in value.items():
        if isinstance(one, Mapping) and name in WRAPPED:
            inner = unwrap(one)
            found |= inner if isinstance(inner, Mapping) else {}
        elif isinstance(one, Mapping) and name in PER_LEVEL:
            found[name] = list(one.values())
        elif name not in SPELT_OUT:
            found[name] = one
    return found
