"""Tables of the maturity room. They tell of administrations and countries; no personal data belongs in them."""

from typing import ClassVar

from django.db import models

from bawaba.maturity.types import INDEX_FORMATS, MEASURE_STATES, STEP_STATES, WAVE_STATES


class IndexEdition(models.Model):
    """One year of a published index of countries, with where it was read."""

    index = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["index", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["index", "year"], name="maturity_edition_once"),
            models.CheckConstraint(
                condition=models.Q(index__in=INDEX_FORMATS), name="maturity_edition_index"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.year}"


class IndexScore(models.Model):
    """A country in an edition: as it was published, and computed again.

    components: name → value; exception: why the two scores differ, empty where they agree
    """

    edition = models.ForeignKey(IndexEdition, on_delete=models.CASCADE, related_name="scores")
    country = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    published = models.FloatField(null=True)
    recomputed = models.FloatField(null=True)
    group = models.CharField(max_length=8, blank=True)
    components = models.JSONField()
    exception = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "country"], name="maturity_country_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}:{self.country}"


class Wave(models.Model):
    """A wave of the study on a campaign of `assess` that has the same key once it is open.

    kinds:   of bodies, as the directory has them; what they were when it was planned is kept in `WaveBody`
    seed:    of the sample that is verified, shown with it
    outcome: what is published, frozen when it was proposed
    """

    key = models.SlugField(max_length=80, unique=True)
    titles = models.JSONField()
    urn = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    owner = models.CharField(max_length=120)
    kinds = models.JSONField()
    opens_on = models.DateField()
    due_on = models.DateField()
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="next_waves")
    state = models.CharField(max_length=12, default="planned")
    sample_share = models.FloatField(default=0.1)
    seed = models.BigIntegerField(null=True)
    outcome = models.JSONField(null=True)
    created_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80, blank=True)
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opens_on", "key"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=WAVE_STATES), name="maturity_wave_state"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")), name="maturity_wave_due_after_opening"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(proposed_by=models.F("published_by")),
                name="maturity_wave_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(sample_share__gt=0, sample_share__lte=1), name="maturity_wave_share"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class WaveBody(models.Model):
    """A body of a wave's population, of the kind that it was when the wave was planned.

    index, rank: frozen when the results were proposed; rank_low, rank_high: the ranks between which it is in 90 %
    of the replicates that move weights and the way of averaging
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="bodies")
    body = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    sampled = models.BooleanField(default=False)
    index = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["wave", "body"], name="maturity_body_once")]

    def __str__(self) -> str:
        return f"{self.wave_id}:{self.body}"


class MeasuredAnswer(models.Model):
    """A question of a body that the house answered from its own figures; the body may contest it."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="measured")
    body = models.CharField(max_length=120)
    question = models.CharField(max_length=80)
    measured_by = models.CharField(max_length=80)
    value = models.FloatField()
    count = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    measured_on = models.DateField()
    state = models.CharField(max_length=12, default="filled")
    reason = models.TextField(blank=True)
    contested_by = models.CharField(max_length=80, blank=True)
    contested_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "body", "question"], name="maturity_measured_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=MEASURE_STATES), name="maturity_measured_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}:{self.body}:{self.question}"


class Roadmap(models.Model):
    """What an administration will do to raise its index, under a budget and in so many waves.

    index: before any wave, then after each one, by the scoring engine; bound: no set gains more
    answers: those that it was made from, so that its figures can be computed again
    """

    key = models.CharField(max_length=40, unique=True)
    body = models.CharField(max_length=120, db_index=True)
    campaign = models.CharField(max_length=80)
    urn = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    waves = models.PositiveSmallIntegerField()
    budget_mad = models.DecimalField(max_digits=14, decimal_places=2)
    days = models.PositiveIntegerField(null=True)
    index = models.JSONField()
    bound = models.FloatField()
    proven = models.BooleanField()
    answers = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.key


class RoadmapStep(models.Model):
    """An action of a road map, in a wave from 1, with what the administration expects it to cost."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=80)
    wave = models.PositiveSmallIntegerField()
    days = models.PositiveIntegerField()
    cost_mad = models.DecimalField(max_digits=14, decimal_places=2)
    gain = models.FloatField()
    owner = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, default="planned")
    done_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["wave", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roadmap", "action"], name="maturity_step_once"),
            models.CheckConstraint(condition=models.Q(state__in=STEP_STATES), name="maturity_step_state"),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}:{self.action}"
