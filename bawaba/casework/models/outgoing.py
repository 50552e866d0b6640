"""What other systems are told: webhooks and each delivery."""

from typing import ClassVar

from django.db import models


class Webhook(models.Model):
    """An address of another system that is told of events of one body's cases.

    kinds:   words of `rules.webhooks.KINDS`, all of them where empty; services: identifiers, all where empty
    sealed_secret signs; sealed_old_secret too until old_until, so that a receiver can change over
    state:   active, paused (by hand) or stopped (it failed for too long); failing_since: of the first failure
    """

    key = models.CharField(max_length=40, unique=True)
    body = models.CharField(max_length=120, db_index=True)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    services = models.JSONField(default=list)
    sealed_secret = models.BinaryField()
    sealed_old_secret = models.BinaryField(null=True)
    old_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="active")
    failing_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=("active", "paused", "stopped")), name="webhook_state"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One message for one webhook. message: its identifier, the same at each attempt; payload: no personal data.

    state: waiting, delivered or given-up; answered: the last HTTP status; fault: why there was none
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    message = models.CharField(max_length=60)
    kind = models.CharField(max_length=24)
    payload = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "message"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "delivered", "given-up")), name="delivery_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return self.message
