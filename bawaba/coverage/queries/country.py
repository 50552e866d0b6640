"""How the country calls its areas and what comes first."""

from django.conf import settings

from bawaba.coverage.models import Country
from bawaba.coverage.types import CountryRecord


def describe_country() -> CountryRecord:
    """Return the country's words, currency and days; general ones where it says nothing. One SQL query."""
    row = Country.objects.filter(code=settings.COUNTRY).first()
    return (
        CountryRecord(row.words, row.currency, row.answer_days, row.decision_days) if row else CountryRecord()
    )
