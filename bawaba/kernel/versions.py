"""What is defined as data, in versions: one draft, one in force, the others replaced; what was published stays."""

from django.db import models

STATES = ("draft", "published", "replaced")


class DefinitionVersion(models.Model):
    """One version of a definition. Once published, it never changes.

    A room adds the thing that is defined, and `version_constraints` with its own names.
    digest: SHA-256 of the definition's canonical JSON
    """

    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True


def version_constraints(
    thing: str, *, number: str, draft: str, in_force: str, state: str, dated: str
) -> list[models.BaseConstraint]:
    """Return what holds for the versions of a thing: each number once, one draft, one in force, dates.

    thing: name of the foreign key; the others: names of the constraints
    """
    return [
        models.UniqueConstraint(fields=[thing, "number"], name=number),
        models.UniqueConstraint(fields=[thing], condition=models.Q(state="draft"), name=draft),
        models.UniqueConstraint(fields=[thing], condition=models.Q(state="published"), name=in_force),
        models.CheckConstraint(condition=models.Q(state__in=STATES), name=state),
        models.CheckConstraint(
            condition=models.Q(state="draft") | models.Q(published_at__isnull=False), name=dated
        ),
    ]
