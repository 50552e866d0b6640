"""Who answers in a country, what comes first, and how its areas are called: from one file of data."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bawaba.coverage.errors import CoverageFileInvalid
from bawaba.coverage.models import Country, HostCity, Office, Operator
from bawaba.coverage.services.layers import check_may_import
from bawaba.coverage.wording import COUNTRY_WORDS
from bawaba.kernel import audit, epochs
from bawaba.kernel.actors import Actor

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
Named = Sequence[Mapping[str, Any]]  # Any: JSON


@transaction.atomic
def name_country(
    *,
    actor: Actor,
    operators: Named = (),
    host_cities: Named = (),
    regulator: str = "",
    words: Mapping[str, Mapping[str, str]] | None = None,
    currency: str = "",
    challenge_days: Mapping[str, int] | None = None,
) -> int:
    """Set the names of operators and of what comes first, the body that decides, and the country's words.

    operators: key, names, maybe body; host_cities: key, names; words: of `wording.COUNTRY_WORDS`, by language
    currency: ISO 4217; challenge_days: `answer` and `decision`, in days from the opening
    Returns how many changed; what is not told stays. raises: PermissionDenied, CoverageFileInvalid
    """
    check_may_import(actor)
    for one in (*operators, *host_cities):
        _check_named(one)
    changed = sum(
        _set(Operator, str(one["key"]), {"names": one["names"], "body": one.get("body", "")})
        for one in operators
    )
    changed += sum(_set(HostCity, str(one["key"]), {"names": one["names"]}) for one in host_cities)
    changed += _set_country(words, currency, challenge_days)
    if regulator and not Office.objects.filter(role="regulator", body=regulator).exists():
        Office.objects.update_or_create(role="regulator", defaults={"body": regulator})
        changed += 1
    if changed:
        audit.record(actor=actor, verb="coverage.country-named", target=("coverage.country", regulator or "-"),
                     detail={"changed": changed})  # fmt: skip
        epochs.advance()
    return changed


def _check_named(one: Mapping[str, Any]) -> None:  # Any: JSON
    key, names = str(one.get("key", "")), one.get("names")
    if not _KEY.fullmatch(key):
        raise CoverageFileInvalid(
            format_lazy(_("“{key}” is no key: small letters, digits and hyphens"), key=key)
        )
    if not isinstance(names, Mapping) or not any(names.values()):
        raise CoverageFileInvalid(format_lazy(_("{key} has no name in any language"), key=key))


def _set_country(
    words: Mapping[str, Mapping[str, str]] | None, currency: str, days: Mapping[str, int] | None
) -> int:
    facts: dict[str, object] = {}
    if words is not None:
        unknown = sorted(set(words) - set(COUNTRY_WORDS))
        if unknown:
            reason = format_lazy(
                _("“{key}” is no word of a country; known are {known}"),
                key=unknown[0], known=", ".join(COUNTRY_WORDS),
            )  # fmt: skip
            raise CoverageFileInvalid(reason)
        facts["words"] = {name: dict(texts) for name, texts in words.items()}
    if currency:
        if not _CURRENCY.fullmatch(currency):
            raise CoverageFileInvalid(_("a currency has three letters, as in ISO 4217"))
        facts["currency"] = currency
    if days is not None:
        if not 1 <= days["answer"] < days["decision"]:
            raise CoverageFileInvalid(_("the day of the decision comes after that of the answer"))
        facts |= {"answer_days": days["answer"], "decision_days": days["decision"]}
    return _set(Country, settings.COUNTRY, facts, by="code") if facts else 0


def _set(
    model: type[Operator] | type[HostCity] | type[Country], key: str, facts: Mapping[str, object],
    by: str = "key",
) -> int:  # fmt: skip
    known = model.objects.filter(**{by: key}).values(*facts).first()
    if known == dict(facts):
        return 0
    model.objects.update_or_create(defaults=dict(facts), **{by: key})  # type: ignore[arg-type]  # a name of a field
    return 1
