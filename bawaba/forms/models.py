"""Tables of the forms room."""

from typing import ClassVar

from django.db import models

from bawaba.kernel.versions import DefinitionVersion, version_constraints


class Form(models.Model):
    """A form: what it is for and whose it is. Its texts and questions are in its versions."""

    key = models.SlugField(max_length=80, unique=True)
    service = models.CharField(max_length=120, blank=True, db_index=True)
    body = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key


class FormVersion(DefinitionVersion):
    """One version of a form. Once published, its definition never changes."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        ordering: ClassVar = ["form_id", "number"]
        constraints: ClassVar = version_constraints(
            "form",
            number="form_version_number",
            draft="form_one_draft_version",
            in_force="form_one_in_force",
            state="form_version_state",
            dated="form_published_has_date",
        )

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"


class Draft(models.Model):
    """What one person wrote in one form so far. The answers are personal data, sealed as a whole.

    audited_at: when the audit last named it: one row stands for the saves of half an hour (ADR 19)
    expires_on: when it is deleted with everything in it, unless it is changed or sent before
    """

    key = models.CharField(max_length=40, unique=True)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="drafts")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="drafts")
    owner = models.CharField(max_length=80, db_index=True)
    language = models.CharField(max_length=8)
    sealed = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, default="open")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    audited_at = models.DateTimeField()
    expires_on = models.DateField(db_index=True)
    receipt = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "owner"], condition=models.Q(state="open"), name="draft_open_once"
            ),
            models.CheckConstraint(condition=models.Q(state__in=("open", "submitted")), name="draft_state"),
        ]

    def __str__(self) -> str:
        return self.key


class SourceConsent(models.Model):
    """A person agreed that this draft fetches what a source holds of them."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="consents")
    source = models.CharField(max_length=60)
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "source"], name="source_consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}:{self.source}"


class SourceAnswer(models.Model):
    """What a source answered about a person, kept for a short while. Personal data, sealed."""

    source = models.CharField(max_length=60)
    subject = models.CharField(max_length=64)
    sealed = models.BinaryField()
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "subject"], name="source_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.subject[:8]}"


class Connector(models.Model):
    """A once-only source over HTTP, as an administrator set it up. The client's secret is sealed."""

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    url = models.URLField(max_length=500)
    token_url = models.URLField(max_length=500)
    client_id = models.CharField(max_length=200)
    sealed_secret = models.BinaryField()
    scope = models.CharField(max_length=200, blank=True)
    needs = models.JSONField(default=list)
    keep_s = models.PositiveIntegerField(default=3600)

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key
