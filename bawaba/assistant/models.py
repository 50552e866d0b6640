"""Tables of the assistant: what people chose to keep, what they thought of an answer, and weekly counts.

Personal data: `Turn.sealed` (a question and its answer, only of people who asked to keep it) and
`Rating.sealed` (a question sent with a rating, only with consent). Both end after 30 days.
"""

from typing import ClassVar

from django.db import models


class Conversation(models.Model):
    """A conversation that its person asked to keep. token_digest: of the token in the person's browser."""

    token_digest = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    erase_after = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Turn(models.Model):
    """One question and what it got, sealed."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"turn {self.pk}"


class Rating(models.Model):
    """What a person thought of an answer. sealed: the question, when they agreed to send it; else empty."""

    useful = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=30)
    language = models.CharField(max_length=12)
    service = models.CharField(max_length=120, blank=True, db_index=True)
    sealed = models.BinaryField(blank=True, default=b"")
    at = models.DateTimeField(db_index=True)
    erase_after = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"rating {self.pk}"


class WeekCount(models.Model):
    """How many answers of a week were so: no words, no person.

    week: its Monday; subject: the service that was told, empty for none
    missing: the thing asked that its record does not say, or empty
    """

    week = models.DateField()
    language = models.CharField(max_length=12)
    status = models.CharField(max_length=30)
    subject = models.CharField(max_length=120, blank=True)
    missing = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["week", "language", "status", "subject", "missing"], name="assistant_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.language} {self.status} {self.number}"


class FieldRequest(models.Model):
    """That a service's editors were asked for what people ask for. report: their task's number."""

    service = models.CharField(max_length=120)
    missing = models.CharField(max_length=20)
    report = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "missing"], name="assistant_field_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.missing} of {self.service}"
