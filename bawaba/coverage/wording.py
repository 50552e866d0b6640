"""Words that pages say for values: never a raw code on the screen."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]
BASES: Final[Words] = {
    "planned": _("Planned"), "declared": _("Declared by operators"), "measured": _("Measured"),
}  # fmt: skip
PLACES: Final[Words] = {"outdoor": _("outdoors"), "indoor": _("indoors"), "": "–"}
SETTINGS: Final[Words] = {"urban": _("urban communes"), "rural": _("rural communes"), "": _("everybody")}
STATUSES: Final[Words] = {
    "reached": _("Reached"), "missed": _("Missed"), "on-course": _("On course"), "at-risk": _("At risk"),
    "late": _("Late"), "unknown": _("Not known yet"),
}  # fmt: skip
STATUS_KINDS: Final[Mapping[str, str]] = {
    "reached": "success", "on-course": "success", "at-risk": "warning", "late": "error", "missed": "error",
    "unknown": "plain",
}  # fmt: skip
KINDS: Final[Words] = {
    "no-network": _("There is no 5G, although it is declared"),
    "weak": _("5G is there, but it often fails"),
    "better": _("5G is there, although it is not declared"),
}
STATES: Final[Words] = {
    "open": _("Waits for the operator’s answer"), "answered": _("Waits for the decision"),
    "upheld": _("Decided: you are right"), "rejected": _("Decided: the declaration stands"),
    "withdrawn": _("Taken back"),
}  # fmt: skip
STRATA: Final[Words] = {
    "host-city": _("People of host cities"), "urban": _("People of urban communes"),
    "rural": _("People of rural communes"), "poor": _("People where illiteracy is highest"),
}  # fmt: skip
BINDING: Final[Words] = {
    "quota:host-city": _("quota of host cities"), "quota:urban": _("quota of urban communes"),
    "quota:rural": _("quota of rural communes"), "quota:poor": _("quota where illiteracy is highest"),
    "sites-a-year": _("sites that can be built in a year"), "budget-a-year": _("budget of a year"),
}  # fmt: skip
LAYERS: Final[Words] = {
    "areas": _("Areas and census"), "people": _("Where people live"), "sites": _("Sites"),
    "declared": _("Declared by operators"), "measured": _("Measured"),
}  # fmt: skip
LEVELS: Final[Words] = {
    "region": _("Region"), "province": _("Province or prefecture"), "commune": _("Commune"),
}  # fmt: skip
FORMS: Final[Words] = {
    "csv": "CSV", "geojson": "GeoJSON", "gpkg": "GeoPackage", "parquet": "GeoParquet",
}  # fmt: skip
