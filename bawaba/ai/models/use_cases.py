"""What is kept of use cases and their life.

Three promises are the database's own (migration 0002): no use case is in service with an open blocking
condition, none without two people who approve its purpose, and no verdict is changed or deleted.
"""

from typing import ClassVar

from django.db import models

from bawaba.ai.rules import STAGES


class UseCase(models.Model):
    """One use of AI by one body, from the idea to its end.

    details: what the form of intake asks (`types.Details`), as JSON
    purpose: grows when its purpose changes; approvals count for the purpose they were given for
    assessed_until: the last day on which its assessment holds
    public_from: the stage from which the register tells of it; published_at: when that was, and it stays
    """

    key = models.SlugField(max_length=80, unique=True)
    body = models.CharField(max_length=120)
    stage = models.CharField(max_length=12, default="idea")
    stage_since = models.DateField()
    purpose = models.PositiveIntegerField(default=1)
    high_risk = models.BooleanField(default=False)
    details = models.JSONField(default=dict)
    public_from = models.CharField(max_length=12, default="in-service")
    published_at = models.DateTimeField(null=True, blank=True)
    assessment = models.CharField(max_length=40, blank=True)
    assessed_until = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["body", "key"]
        indexes: ClassVar = [models.Index(fields=["body", "stage"], name="ai_use_case_by_body")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(stage__in=STAGES), name="ai_use_case_stage"),
            models.CheckConstraint(
                condition=models.Q(public_from__in=STAGES), name="ai_use_case_public_from"
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="in-service")
                | models.Q(assessed_until__gte=models.F("stage_since")),
                name="ai_in_service_assessment_holds",
            ),
            models.CheckConstraint(  # on its own: a comparison with nothing is not false, and would pass
                condition=~models.Q(stage="in-service", assessed_until__isnull=True),
                name="ai_in_service_assessed",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class UseCaseText(models.Model):
    """What a use case is called and which problem it answers, in one language."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    problem = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use_case", "language"], name="ai_use_case_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """A step that was taken, with its reason."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    taken_by = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Verdict(models.Model):
    """What one person of the board decided for one purpose. It is never changed or taken back: the database
    refuses. conflict: of interest, declared; such a verdict is kept and not counted."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="verdicts")
    purpose = models.PositiveIntegerField()
    person = models.CharField(max_length=80)
    approves = models.BooleanField()
    reason = models.TextField()
    conflict = models.BooleanField(default=False)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use_case", "purpose", "person"], name="ai_verdict_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.person}"


class Condition(models.Model):
    """What the board asks before or after service. Blocking: no service while it is open."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField()
    blocking = models.BooleanField()
    due_on = models.DateField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    met_by = models.CharField(max_length=80, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    proof = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["use_case"],
                condition=models.Q(blocking=True, met_at__isnull=True),
                name="ai_condition_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Duty(models.Model):
    """That a condition is what a level of impact obliges to. code: as `data/methods/canada-obligations.yaml` names it"""

    condition = models.OneToOneField(Condition, on_delete=models.CASCADE, related_name="duty")
    code = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.code


class Incident(models.Model):
    """Something went wrong with a system in service. public_summary: what the register says of it, by language.

    informed: who was told, and how
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="incidents")
    severity = models.PositiveSmallIntegerField()
    harm = models.TextField()
    happened_on = models.DateField()
    noticed_at = models.DateTimeField()
    reported_by = models.CharField(max_length=80)
    informed = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    public_summary = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(severity__range=(1, 4)), name="ai_incident_severity")
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.happened_on}"
