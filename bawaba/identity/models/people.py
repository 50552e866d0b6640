"""People, how they were proofed, their devices, and what was done with their data."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A person behind an account. `sealed` is personal data, encrypted as a whole (AES-GCM).

    subject:     random and stable; public subjects and pairwise ones are derived from it
    *_index:     keyed digests for look-up (HMAC-SHA-256), so that the table tells nobody's number
    proofed:     "" (self-declared), or the highest level that proofing allows
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    subject = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    cnie_index = models.CharField(max_length=64, null=True, unique=True)
    email_index = models.CharField(max_length=64, null=True, unique=True)
    phone_index = models.CharField(max_length=64, null=True, unique=True)
    proofed = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12, default="active")
    synthetic = models.BooleanField(default=False)
    keep_until = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "suspended", "closed"]), name="person_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(proofed__in=["", "substantial", "high"]), name="person_proofed_known"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Proofing(models.Model):
    """One verification of who a person is: by whom, how, on which evidence."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proofings")
    method = models.CharField(max_length=24)
    level = models.CharField(max_length=12)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.CharField(max_length=120, blank=True)
    evidence = models.JSONField(default=list)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.method} {self.level}"


class Device(models.Model):
    """An enrolled phone or key: a passkey with its public key.

    credential:    SHA-256 of the credential's identifier, hexadecimal, to find the device by an assertion
    attested:      attested credential data (WebAuthn, section 6.5.1): the identifier and the public key
    sign_count:    the signature counter last seen; 0 where the authenticator keeps none
    suspended_for: why it was suspended: owner, incident, counter-went-back, administrator
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    authenticator = models.OneToOneField("mfa.Authenticator", on_delete=models.CASCADE, related_name="device")
    name = models.CharField(max_length=80)
    hardware_bound = models.BooleanField(default=False)
    approves = models.BooleanField(default=False)
    credential = models.CharField(max_length=64, unique=True)
    attested = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    enrolled_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_for = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """One line of "who asked for my data": an authentication, a consent, a release, a refusal.

    claims: names of claims, never values. place: the network it came from, cut to /24 or /48.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="activities", db_index=False
    )  # the index below serves
    relying_party = models.ForeignKey(
        "identity.RelyingParty", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=24)
    claims = models.JSONField(default=list)
    level = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=48, blank=True)
    sid = models.CharField(max_length=32, blank=True)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-at"], name="activity_of_person"),
            models.Index(
                fields=["device"], condition=models.Q(device__isnull=False), name="activity_of_device"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class BrowserSession(models.Model):
    """A browser where a person is signed in: ties the public `sid` to the server's session, to end it.

    It is deleted when the session ends; what happened in it stays in `Activity`.
    """

    sid = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sid
