"""What agents put around cases: labels, notes, filters, templates of answers, locks, words to search."""

from typing import ClassVar

from django.db import models

from bawaba.casework.models.cases import Case


class Label(models.Model):
    """A label of an office's desk. colour: name of the design system, never alone."""

    office = models.CharField(max_length=120)
    key = models.SlugField(max_length=40)
    names = models.JSONField()
    colour = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="label_once"),
        ]

    def __str__(self) -> str:
        return self.key


class CaseLabel(models.Model):
    """A label on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="labels", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="cases")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "label"], name="case_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.case_id}"


class Note(models.Model):
    """An internal note; the person never sees it. Its text is sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes", db_index=False)
    at = models.DateTimeField()
    author = models.CharField(max_length=80)
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_note")]

    def __str__(self) -> str:
        return f"note of {self.case_id}"


class SavedFilter(models.Model):
    """A filter of the desk that an agent kept. query: as the desk's address carries it."""

    owner = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    query = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """A text that an office answers with, by language. kind: message, correction, refusal or acceptance."""

    office = models.CharField(max_length=120, db_index=True)
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=12)
    names = models.JSONField()
    texts = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="reply_template_once"),
        ]

    def __str__(self) -> str:
        return self.key


class ReadLock(models.Model):
    """An agent has this case open, so that two do not work against each other. until: when it ends by itself."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="lock")
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.holder} on {self.case_id}"


class SearchWord(models.Model):
    """A word of a case as a keyed digest (`kernel.sealing.blind_index`): found without being read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="words", db_index=False)
    digest = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "digest"], name="search_word_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["digest", "case"], name="search_word")]

    def __str__(self) -> str:
        return f"word of {self.case_id}"


class AgentLoad(models.Model):
    """How much an agent can take, where it is not the usual. An agent without a row takes one share.

    share: of the cases that are shared out, in hundredths of a full place; away_until: takes none before
    """

    account = models.CharField(max_length=80)
    office = models.CharField(max_length=120)
    share = models.PositiveSmallIntegerField(default=100)
    away_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "account"], name="agent_load_once"),
            models.CheckConstraint(condition=models.Q(share__lte=200), name="agent_load_share"),
        ]

    def __str__(self) -> str:
        return f"{self.account}@{self.office}"


class Figure(models.Model):
    """How many cases of one office, service and month there are of one kind, so that no report counts cases.

    office: empty for all offices of the body together; service: empty for all services together
    month:  its first day: of the submission for `received` and `waiting`, of the end for the others
    kind:   received, waiting (neither decided nor withdrawn), in-time, late, rating, or an outcome
    value:  days that it took for in-time and late; the score for rating; else 0
    """

    body = models.CharField(max_length=120)
    office = models.CharField(max_length=120, blank=True)
    service = models.CharField(max_length=120, blank=True)
    month = models.DateField()
    kind = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField(default=0)
    count = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "body", "service", "kind", "month", "value"], name="figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}/{self.office} {self.month} {self.kind}"
