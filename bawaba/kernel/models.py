"""The tables every room leans on: accounts, the audit chain, and the site's epoch."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """A signed-in person's account. Who the person *is* belongs to the identity room."""

    class Meta(AbstractUser.Meta):
        db_table = "kernel_account"
        # allauth looks for an address here too, wherever nobody verified it: at sign-up, for lost passwords
        indexes: ClassVar = [models.Index(fields=["email"], name="account_email")]

    @property
    def shown_name(self) -> str:
        """What to call this account on its own pages: empty where all it has is a name drawn at random."""
        username = self.get_username()
        return self.get_full_name() or ("" if username.startswith("p-") else username)


class AuditEntry(models.Model):
    """One act, chained to the one before by SHA-256. Rows are only ever added.

    `digest` covers `previous` and every other column (see `kernel.audit.chain`).
    """

    sequence = models.BigAutoField(primary_key=True)  # given by the chain, never by the database
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.target_type}:{self.target_id}"


class Epoch(models.Model):
    """A counter that grows with each change of what the public sees; caches are keyed by it."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class TimerRun(models.Model):
    """When something that runs by itself runs next, and how it went (`kernel.timers`)."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.name


class StoredFile(models.Model):
    """A file that a person handed in. Its content lies sealed in the storage; personal data.

    state:  waiting (for the scanner), clean, unscanned (there is no scanner), harmful (never opened)
    blob:   name of the content in the storage; another one once the content is converted
    sha256: of the content; received_sha256: of what the person sent, which a conversion leaves as it was
    as_pdf: a photograph becomes a PDF once it is scanned; mark: what is then written across its pages
    """

    STATES: ClassVar = ("waiting", "clean", "unscanned", "harmful")

    key = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    sealed_name = models.BinaryField()
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12)
    stored_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)
    keep_until = models.DateField(null=True, db_index=True)
    blob = models.CharField(max_length=40, unique=True)
    as_pdf = models.BooleanField(default=False)
    mark = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "subject"], name="stored_file_subject")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "clean", "unscanned", "harmful")),
                name="stored_file_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.key}"


class Upload(models.Model):
    """A file that arrives piece by piece and may be taken up again; personal data, each piece sealed.

    place: what it is for, in the words of the room that takes it; parts: `[blob, size]` in order
    """

    key = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=80)
    place = models.CharField(max_length=200)
    sealed_name = models.BinaryField()
    length = models.PositiveIntegerField()
    offset = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "place"], name="upload_place")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("length")), name="upload_within"),
        ]

    def __str__(self) -> str:
        return f"{self.place}:{self.offset}/{self.length}"
