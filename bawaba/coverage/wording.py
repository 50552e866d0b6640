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
SETTINGS: Final[Words] = {"urban": _("urban areas"), "rural": _("rural areas"), "": _("everybody")}
STATUSES: Final[Words] = {
    "reached": _("Reached"), "missed": _("Missed"), "on-course": _("On course"), "at-risk": _("At risk"),
    "late": _("Behind the target"), "unknown": _("Not known yet"),
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
    "host-city": _("People of places that come first"), "urban": _("People of urban areas"),
    "rural": _("People of rural areas"), "poor": _("People where illiteracy is highest"),
}  # fmt: skip
BINDING: Final[Words] = {
    "quota:host-city": _("share of places that come first"), "quota:urban": _("share of urban areas"),
    "quota:rural": _("share of rural areas"), "quota:poor": _("share where illiteracy is highest"),
    "sites-a-year": _("sites that can be built in a year"), "budget-a-year": _("budget of a year"),
}  # fmt: skip
WISHES: Final[Words] = {
    "first": _("places that come first"), "quota:host-city": _("share of places that come first"),
    "quota:urban": _("share of urban areas"), "quota:rural": _("share of rural areas"),
    "quota:poor": _("share where illiteracy is highest"),
}  # fmt: skip
LAYERS: Final[Words] = {
    "areas": _("Areas and census"), "people": _("Where people live"), "sites": _("Sites"),
    "declared": _("Declared by operators"), "measured": _("Measured"),
}  # fmt: skip
SENT_KINDS: Final[Words] = {
    "declared": _("Coverage that an operator declares"), "measured": _("Measurements"),
    "people": _("Where people live"), "sites": _("Sites"),
}  # fmt: skip
ARRIVALS: Final[Words] = {
    "waiting": _("Waits for its turn"), "running": _("Being read"), "done": _("Brought in"),
    "refused": _("Not taken: nothing of it was kept"),
}  # fmt: skip
ARRIVAL_KINDS: Final[Mapping[str, str]] = {
    "waiting": "plain", "running": "info", "done": "success", "refused": "error",
}  # fmt: skip
ARRIVAL_STEPS: Final[Words] = {
    "": _("The file has arrived"), "reading": _("Reading the file"), "checking": _("Checking places and totals"),
    "writing": _("Writing the figures and counting the shares"),
}  # fmt: skip
COUNTRY_WORDS: Final[Words] = {
    "region": _("Region"), "province": _("District"), "commune": _("Municipality"),
    "regions": _("Regions"), "provinces": _("Districts"), "communes": _("Municipalities"),
    "first-title": _("Places that come first"), "first-lead": _("These places get 5G before the others."),
    "first-days": _("Days on which many people come"),
    "modelled": _("Some of these figures are modelled or made up. Plans and shares built on them are examples."),
}  # fmt: skip
"""What a country that does not say otherwise (`models.Country`) calls its areas and what comes first."""
FORMS: Final[Words] = {
    "csv": "CSV", "geojson": "GeoJSON", "gpkg": "GeoPackage", "parquet": "GeoParquet",
}  # fmt: skip
