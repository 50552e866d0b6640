"""Read the configuration of an index: which stages, in which order, with which numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bawaba.assess.scoring.composite import spelling
from bawaba.assess.scoring.composite.aggregating import Aggregating
from bawaba.assess.scoring.composite.imputing import Imputing
from bawaba.assess.scoring.composite.normalising import Normalising
from bawaba.assess.scoring.composite.treating import Treatment
from bawaba.assess.scoring.composite.weighing import read_weights
from bawaba.assess.scoring.options import Options
from bawaba.assess.scoring.reading import Document
from bawaba.assess.types import Fault, Json, Path, Refused


@dataclass(frozen=True, slots=True)
class Denominating:
    """Which denominator divides which indicator, iMeta's where it says nothing; and factors of the results."""

    by: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Screening:
    """Which units stay: those with at least this share of values, and of values that are not zero.

    forced: unit → whether it stays whatever its values
    """

    available: float = 2 / 3
    nonzero: float = 0.0
    forced: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Treating:
    """How outliers are treated. apart: indicator → its own treatment, None for none."""

    all: Treatment = field(default_factory=Treatment)
    apart: Mapping[str, Treatment | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NormalisingStage:
    """How indicators are normalised. apart: indicator → its own method."""

    all: Normalising = field(default_factory=Normalising)
    apart: Mapping[str, Normalising] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the uncertainty analysis varies.

    noise:   share by which weights move up and down at random
    lost:    share of normalised values that are taken away at random
    choices: stage → the stages that may stand in its place, each as likely as the others
    """

    replicates: int = 1000
    seed: int = 1
    noise: float = 0.25
    lost: float = 0.0
    choices: Mapping[str, tuple["Stage", ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Levels:
    """Names of levels of the index: the first below every bound, the next from each bound on."""

    bounds: tuple[float, ...]
    names: tuple[str, ...]


Stage = Denominating | Screening | Imputing | Treating | NormalisingStage | Aggregating


@dataclass(frozen=True, slots=True)
class Configuration:
    """An index's stages in their order; its uncertainty analysis and its levels where they are asked."""

    stages: tuple[tuple[str, Stage], ...]
    doubts: Doubts | None = None
    levels: Levels | None = None


def read_configuration(document: Document) -> Configuration:
    """Return the configuration that a document spells. A stage of `false` or `none` is left out.

    But for normalising, where `none` keeps the scale and applies the directions.

    raises: Refused, each fault with its line
    """
    if not isinstance(document.value, Mapping):
        raise Refused(document.fault("not-a-map", ()))
    faults: list[Fault] = []
    given = _given(document, faults)
    stages = {
        name: _READERS[name](Options(document, path, spelling.unwrap(value), faults))
        for name, (path, value) in given.items()
        if name in _READERS
    }
    weighed = stages.get("aggregate")
    if "weights" in given and isinstance(weighed, Aggregating):
        path, value = given["weights"]
        options = Options(document, path[:-1], None, faults)
        stages["aggregate"] = replace(weighed, weights=read_weights(options, path[-1:], value))
    doubts = None
    if "uncertainty" in given:
        doubts = _doubts(document, *given["uncertainty"], faults, stages)
        if not {"aggregate", "normalise"} <= stages.keys():
            faults.append(document.fault("needs-stages", ("uncertainty",), "normalise, aggregate"))
    levels = _levels(Options(document, *given["levels"], faults)) if "levels" in given else None
    if faults:
        raise Refused(*faults)
    return Configuration(tuple(stages.items()), doubts, levels)


def _levels(options: Options) -> Levels:
    bounds = options.numbers(("bounds",), ())
    _name, names = options.find("names")
    if list(bounds) != sorted(set(bounds)) or not bounds:
        options.fault("bad-bounds", ("bounds",), list(bounds))
    if not isinstance(names, list) or len(names) != len(bounds) + 1:
        options.fault("row-length", ("names",), f"{len(bounds) + 1}")
        names = []
    options.finish()
    return Levels(bounds, tuple(map(str, names)))


def _given(document: Document, faults: list[Fault]) -> dict[str, tuple[Path, Json]]:
    """Return the stages that are asked, each with where it stands and what it says."""
    given: dict[str, tuple[Path, Json]] = {}
    for path, key, value in _stages(document, faults):
        name = spelling.NAMES.get(key.lower())
        if name is None:
            faults.append(document.fault("unknown-stage", path, key))
        elif name in given:
            faults.append(document.fault("name-twice", path, key))
        elif value is not False and (value != "none" or name == "normalise"):
            given[name] = (path, value)
    return given


def _stages(document: Document, faults: list[Fault]) -> list[tuple[Path, str, Json]]:
    """Return (path, name, value) of each stage, from a map or from a list of maps under `stages`."""
    value = document.value
    listed = value.get("stages")
    if not isinstance(listed, list):
        return [((name,), name, one) for name, one in value.items()]
    found: list[tuple[Path, str, Json]] = []
    for place, item in enumerate(listed):
        if isinstance(item, Mapping):
            found += [(("stages", place, name), name, one) for name, one in item.items()]
        elif isinstance(item, str):
            found.append((("stages", place), item, None))
        else:
            faults.append(document.fault("not-a-map", ("stages", place), item))
    return [*found, *(((name,), name, one) for name, one in value.items() if name != "stages")]


def _denominate(options: Options) -> Denominating:
    _name, by = options.find("by", "denominators", "denomby", "method")
    _name, factors = options.find("factors", "scale", "scale_factors")
    options.finish()
    return Denominating(
        by={str(code): str(one) for code, one in by.items()} if isinstance(by, Mapping) else {},
        factors={
            str(code): options.one_number(one, ("factors", code))
            for code, one in (factors.items() if isinstance(factors, Mapping) else ())
        },
    )


def _screen(options: Options) -> Screening:
    name = ("threshold", "dat_thresh", "availability", "min_availability", "available", "data_availability",
            "value", "share", "min", "minimum", "least", "min_share", "cutoff", "minimum_availability",
            "min_data_availability", "availability_threshold", "dat_avail")  # fmt: skip
    how = options.text(("method", "unit_screen"), "byNA").lower().replace("-", "").replace("_", "")
    _name, forced = options.find("forced", "force", "Force")
    found = Screening(
        available=options.number(name, 2 / 3, 0, 1) if how != "byzeros" else 0.0,
        nonzero=options.number(("nonzero", "nonzero_thresh"), 0.05, 0, 1) if "zero" in how else 0.0,
        forced={str(unit): bool(one) for unit, one in forced.items()} if isinstance(forced, Mapping) else {},
    )
    options.find("nonzero", "nonzero_thresh")
    if how not in ("byna", "byzeros", "bynaandzeros", "availability", "dataavailability"):
        options.fault("unknown-method", ("method",), how)
    options.finish()
    return found


def _impute(options: Options) -> Imputing:
    group = options.text(("group", "use_group", "by_group", "grouping", "group_by", "groups", "group_column"))
    by = options.text(("by", "impute_by"), "column")
    group = group or ("" if by in ("column", "row") else by)
    method = options.word(("method", "f_i"), spelling.IMPUTE, "mean")
    if group and method in ("mean", "median"):
        method = f"group-{method}"
    if method.startswith("group") and not group:
        options.fault("no-group", ("method",), method)
    _name, scaled = options.find("normalise_first", "scaled")
    found = Imputing(
        method=method,
        group=group,
        by_row=by == "row",
        level=int(options.number(("level", "group_level"), 0, 0, 20)),
        scaled=scaled if isinstance(scaled, bool) else None,
        nearest=int(options.number(("k", "nearest", "neighbours", "neighbors"), 5, 1, 1000)),
    )
    options.finish()
    return found


def _treat(options: Options) -> Treating:
    _name, apart = options.find("indicators", "indiv_specs", "apart")
    everything = _treatment(options, Treatment())
    own: dict[str, Treatment | None] = {}
    for code, value in (apart or {}).items() if isinstance(apart, Mapping) else ():
        inside = options.inside(("indicators", code), spelling.unwrap(value))
        own[code] = None if value in ("none", False) else _treatment(inside, everything)
    return Treating(everything, own)


def _treatment(options: Options, default: Treatment) -> Treatment:
    options.word(("method",), spelling.TREAT, "both")
    options.word(("f1",), spelling.WINSORISE, "winsorise")
    options.word(("f_pass",), spelling.CHECK, "skew-kurtosis")
    without = "f2" in options.given and options.given["f2"] is None
    names = ("winsorise", "winmax", "points", "max_points", "winsorize", "winsorise_max", "value", "max",
             "max_winsorised", "winsorise_points", "limit", "max_winsorise", "n_points", "n")  # fmt: skip
    name, points = options.find(*names)
    limited = name not in options.given or points is not None
    found = Treatment(
        points=int(options.number(names, default.points or 0, 0, 1_000_000)) if limited else None,
        skewness=options.number(
            ("skewness", "skew", "skew_thresh", "max_skew", "max_skewness", "skewness_threshold"),
            default.skewness,
        ),
        kurtosis=options.number(
            ("kurtosis", "kurt", "kurt_thresh", "max_kurtosis", "kurtosis_threshold"), default.kurtosis
        ),
        then=options.word(
            ("then", "log", "transform", "f2", "else", "otherwise", "fallback"),
            spelling.THEN,
            "none" if without else default.then,
        ),
        combine=options.flag(("combine", "combine_treat"), default.combine),
        force=options.flag(("force", "force_win"), default.force),
    )
    options.finish()
    return found


def _normalise(options: Options) -> NormalisingStage:
    _name, apart = options.find("indicators", "indiv_specs", "apart")
    everything = _normalising(options)
    own = {
        code: _normalising(options.inside(("indicators", code), spelling.unwrap(value)))
        for code, value in (apart.items() if isinstance(apart, Mapping) else ())
    }
    return NormalisingStage(everything, own)


def _normalising(options: Options) -> Normalising:
    method = options.word(("method", "f_n"), spelling.NORMALISE, "min-max")
    factor = 100.0 if method == "scaled" else 1.0
    low, high, factor, directed = _bounds(options, factor)
    mean, deviation = options.numbers(("m_sd",), (0.0, 1.0), 2)
    name, target = options.find("target", "targ")
    target = None if target in spelling.FROM_META else target
    found = Normalising(
        method=method,
        low=options.number(("low", "lower", "min"), low),
        high=options.number(("high", "upper", "max"), high),
        mean=options.number(("mean",), mean),
        deviation=options.number(("sd", "std", "deviation", "standard_deviation"), deviation, 0),
        target=None if target is None else options.one_number(target, (name,)),
        capped=options.flag(("capped", "cap", "cap_max"), False),
        reference=options.text(("reference", "ref", "unit", "iref")),
        factor=options.number(("factor", "scale_factor"), factor),
        from_meta=options.text(("parameters", "f_n_para")) in spelling.FROM_META,
        directed=directed or name == "targ",
        clipped=options.flag(("trunc2posts", "clipped"), True),
    )
    if method == "distance-to-reference" and not found.reference:
        options.fault("no-reference", ("method",), method)
    options.finish()
    return found


def _bounds(options: Options, factor: float) -> tuple[float, float, float, bool]:
    """Return low, high, factor, and whether they are COINr's goalposts, meant for the directed series."""
    _name, posts = options.find("gposts")
    if posts is not None:
        low, high, factor = options.numbers(("gposts",), (0.0, 100.0, 1.0), 3)
        return low, high, factor, True
    names = ("range", "l_u", "bounds", "npara", "scale", "to")
    low, high = options.numbers(names, (0.0, 100.0), 2)
    return low, high, factor, False


def _aggregate(options: Options) -> Aggregating:
    name, weights = options.find("weights", "w")
    found = Aggregating(
        methods=options.words(
            ("method", "methods", "f_ag", "levels", "by_level"), spelling.AGGREGATE, "arithmetic"
        ),
        needed=options.numbers(("needed", "dat_thresh", "availability", "threshold"), (0.0,)),
        weights={} if weights is None else read_weights(options, (name,), weights),
    )
    options.finish()
    return found


def _doubts(
    document: Document, path: Path, value: Json, faults: list[Fault], stages: Mapping[str, Stage]
) -> Doubts:
    options = Options(document, path, value, faults)
    choices: dict[str, tuple[Stage, ...]] = {}
    for name in ("impute", "treat", "normalise", "aggregate"):
        key, alternatives = options.find(name, *(["normalize"] if name == "normalise" else []))
        if alternatives is None:
            continue
        values = alternatives if isinstance(alternatives, list) else [alternatives]
        if name not in stages:
            options.fault("needs-stages", (key,), name)
        found = [
            _READERS[name](Options(document, (*path, key, place), spelling.unwrap(one), faults))
            for place, one in enumerate(values)
        ]
        choices[name] = tuple(_like(one, stages.get(name)) for one in found)
    found_doubts = Doubts(
        replicates=int(
            options.number(
                ("replicates", "n", "N", "replications", "runs", "value", "iterations", "samples"),
                1000,
                2,
                100_000,
            )
        ),
        seed=int(options.number(("seed",), 1, 0, 2**63)),
        noise=options.number(
            ("weights", "noise", "weight_noise", "weights_noise", "perturbation"), 0.25, 0, 1
        ),
        lost=options.number(("missing", "lost"), 0.0, 0, 0.9),
        choices=choices,
    )
    options.finish()
    return found_doubts


def _like(stage: Stage, nominal: Stage | None) -> Stage:
    """Return an alternative of aggregation with the weights of the nominal one."""
    if isinstance(stage, Aggregating) and isinstance(nominal, Aggregating) and not stage.weights:
        return replace(stage, weights=nominal.weights)
    return stage


_READERS: Final[Mapping[str, Callable[[Options], Stage]]] = {
    "denominate": _denominate, "screen": _screen, "impute": _impute, "treat": _treat,
    "normalise": _normalise, "aggregate": _aggregate,
}  # fmt: skip
