"""What people and the administration say to each other about a case."""

from typing import ClassVar

from django.db import models

from bawaba.casework.models.cases import Case, Decision


class Message(models.Model):
    """A message between the person and the office. Its text is personal data, sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages", db_index=False)
    at = models.DateTimeField()
    sender = models.CharField(max_length=80)
    from_person = models.BooleanField()
    sealed = models.BinaryField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_message")]

    def __str__(self) -> str:
        return f"message of {self.case_id}"


class CorrectionDraft(models.Model):
    """What a person wrote of a correction before sending it: personal data, sealed, so that nothing is lost."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="correction")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"correction of {self.case_id}"


class Rating(models.Model):
    """How a person found a step. stars: 1 to 5; step: stable (`submission`, `decision` …)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    step = models.CharField(max_length=30)
    stars = models.PositiveSmallIntegerField()
    sealed_comment = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "step"], name="rating_once_a_step"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="rating_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} for {self.case_id}"


class Complaint(models.Model):
    """“An agent asked me for a document that isn't on the list”, with a clock of its own.

    supervisor: key of the body that hears it; state: open, upheld, dismissed or withdrawn
    """

    key = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="complaints")
    service = models.CharField(max_length=120)
    supervisor = models.CharField(max_length=120)
    owner = models.CharField(max_length=80, db_index=True)
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField()
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="open")
    sealed_answer = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["supervisor", "state", "due_on"], name="complaint_supervisor"),
        ]

    def __str__(self) -> str:
        return self.key


class Appeal(models.Model):
    """A person appeals against a decision. state: filed, upheld (the decision falls), dismissed, withdrawn."""

    key = models.CharField(max_length=40, unique=True)
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    way = models.CharField(max_length=30)
    sealed_grounds = models.BinaryField()
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="filed")
    sealed_answer = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="appeal_due")]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """What a person is told, once for each channel. state: waiting, sent, shown, failed or dropped.

    once: key of what it says, so that nothing is said twice; sealed: its words, personal data
    """

    owner = models.CharField(max_length=80)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    once = models.CharField(max_length=120)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "channel", "once"], name="notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "channel", "-id"], name="notice_inbox"),
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="notice_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"


class NoticePreference(models.Model):
    """Whether a person wants to be told by a channel, and in which language."""

    owner = models.CharField(max_length=80)
    channel = models.CharField(max_length=10)
    wanted = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "channel"], name="notice_preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.wanted}"


class ReplyAddress(models.Model):
    """Where a person without an account wants to be written to about one case: personal data, sealed.

    digest: keyed, so that nobody is written to too often; it goes when the case has been closed for long
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="reply_address"
    )
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64, db_index=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"address of {self.case_id}"
