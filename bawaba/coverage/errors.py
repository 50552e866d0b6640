"""Refusals of coverage."""

from collections.abc import Mapping
from typing import ClassVar, Final, Protocol

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.kernel.errors import Conflict, InvalidInput, NotFound, Text

MOST_MB: Final = 50


class Verdict(Protocol):
    """What the check of a map by known places found (`rules.placing`)."""

    @property
    def tried(self) -> int: ...
    @property
    def inside(self) -> int: ...
    @property
    def fault(self) -> str: ...
    @property
    def east_m(self) -> float: ...
    @property
    def north_m(self) -> float: ...


class CoverageFileInvalid(InvalidInput):
    """A file cannot be read as what it should be; its line is named where one is known."""

    code: ClassVar[str] = "coverage-file-invalid"
    message: ClassVar[Text] = _("This file cannot be read.")
    hint: ClassVar[Text] = _("Mend the file and try again. Nothing was imported or written.")

    def __init__(self, reason: Text, *, name: str = "", line: int | None = None) -> None:
        place = name if line is None else format_lazy(_("{name}, line {line}"), name=name, line=line)
        told = format_lazy(_("{place}: {reason}"), place=place, reason=reason)
        super().__init__(
            told if name or line is not None else reason
        )  # a lazy text is not asked: no language yet
        self.line = line


class TooLargeForPage(CoverageFileInvalid):
    """A file is larger than what is taken through a page or over HTTP."""

    code: ClassVar[str] = "coverage-file-too-large"

    def __init__(self, *, name: str = "") -> None:
        reason = _("it is larger than {most} MB; larger files are imported by command")
        super().__init__(format_lazy(reason, most=MOST_MB), name=name)


class PlanInvalid(InvalidInput):
    """A plan is asked for that makes no sense."""

    code: ClassVar[str] = "coverage-plan-invalid"
    message: ClassVar[Text] = _("This plan cannot be computed.")
    hint: ClassVar[Text] = _("Change what was asked and try again.")


class MapMisplaced(CoverageFileInvalid):
    """Known places do not lie where this map says; what would repair it is told where it is known."""

    code: ClassVar[str] = "coverage-map-misplaced"
    message: ClassVar[Text] = _("This map does not lie where it should.")
    hint: ClassVar[Text] = _("Export it again in WGS84 (EPSG:4326). Nothing was imported.")

    def __init__(self, verdict: Verdict, *, name: str) -> None:
        away = format_lazy(
            _(
                "only {inside} of {tried} known places lie in the area of their name; it lies about {km} km {side}"
            ),
            inside=verdict.inside,
            tried=verdict.tried,
            km=round(max(abs(verdict.east_m), abs(verdict.north_m)) / 1000),
            side=_SIDES[_side_of(verdict.east_m, verdict.north_m)],
        )
        fault = _FAULTS[verdict.fault]
        super().__init__(format_lazy("{away}{stop} {fault}", away=away, stop=".", fault=fault), name=name)
        self.verdict = verdict


class LayerMisplaced(CoverageFileInvalid):
    """People or coverage lie away from where people live, and what would repair it is known."""

    code: ClassVar[str] = "coverage-layer-misplaced"
    hint: ClassVar[Text] = _("Export it again in WGS84 (EPSG:4326). Nothing was imported.")

    def __init__(self, fault: str, east_m: float, north_m: float, *, name: str) -> None:
        away = format_lazy(
            _("it fits where people live only once it is moved; it lies about {km} km {side}"),
            km=round(max(abs(east_m), abs(north_m)) / 1000), side=_SIDES[_side_of(east_m, north_m)],
        )  # fmt: skip
        told = _FAULTS["swapped"] if fault == "swapped" else format_lazy(
            "{away}{stop} {fault}", away=away, stop=".", fault=_FAULTS[fault]
        )  # fmt: skip
        super().__init__(told, name=name)


def _side_of(east_m: float, north_m: float) -> str:
    if abs(north_m) >= abs(east_m):
        return "north" if north_m > 0 else "south"
    return "east" if east_m > 0 else "west"


_SIDES: Mapping[str, Text] = {
    "north": _("too far north"),
    "south": _("too far south"),
    "east": _("too far east"),
    "west": _("too far west"),
}
_FAULTS: Mapping[str, Text] = {
    "": "",
    "swapped": _("Longitude and latitude are swapped."),
    "web-mercator-read-as-world": _(
        "It was written in Web Mercator (EPSG:3857) and read as World Mercator (EPSG:3395)."
    ),
    "world-mercator-read-as-web": _(
        "It was written in World Mercator (EPSG:3395) and read as Web Mercator (EPSG:3857)."
    ),
    "shifted": _("It is shifted, or written in another projection than it says."),
}


class PeopleDoNotAddUp(CoverageFileInvalid):
    """The people of a layer are far from the census."""

    code: ClassVar[str] = "coverage-people-do-not-add-up"
    message: ClassVar[Text] = _("The people of this layer do not add up to the census.")


class AreasMissing(InvalidInput):
    """Something needs the areas of the country, and none are there."""

    code: ClassVar[str] = "coverage-areas-missing"
    message: ClassVar[Text] = _("The areas of the country are not there yet.")
    hint: ClassVar[Text] = _("Import them first: bawaba coverage import-areas.")


class AreasChangedMeanwhile(Conflict):
    """The areas were replaced while a file was read that must be placed in them."""

    code: ClassVar[str] = "coverage-areas-changed"
    message: ClassVar[Text] = _("The areas of the country were replaced while this file was read.")
    hint: ClassVar[Text] = _("Send the file again. Nothing was imported.")


class CoveragePlaceNotFound(NotFound):
    """No area, scenario, target or challenge has that name."""

    code: ClassVar[str] = "coverage-not-found"


class TargetSetInvalid(InvalidInput):
    """Targets are incomplete, or two of them are for one day."""

    code: ClassVar[str] = "coverage-targets-invalid"
    message: ClassVar[Text] = _("Targets need days that differ, each with a share above 0 and up to 1.")


class TargetSetKept(Conflict):
    """Targets are never changed: a later source adds its own."""

    code: ClassVar[str] = "coverage-targets-kept"
    message: ClassVar[Text] = _("These targets are there already and are never changed.")
    hint: ClassVar[Text] = _("Add the new ones under another key, with their own source.")


class PlanningOver(Conflict):
    """A plan that is asked for is not in the state that this step needs."""

    code: ClassVar[str] = "coverage-planning-over"
    message: ClassVar[Text] = _("This plan is no longer at this step.")
    hint: ClassVar[Text] = _("Open it again to see where it stands.")


class PlanKept(Conflict):
    """Plans are never changed: another one has its own key."""

    code: ClassVar[str] = "coverage-plan-kept"
    message: ClassVar[Text] = _("A plan of that name is there already.")
    hint: ClassVar[Text] = _("Choose another key.")


class ChallengeOver(Conflict):
    """The challenge is not in the state that this step needs."""

    code: ClassVar[str] = "coverage-challenge-over"
    message: ClassVar[Text] = _("This challenge is no longer at this step.")
    hint: ClassVar[Text] = _("Open it again to see where it stands.")


class ChallengeInvalid(InvalidInput):
    """A challenge is incomplete."""

    code: ClassVar[str] = "coverage-challenge-invalid"
    message: ClassVar[Text] = _("This challenge cannot be sent yet.")
