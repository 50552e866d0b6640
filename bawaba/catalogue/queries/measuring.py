"""Measure the services of administrations, for the study of their maturity (`kernel.ports.body_measures`)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db.models import Count

from bawaba.catalogue.models import RevisionText, Service
from bawaba.forms.queries import forms_of_service
from bawaba.kernel import clock
from bawaba.kernel.ports import BodyMeasure

TRANSLATED: Final = ("ar", "fr")


def measure_bodies(*, bodies: Collection[str]) -> Mapping[str, Sequence[BodyMeasure]]:
    """Return, for each body that answers for published services, the shares of them that are online, that have a
    form on the screen, and whose page has title and summary in Arabic and in French.

    Two SQL queries, and two for the forms once an epoch.
    """
    rows = Service.objects.filter(published__isnull=False, archived_at__isnull=True, synthetic=False)
    wanted = set(bodies)
    found: dict[str, list[tuple[bool, bool, bool]]] = {}
    translated = _translated()
    for body, identifier, online, published in rows.values_list(
        "body__key", "identifier", "is_online", "published_id"
    ):
        if body in wanted:
            has_form = bool(forms_of_service(service=identifier))
            found.setdefault(body, []).append((online, has_form, published in translated))
    names = ("catalogue.online_share", "catalogue.form_share", "catalogue.translated_share")
    today = clock.today()
    return {
        body: [
            BodyMeasure(name, 100 * sum(one[place] for one in services) / len(services), len(services), today)
            for place, name in enumerate(names)
        ]
        for body, services in found.items()
    }


def _translated() -> set[int]:
    """Return the published revisions that have a title and a summary in each language that counts. One SQL query."""
    rows = RevisionText.objects.filter(language__in=TRANSLATED, revision__state="published")
    whole = rows.exclude(title="").exclude(summary="").order_by().values("revision_id")
    counted = whole.annotate(languages=Count("language")).filter(languages=len(TRANSLATED))
    return set(counted.values_list("revision_id", flat=True))
