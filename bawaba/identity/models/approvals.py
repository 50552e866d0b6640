"""Requests that wait for a person's phone: remote authentication (CIBA) and sign-in by scanning."""

from typing import ClassVar

from django.db import models

from bawaba.identity.models.people import Device, Person
from bawaba.identity.models.relying import Grant, RelyingParty


class BackchannelRequest(models.Model):
    """One CIBA request (OpenID Connect CIBA Core 1.0). `person` is null when nobody is known under
    the hint: such a request lives and expires like any other, so that answers tell nothing.

    number: the two digits shown on the caller's screen, to be matched on the phone
    state:  waiting, approved, refused, not-me, expired, consumed
    counted_for:  keyed digest of the hint, whether or not it names somebody: limits count both alike
    notification: sealed: the request's identifier and the client's token for the ping
    """

    digest = models.CharField(max_length=64, unique=True)
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    counted_for = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="requests")
    scopes = models.JSONField(default=list)
    claims = models.JSONField(default=dict)
    level = models.CharField(max_length=12)
    binding_message = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=2)
    challenge = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="waiting")
    interval_s = models.PositiveSmallIntegerField(default=5)
    polled_at = models.DateTimeField(null=True)
    notification = models.BinaryField(default=b"")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    grant = models.ForeignKey(Grant, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="backchannel_of_person"),
            models.Index(fields=["counted_for", "-created_at"], name="backchannel_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class LinkRequest(models.Model):
    """A browser that waits to be signed in by a phone: a short-lived code, bound to that browser.

    digest: of the code in the QR picture; typed_digest: of the digits typed by hand
    browser: digest of the waiting browser's session secret
    place, agent: the waiting browser's network (cut) and its name, shown on the phone
    state: waiting, approved, refused, not-me, consumed
    """

    digest = models.CharField(max_length=64, unique=True)
    typed_digest = models.CharField(max_length=64, db_index=True)
    browser = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=48, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=2)
    challenge = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="waiting")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"
