"""What other countries' registers publish, and the words by which it is found."""

from typing import ClassVar

from django.db import models

from bawaba.ai.register.schema import ENUMERATIONS


def _words(name: str) -> models.CharField[str, str]:
    return models.CharField(max_length=20, choices=[(word, word) for word in ENUMERATIONS[name]])


class ReferenceSystem(models.Model):
    """A system of another country's register, as imported: to compare with, never one of ours.

    origin: the format it was read by; key: what it is called there; digest: of all that was imported
    unread: words of enumerations that the mapping does not know, by field
    """

    origin = models.CharField(max_length=20)
    key = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    identifier = models.TextField(blank=True)
    name = models.CharField(max_length=500)
    body = models.CharField(max_length=500, blank=True)
    body_code = models.TextField(blank=True)
    unit = models.CharField(max_length=500, blank=True)
    purpose = models.TextField(blank=True)
    outputs = models.TextField(blank=True)
    topic = models.TextField(blank=True)
    legal_basis = models.TextField(blank=True)
    public_service = models.TextField(blank=True)
    url = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    stage = _words("stage")
    impact = _words("impact")
    impact_assessment = _words("impact_assessment")
    personal_data = _words("personal_data")
    built = _words("built")
    unread = models.JSONField(default=dict)
    imported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "key"], name="ai_reference_system_once")
        ]
        indexes: ClassVar = [models.Index(fields=["origin", "body"], name="ai_reference_by_body")]

    def __str__(self) -> str:
        return f"{self.origin} {self.name}"


class Posting(models.Model):
    """That a reference system says a word. impact: its BM25 weight, so that a search only adds up."""

    system = models.ForeignKey(ReferenceSystem, on_delete=models.CASCADE, related_name="postings")
    term = models.CharField(max_length=40)
    impact = models.FloatField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "system", "impact"], name="ai_posting_by_term")]

    def __str__(self) -> str:
        return self.term
