"""Tables of the assess room. Answers are an administration's, not a person's: no personal data belongs in them."""

from typing import ClassVar

from django.db import models

from bawaba.assess.types import ASSESSMENT_STATES
from bawaba.kernel.versions import DefinitionVersion, version_constraints


class Method(models.Model):
    """A method of assessment, by its URN. What it asks and how it scores is in its versions."""

    urn = models.CharField(max_length=200, unique=True)
    owner = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["urn"]

    def __str__(self) -> str:
        return self.urn


class MethodVersion(DefinitionVersion):
    """One version of a method. Once published, its definition never changes.

    version: semantic, as its authors write it; number: grows with each version that is begun
    """

    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar = ["method_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["method", "version"], name="method_version_once"),
            *version_constraints(
                "method",
                number="method_version_number",
                draft="method_one_draft_version",
                in_force="method_one_in_force",
                state="method_version_state",
                dated="method_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_id}/{self.version}"


class Campaign(models.Model):
    """Many bodies assessed by one version of a method. previous: the wave before it."""

    key = models.SlugField(max_length=80, unique=True)
    titles = models.JSONField()
    version = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="campaigns")
    owner = models.CharField(max_length=120)
    opens_on = models.DateField()
    due_on = models.DateField()
    reminders = models.JSONField(default=list)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="next_waves")
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opens_on", "key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")), name="campaign_due_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Reminder(models.Model):
    """A reminder that a campaign sent, so that it goes once. days: before the due date; sent: how many mails."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sent_reminders")
    days = models.SmallIntegerField()
    sent = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "days"], name="assess_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.days}"


class Assessment(models.Model):
    """One body, or one thing of a body, assessed once.

    subject:    what is assessed, where it is not the body itself: a system, an application
    revision:   grows with each answer, so that two people do not write over each other
    audited_at: when the audit last named its answers: one row stands for half an hour (ADR 19)
    """

    key = models.CharField(max_length=40, unique=True)
    version = models.ForeignKey(MethodVersion, on_delete=models.PROTECT, related_name="assessments")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="assessments")
    body = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="draft")
    revision = models.PositiveIntegerField(default=0)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="successor")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    audited_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["body", "-id"], name="assessment_body")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "body"],
                condition=models.Q(supersedes__isnull=True),
                name="assessment_once_a_campaign",
            ),
            models.CheckConstraint(condition=models.Q(state__in=ASSESSMENT_STATES), name="assessment_state"),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(approved_by=models.F("published_by")),
                name="assessment_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Answer(models.Model):
    """What a body answered to one question. value: JSON; `{"state": "unknown"}` is an answer."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=80)
    value = models.JSONField()
    comment = models.TextField(blank=True)
    author = models.CharField(max_length=80)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "question"], name="assess_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.question}"


class Contributor(models.Model):
    """An account of the body that answers one section, or all of them where `section` is empty."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="contributors")
    section = models.CharField(max_length=80, blank=True)
    account = models.CharField(max_length=80)
    invited_by = models.CharField(max_length=80)
    invited_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account"], name="assess_contributor_account")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "section", "account"], name="assess_contributor_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.section}:{self.account}"


class Evidence(models.Model):
    """What proves an answer: an address or a file, with who may see it and until when it proves anything.

    file:   key of a file that `kernel.files` keeps sealed; digest: SHA-256 of its content
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    confidential = models.BooleanField(default=False)
    valid_until = models.DateField(null=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "question", "url"],
                condition=~models.Q(url=""),
                name="assess_evidence_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(url="", file="") & (models.Q(url="") | models.Q(file="")),
                name="assess_evidence_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.question}"


class Review(models.Model):
    """The verified answer beside the declared one."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reviews")
    question = models.CharField(max_length=80)
    value = models.JSONField()
    note = models.TextField(blank=True)
    reviewer = models.CharField(max_length=80)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "question"], name="assess_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.question}"


class Result(models.Model):
    """A score as it was when it was frozen: figures, trace, rules and the method version's hash.

    kind: declared, from the body's answers; verified, with the reviewer's in their place
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(max_length=12)
    figures = models.JSONField()
    trace = models.JSONField()
    rules = models.JSONField()
    missing = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=("declared", "verified")), name="assess_result_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.kind}"


class Figure(models.Model):
    """One number of the latest result of an assessment, where dashboards read it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="figures")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True)
    name = models.CharField(max_length=120)
    value = models.FloatField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["campaign", "name", "value"], name="assess_figure_campaign")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "name"], name="assess_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.name}"


class Action(models.Model):
    """What a body will do to raise its score. suggestion: id in the method, empty for its own idea."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="actions")
    suggestion = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    cost_mad = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    expected_gain = models.FloatField(null=True)
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """What was decided on an assessment, why, by whom, and until when it holds."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=12)
    reason = models.TextField()
    approver = models.CharField(max_length=80)
    decided_at = models.DateTimeField()
    expires_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.verdict}"
