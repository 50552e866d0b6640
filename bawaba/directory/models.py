"""Tables of the directory: bodies and territories as trees, names as one row per language."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Territory(models.Model):
    """A country, region, province, prefecture or commune."""

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, db_index=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    population = models.PositiveIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    setting = models.CharField(max_length=8, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class TerritoryName(models.Model):
    """The name of a territory in one language."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=160)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "language"], name="territory_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """A public body in the tree of the State."""

    key = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, default="other")
    country = models.CharField(max_length=2, default="MA", db_index=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT)
    url = models.URLField(max_length=500, blank=True)
    identifiers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="body_not_under_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class BodyName(models.Model):
    """The preferred name of a body, and what it does, in one language."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "language"], name="body_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    """One way to reach a body; label and address are maps language → text."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.JSONField(default=dict, blank=True)
    address = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.position}"


class OpeningHours(models.Model):
    """A contact point is open on a weekday (ISO 1 to 7) between two local times."""

    contact = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weekday__gte=1, weekday__lte=7), name="weekday_iso"),
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")), name="opens_before_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Membership(models.Model):
    """An account acts for a body, and for every body below it, in one role.

    A membership without a body holds everywhere (the central office).
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=24)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "body", "role"], name="membership_once"),
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=models.Q(body__isnull=True),
                name="membership_everywhere_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=[
                        "editor",
                        "publisher",
                        "agent",
                        "supervisor",
                        "casework-administrator",
                        "administrator",
                        "counter-officer",
                        "identity-administrator",
                    ]
                ),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}:{self.role}@{self.body_id or '*'}"
