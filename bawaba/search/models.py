"""Tables of the search room: documents, packed postings, passages, vectors, and what editors and counters add.

The index is written by `search.services` alone. A changed document gets a new number; the old
number is retired and its postings are dropped when segments are merged.
"""

from typing import ClassVar

from django.db import models


class IndexState(models.Model):
    """One row: what the index as a whole knows. `stamp` changes with each write; caches are keyed by it.

    lengths: channel → [documents, summed weighted length], for BM25's mean length
    """

    name = models.CharField(max_length=20, primary_key=True)
    generation = models.CharField(max_length=16)
    stamp = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_segment = models.PositiveIntegerField(default=0)
    lengths = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class IndexedDocument(models.Model):
    """A document as the index knows it. `number` is what postings hold; `version` is its last change."""

    number = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    live = models.BooleanField(default=True)
    version = models.PositiveIntegerField(db_index=True)
    revision = models.CharField(max_length=80, blank=True)
    weight = models.FloatField(default=0)
    facets = models.JSONField(default=dict)
    titles = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(live=True), name="one_live_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Segment(models.Model):
    """A set of documents whose postings were packed together; small ones are merged."""

    number = models.PositiveIntegerField(primary_key=True)
    documents = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.number} ({self.documents})"


class Posting(models.Model):
    """The packed posting list of one term of one channel in one segment.

    key:       `channel:term`; frequency: how many documents hold the term (before cutting)
    documents: int32 little-endian document numbers; weights: uint8, saturated frequency by strength
    """

    key = models.CharField(max_length=64)
    segment = models.PositiveIntegerField()
    frequency = models.PositiveIntegerField()
    documents = models.BinaryField()
    weights = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "segment"], name="posting_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["segment"], name="posting_segment")]

    def __str__(self) -> str:
        return f"{self.key}@{self.segment}"


class Passage(models.Model):
    """A piece of a live document's text that gets a vector."""

    document = models.ForeignKey(IndexedDocument, on_delete=models.CASCADE, related_name="passages")
    content_hash = models.CharField(max_length=32, db_index=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.content_hash


class Vector(models.Model):
    """The vector of a passage's text by one model: float32 little-endian, length 1. Kept for its text."""

    model = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=32)
    values = models.BinaryField()
    cell = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "content_hash"], name="vector_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.content_hash}"


class VectorCells(models.Model):
    """The centroids by which a large set of vectors is searched: float32, one row per cell."""

    model = models.CharField(max_length=120, primary_key=True)
    dimensions = models.PositiveSmallIntegerField()
    centroids = models.BinaryField()

    def __str__(self) -> str:
        return self.model


class BestBet(models.Model):
    """An editor's answer to a question: this document first, when the question is asked in these words."""

    text = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["text", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["text", "kind", "key"], name="best_bet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.kind}:{self.key}"


class ClickCount(models.Model):
    """How often a document was opened from a list of results on one day."""

    day = models.DateField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="click_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}:{self.key} {self.count}"


class QueryCount(models.Model):
    """How often a question was asked on one day, and with which outcome.

    `digest` is keyed by the day and the site's secret, so that it cannot be turned back into words
    or joined across days. `text` stays empty until several askings on the same day used the same
    words, and for good when the words look like somebody's data (see `rules.privacy`).
    """

    day = models.DateField()
    outcome = models.CharField(max_length=8)
    digest = models.CharField(max_length=32)
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "outcome", "digest"], name="query_count_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "text"], name="query_count_text")]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome} {self.text or '…'} {self.count}"
