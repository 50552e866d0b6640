"""What each country asks before a service is published, from `data/countries.json`."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from django.conf import settings

from bawaba.catalogue.rules import LegalLimit


@dataclass(frozen=True, slots=True)
class CountryRule:
    """languages: titles and summaries that publication requires; limit: the legal time limit."""

    languages: tuple[str, ...] = ()
    limit: LegalLimit = field(default_factory=LegalLimit)


@cache
def _rules() -> dict[str, CountryRule]:
    text = resources.files("bawaba.catalogue").joinpath("data", "countries.json").read_text(encoding="utf-8")
    return {
        country: CountryRule(
            tuple(row["languages"]),
            LegalLimit(row["delay_max_days"], row["delay_law"]),
        )
        for country, row in json.loads(text).items()
    }


def country_rule(country: str) -> CountryRule:
    """Return what the country asks; nothing for a country that the file does not name.

    The longest delay of the site's own country is the setting LEGAL_DELAY_MAX_DAYS.
    """
    rule = _rules().get(country, CountryRule())
    if country == settings.COUNTRY:
        return CountryRule(rule.languages, LegalLimit(settings.LEGAL_DELAY_MAX_DAYS, rule.limit.law))
    return rule
