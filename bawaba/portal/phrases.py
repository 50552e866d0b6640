"""Words for audiences, channels, days, territories, and for how sure we are. Figures are in ui."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from bawaba.catalogue.types import ServiceRecord
from bawaba.portal.types import Trust

AUDIENCES: Final = {
    "citizen": _("Citizens"),
    "business": _("Businesses"),
    "institution": _("Public institutions"),
}
AUDIENCE_SUMMARIES: Final = {
    "citizen": _("Identity papers, family, health, school, housing, driving, living abroad."),
    "business": _("Start a business, run it, trade abroad, take part in public contracts."),
    "institution": _("What administrations and public bodies ask of one another."),
}
CHANNELS: Final = {
    "online": _("Online"),
    "office": _("At the office"),
    "phone": _("By phone"),
    "consulate": _("At the consulate"),
    "post": _("By post"),
    "mobile": _("On a mobile application"),
}
CHANNEL_ICONS: Final = {
    "online": "globe",
    "office": "map-pin",
    "phone": "phone",
    "consulate": "flag",
    "post": "mail",
    "mobile": "smartphone",
}
SHORT_TRUST: Final = {
    "official": _("Official page – to be confirmed with the administration"),
    "press": _("Press or guide – to be confirmed with the administration"),
    "general-knowledge": _("General knowledge – to be confirmed with the administration"),
    "verified": _("Confirmed by the administration"),
}
TRUST_SENTENCES: Final = {
    "official": _(
        "These facts were read on a page of an official site. The administration has not confirmed them yet."
    ),
    "press": _(
        "These facts were read in the press or in a private guide. No official page was found. "
        "The administration has not confirmed them yet."
    ),
    "general-knowledge": _(
        "This service exists, but we have not read any page about it. Only its name and the administration "
        "in charge are given. Ask that administration before you go."
    ),
    "verified": _("The administration in charge has confirmed these facts."),
}
TRUST_NAMES: Final = {
    "official": _("Official page"),
    "press": _("Press or guide"),
    "general-knowledge": _("General knowledge"),
    "verified": _("Confirmed"),
}
LANGUAGE_NAMES: Final = {
    "ar": _("Arabic"),
    "fr": _("French"),
    "en": _("English"),
    "zgh": _("Tamazight"),
    "darija": _("Darija"),
    "darija-latn": _("Darija in Latin letters"),
}
NEWS_KINDS: Final = {"service-added": _("New"), "service-changed": _("Changed")}
TERRITORY_KINDS: Final = {
    "country": _("Country"),
    "region": _("Region"),
    "province": _("Province"),
    "prefecture": _("Prefecture"),
    "commune": _("Commune"),
}
REPORTS: Final = {
    "wrong": {
        "title": _("Is something wrong here?"),
        "explanation": _("Say what is wrong or missing. Those who look after the page read every report."),
    },
    "document": {
        "title": _("An agent asked me for a document that is not listed"),
        "explanation": _(
            "Law 55-19 forbids an agent to ask for a document that is not in the published list. "
            "What you write goes to those who supervise this service."
        ),
    },
    "useful": {
        "title": _("This page was useful"),
        "explanation": _("Tell us why, so that other pages become as good."),
    },
    "not-useful": {
        "title": _("This page was not useful"),
        "explanation": _("Tell us why, so that it becomes better."),
    },
}
WEEKDAYS: Final = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


def trust_of(record: ServiceRecord) -> Trust:
    """Return how sure we are of a record, in words."""
    level = "verified" if record.verified_on and record.verified_by else record.confidence
    return Trust(level, str(TRUST_NAMES[level]), str(SHORT_TRUST[level]), str(TRUST_SENTENCES[level]))


def host_of(url: str) -> str:
    """Return the host of an address without `www.`, as people know it; empty when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def name_of(names: Mapping[str, object], key: str) -> str:
    """Return the words for a key, or the key itself when no words are known for it."""
    return str(names.get(key, key))
