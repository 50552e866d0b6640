"""The register of this country as files."""

import json
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
        return exports.as_dcat(systems, site=site, titles={code: _title(code) for code in ("ar", "fr", "en")})
    names = body_names(keys={one.body for one in systems if one.body})
    bodies = {key: pick(texts, language).text for key, texts in names.items()}
    return exports.as_csv(systems, form=form.partition(".")[0], language=language, bodies=bodies, site=site)


def _title(language: str) -> str:
    with override(language):
        return gettext("Register of artificial intelligence in administrations")
