"""What is kept of a use case beside its steps: scores, public sheets, indicators, what people say of it."""

from typing import ClassVar, Final

from django.db import models

from bawaba.ai.models.use_cases import UseCase
from bawaba.ai.rules import SAID_STATES

SAID_CONTEXT: Final = "ai_said.text"
"""What seals the text of `Said`."""

SAID_LONGEST: Final = 2_000


class Review(models.Model):
    """The scores of one reviewer. conflict: of interest, declared: kept, and not counted.

    scores: criterion → 1 to 5, as `data/criteria.yaml` names them
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="reviews")
    person = models.CharField(max_length=80)
    scores = models.JSONField(default=dict)
    conflict = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use_case", "person"], name="ai_review_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.person}"


class Weighing(models.Model):
    """The weights that a body gives the criteria; the last one is in force.

    pairs: [criterion, criterion, answer] for each two; weights: criterion → its share of 1
    ratio: consistency ratio of the comparisons
    """

    body = models.CharField(max_length=120)
    pairs = models.JSONField()
    weights = models.JSONField()
    ratio = models.FloatField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["body"], name="ai_weighing_by_body")]

    def __str__(self) -> str:
        return self.body


class Sheet(models.Model):
    """What the public reads of a system, as it was at one time. It is never changed: a new one follows.

    texts: language → field → text, fields as `rules.SHEET_FIELDS`; affects: what it may touch
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    affects = models.JSONField(default=list)
    personal_data = models.BooleanField(default=False)
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["use_case", "number"], name="ai_sheet_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.number}"


class Indicator(models.Model):
    """A figure that is watched in service. low, high: outside of them somebody must look; none: no limit."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="indicators")
    names = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.pk}"


class Reading(models.Model):
    """One measured value of an indicator."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="readings")
    value = models.FloatField()
    measured_on = models.DateField()
    taken_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["measured_on", "id"]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value}"


class SiteSheet(models.Model):
    """What a system of this site told of itself, as it was at one time. It is never changed: a new one follows.

    texts: language → field → text, fields as `Sheet` has them, and `name` and `technique`
    """

    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="ai_site_sheet_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class Said(models.Model):
    """What somebody of the public suggests, or says of a system. Sealed: people write of themselves.

    about: key of a system in the register; empty: a suggestion of a new use
    state: `waiting` for somebody who moderates, `shown` on the page, `refused`
    """

    about = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12)
    text = models.BinaryField()
    state = models.CharField(max_length=8, default="waiting")
    answer = models.TextField(blank=True)
    said_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "about"], name="ai_said_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=SAID_STATES), name="ai_said_state")
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


class Scenario(models.Model):
    """A portfolio with its limits, and what the optimiser found. Computed by a job.

    items: keys of use cases, in the order of the instance's numbers
    instance: as `queries.portfolio_of` reads it; state: `waiting`, `running`, `done`, `failed`, `dropped`
    enough_gap: the search ends once no plan can be better by more than this share; stop_asked: by a person
    progress: seconds, best and bound so far; found: plan, proof and explanations
    """

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=120)
    starts_on = models.DateField()
    wave_months = models.PositiveSmallIntegerField(default=6)
    items = models.JSONField()
    instance = models.JSONField()
    limit_s = models.FloatField(default=55.0)
    enough_gap = models.FloatField(default=0.0)
    stop_asked = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    progress = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title
