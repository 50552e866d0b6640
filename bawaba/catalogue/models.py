"""Tables of the catalogue: a service, its revisions, and one row of text per language.

A revision is never changed, only its state; each save makes the next number. The published revision
is what the public reads; editors work on another. `facts` holds what has no language;
`RevisionText` holds one language each, whole. Facet rows mirror the published revision for listing
and counting: they carry the service's id second in their index, so that a list in the order of ids
is read straight from it.
"""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """A life event (citizens) or a business event: a moment that needs public services."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, default="life")
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class EventName(models.Model):
    """The name of an event, and one sentence on it, in one language."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "language"], name="event_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A public service: its identity, which of its revisions the public reads, and what lists show.

    is_free to card mirror the published revision, so that a list reads no whole record.
    card: {"audiences", "events": [key], "related": [identifier]}
    imported_hash: content hash of the last imported row, so that a source that has not changed
    never undoes what was edited here
    """

    identifier = models.CharField(max_length=120, unique=True)
    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="services")
    country = models.CharField(max_length=2, default="MA")
    origin = models.CharField(max_length=60, blank=True)
    published = models.OneToOneField(
        "Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="published_of"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(default=0)
    popularity = models.FloatField(default=0)
    is_free = models.BooleanField(null=True)
    is_online = models.BooleanField(default=False)
    delay_days = models.PositiveIntegerField(null=True)
    confidence = models.CharField(max_length=20, default="general-knowledge")
    card = models.JSONField(default=dict)
    imported_hash = models.CharField(max_length=64, blank=True)
    synthetic = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["country", "id"], name="service_by_country"),
            models.Index(fields=["body", "id"], name="service_by_body"),
            models.Index(
                fields=["country", "confidence", "is_online", "synthetic", "published"],
                name="service_counts",
                condition=models.Q(published__isnull=False),
            ),
            models.Index(
                fields=["body", "published"],
                name="service_bodies",
                condition=models.Q(published__isnull=False),
            ),
            models.Index(fields=["country", "-changed_at"], name="service_by_change"),
            models.Index(fields=["synthetic"], name="service_synthetic", condition=models.Q(synthetic=True)),
        ]

    def __str__(self) -> str:
        return self.identifier


class Revision(models.Model):
    """One version of a service's record; saving a draft makes the next one.

    authors: keys of the actors who wrote since `based_on`, the published revision it started from
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    author_key = models.CharField(max_length=80)
    authors = models.JSONField(default=list)
    based_on = models.PositiveIntegerField(default=0)
    reviewer_key = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["service_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(state__in=["draft", "in-review", "scheduled"]),
                name="one_open_revision",
            ),
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(state="published"), name="one_published_revision"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["publish_at"], name="revision_due", condition=models.Q(state="scheduled")),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} r{self.number} {self.state}"


class RevisionText(models.Model):
    """What a revision says in one language: title, summary and `content` (the rest, by part).

    content: {"description", "fee_note", "validity", "contact": text; "keywords": [text];
    "documents", "steps", "outputs", "rules", "channels": {key: text}}
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=400, blank=True)
    summary = models.TextField(blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "language"], name="revision_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ServiceAudience(models.Model):
    """The published service is for this audience."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="audiences", db_index=False)
    audience = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "audience"], name="service_audience_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["audience", "service"], name="service_by_audience")]

    def __str__(self) -> str:
        return self.audience


class ServiceEvent(models.Model):
    """The published service answers this event."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="events", db_index=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="services", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "event"], name="service_event_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["event", "service"], name="service_by_event")]

    def __str__(self) -> str:
        return f"{self.service_id}@{self.event_id}"


class LinkCheck(models.Model):
    """The last check of an address that services show."""

    url = models.URLField(max_length=1000, unique=True)
    checked_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.url


class Report(models.Model):
    """What a reader tells about a service: something wrong, an unlisted document asked, useful or not.

    Anonymous: no address, no account. `details` is cleaned text; it is erased at `erase_after`.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=20, db_index=True)
    language = models.CharField(max_length=8)
    reason = models.CharField(max_length=40, blank=True)
    details = models.TextField(blank=True)
    document = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)
    erase_after = models.DateField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} on {self.service_id}"
