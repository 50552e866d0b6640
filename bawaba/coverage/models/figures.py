"""Tables of figures: areas, layers, shares, targets, scenarios."""

from typing import ClassVar

from django.db import models

KINDS = ("areas", "people", "sites", "declared", "measured")
PLACES = ("outdoor", "indoor")


class Layer(models.Model):
    """One import: what it says of itself, where it comes from, and what its checks found. Never changed.

    kind: of KINDS; edge_probability: of declared coverage, as its operator states it
    checks: name of a check → what it found
    """

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=400)
    sources = models.JSONField(default=dict)
    source_url = models.URLField(max_length=400, blank=True)
    licence = models.CharField(max_length=120)
    dated = models.DateField()
    synthetic = models.BooleanField(default=False)
    operator = models.SlugField(max_length=40, blank=True)
    place = models.CharField(max_length=8, blank=True)
    edge_probability = models.FloatField(null=True)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    total = models.FloatField()
    checks = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="coverage_layer_kind"),
            models.CheckConstraint(condition=models.Q(place__in=["", *PLACES]), name="coverage_layer_place"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "in_use"], name="coverage_layer_use")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class Area(models.Model):
    """A region, province or commune: census figures, and its boundary as well-known binary (WGS84)."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=32)
    parent = models.CharField(max_length=32, blank=True)
    level = models.CharField(max_length=12)
    names = models.JSONField(default=dict)
    setting = models.CharField(max_length=8, blank=True)
    people = models.PositiveIntegerField(default=0)
    area_km2 = models.FloatField(null=True)
    female_pct = models.FloatField(null=True)
    illiteracy_pct = models.FloatField(null=True)
    host_city = models.SlugField(max_length=40, blank=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    boundary = models.BinaryField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "code"], name="coverage_area_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["level", "parent"], name="coverage_area_level")]

    def __str__(self) -> str:
        return self.code


class Cell(models.Model):
    """People in one H3 cell of one commune."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="cells")
    h3 = models.CharField(max_length=15)
    area = models.CharField(max_length=32, blank=True)
    people = models.FloatField()
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "h3", "area"], name="coverage_cell_once"),
            models.CheckConstraint(condition=models.Q(people__gte=0), name="coverage_cell_people"),
        ]

    def __str__(self) -> str:
        return self.h3


class Site(models.Model):
    """A mast, roof or cabinet that stands or may stand."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=80, blank=True)
    radio = models.CharField(max_length=12, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    area = models.CharField(max_length=32, blank=True)
    cost = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name or f"{self.lat}, {self.lon}"


class CellFact(models.Model):
    """What a layer says of one H3 cell: a declared share, or how many samples reached the threshold."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="facts")
    h3 = models.CharField(max_length=15)
    share = models.FloatField(null=True)
    samples = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["layer", "h3"], name="coverage_fact_once"),
            models.CheckConstraint(
                condition=models.Q(good__lte=models.F("samples")), name="coverage_good_among_samples"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["h3"], name="coverage_fact_cell")]

    def __str__(self) -> str:
        return self.h3


class AreaShare(models.Model):
    """The share of an area's people that a layer or a scenario's period covers; made from the cells.

    operator: empty for the best of all; setting: empty, urban or rural
    """

    basis = models.CharField(max_length=8)
    layer = models.ForeignKey(Layer, null=True, on_delete=models.CASCADE, related_name="shares")
    scenario = models.ForeignKey("Scenario", null=True, on_delete=models.CASCADE, related_name="shares")
    year = models.PositiveSmallIntegerField(null=True)
    operator = models.SlugField(max_length=40, blank=True)
    place = models.CharField(max_length=8, blank=True)
    level = models.CharField(max_length=12)
    area = models.CharField(max_length=40, blank=True)
    setting = models.CharField(max_length=8, blank=True)
    people = models.FloatField(default=0)
    covered = models.FloatField(default=0)
    samples = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(basis__in=["planned", "declared", "measured"]), name="coverage_share_basis"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["level", "area", "basis"], name="coverage_share_area"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.level} {self.area}"


class Operator(models.Model):
    """Who holds a licence. body: the key in the directory of who answers for it."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    body = models.SlugField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.key


class Country(models.Model):
    """How the country calls its areas and what comes first, its currency, and the days of a challenge.

    words: name of a word → text by language; without one, a general word is shown
    """

    code = models.CharField(max_length=2, unique=True)
    words = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, blank=True)
    answer_days = models.PositiveSmallIntegerField(default=15)
    decision_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answer_days__gte=1, decision_days__gt=models.F("answer_days")),
                name="coverage_country_days",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class HostCity(models.Model):
    """A city that comes first, with the communes that are marked with its key."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class StadiumDay(models.Model):
    """A day on which a host city expects many people, from an official calendar."""

    city = models.ForeignKey(HostCity, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    venue = models.JSONField(default=dict)
    people = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=400)
    source_url = models.URLField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "on"], name="coverage_stadium_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.on}"


class TargetSet(models.Model):
    """Targets as one source stated them. A later source adds a set; none is ever changed."""

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
    source_url = models.URLField(max_length=400, blank=True)
    stated_on = models.DateField()
    verified = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["stated_on", "key"]

    def __str__(self) -> str:
        return self.key


class Milestone(models.Model):
    """A share of the people to cover by a day."""

    target_set = models.ForeignKey(TargetSet, on_delete=models.PROTECT, related_name="milestones")
    due_on = models.DateField()
    share = models.FloatField()

    class Meta:
        ordering: ClassVar = ["due_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target_set", "due_on"], name="coverage_milestone_once"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="coverage_share_0_1"),
        ]

    def __str__(self) -> str:
        return f"{self.share:.0%} by {self.due_on}"


class Scenario(models.Model):
    """A plan of sites by year, with what it assumes and how it was computed. Never changed.

    assumptions, manifest, results: JSON; the manifest names inputs by digest, so that it can be run again
    """

    key = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    target_set = models.ForeignKey(TargetSet, null=True, on_delete=models.PROTECT, related_name="scenarios")
    people = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="scenarios")
    assumptions = models.JSONField(default=dict)
    manifest = models.JSONField(default=dict)
    results = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key


class ScenarioSite(models.Model):
    """A site that a scenario opens in a year."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="sites")
    year = models.PositiveSmallIntegerField()
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.FloatField()
    area = models.CharField(max_length=32, blank=True)
    host_city = models.SlugField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["year", "id"]

    def __str__(self) -> str:
        return f"{self.year}: {self.lat}, {self.lon}"
