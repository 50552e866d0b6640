"""Tables of what people and the clock do: files on their way in, plans asked for, alarms, challenges."""

from typing import ClassVar

from django.db import models

from bawaba.coverage.models.figures import KINDS, Layer, Milestone, Scenario


class Arrival(models.Model):
    """A file of figures on its way in: what it says of itself, how far it is, what became of it.

    told: the fields of `types.About`; options: what else its import takes; files: part → name, blob, size,
    where the sealed content lies until it is read; step, done, of: how far it is
    refusal: code, line (or null), texts and next by language
    """

    key = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12)
    told = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="waiting")
    step = models.CharField(max_length=12, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    refusal = models.JSONField(default=dict)
    layer = models.ForeignKey(Layer, null=True, on_delete=models.SET_NULL, related_name="arrivals")
    sent_by = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="coverage_arrival_kind"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "refused"]),
                name="coverage_arrival_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["sent_by", "sent_at"], name="coverage_arrival_sender")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"


class Planning(models.Model):
    """A plan by year that is asked for: what it assumes, how far its search is, the scenario that it became.

    asked: the fields of `types.PlanWish`; progress: step, seconds, of; refusal: as of `Arrival`
    """

    key = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="draft")
    stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    refusal = models.JSONField(default=dict)
    scenario = models.OneToOneField(Scenario, null=True, on_delete=models.SET_NULL, related_name="planning")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "waiting", "running", "done", "refused", "stopped"]),
                name="coverage_planning_state",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class AlarmTold(models.Model):
    """The standing of a milestone that its watchers were told of last."""

    milestone = models.OneToOneField(Milestone, on_delete=models.CASCADE, related_name="alarm_told")
    status = models.CharField(max_length=12)
    alarm = models.BooleanField(default=False)
    told_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.status}"


class AlarmWish(models.Model):
    """In which language an account wants mails about milestones, or that it wants none.

    language: empty for both of `reminding.LANGUAGES`
    """

    account = models.CharField(max_length=80, unique=True)
    wanted = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        return self.account


class Office(models.Model):
    """The public body that decides about challenges."""

    role = models.CharField(max_length=16, unique=True)
    body = models.SlugField(max_length=120)

    def __str__(self) -> str:
        return f"{self.role}: {self.body}"


class Challenge(models.Model):
    """Somebody says that the network is not where it is declared.

    contact: sealed, personal, erased after `keep_until`; words: read by whoever has the reference, the
    operator and the regulator alone
    """

    reference = models.CharField(max_length=20, unique=True)
    person = models.CharField(max_length=80, blank=True)
    contact = models.BinaryField(null=True)
    kind = models.CharField(max_length=12)
    area = models.CharField(max_length=32, blank=True)
    h3 = models.CharField(max_length=15, blank=True)
    operator = models.SlugField(max_length=40)
    place = models.CharField(max_length=8)
    words = models.TextField(blank=True)
    samples = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    observed_on = models.DateField()
    state = models.CharField(max_length=12, default="open")
    opened_at = models.DateTimeField()
    answer_due = models.DateField()
    decision_due = models.DateField()
    answer = models.TextField(blank=True)
    agrees = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    keep_until = models.DateField()
    reminded_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "answered", "upheld", "rejected", "withdrawn"]),
                name="coverage_challenge_state",
            ),
            models.CheckConstraint(
                condition=models.Q(good__lte=models.F("samples")), name="coverage_challenge_samples"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "answer_due"], name="coverage_challenge_due")]

    def __str__(self) -> str:
        return self.reference
