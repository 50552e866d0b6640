"""The register of this country as files."""

import json
from collections.abc import Callable
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext, override

from bawaba.ai.queries.own_systems import list_own_systems
from bawaba.ai.register import exports
from bawaba.directory.queries import body_names
from bawaba.kernel.languages import pick

RegisterFile = Literal["json", "atrs.csv", "nl.csv", "ttl"]


def export_register(*, form: RegisterFile, language: str = "fr") -> str:
    """Return every public system of this country as a file. At most five SQL queries."""
    systems, site = list_own_systems(), str(settings.SITE_ADDRESS)
    if form == "json":
        return json.dumps({"systems": exports.as_json(systems, site=site)}, ensure_ascii=False, indent=1)
    if form == "ttl":
        return exports.as_dcat(systems, site=site, titles=_in_all(_title), descriptions=_in_all(_description))
    names = body_names(keys={one.body for one in systems if one.body})
    bodies = {key: pick(texts, language).text for key, texts in names.items()}
    return exports.as_csv(systems, form=form.partition(".")[0], language=language, bodies=bodies, site=site)


def _in_all(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in ("ar", "fr", "en"):
        with override(language):
            said[language] = say()
    return said


def _title() -> str:
    return gettext("Register of artificial intelligence in administrations")


def _description() -> str:
    return gettext("Which systems administrations use or plan, what they do, and how to object.")
