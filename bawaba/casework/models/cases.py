"""Cases, what belongs to them for ever, and the procedures that they follow."""

from typing import ClassVar

from django.db import models

from bawaba.casework.rules.words import CASE_OUTCOMES, DECISION_STATES, PHASES
from bawaba.kernel.versions import DefinitionVersion, version_constraints


class ServiceProcedure(models.Model):
    """How requests for one catalogue service are handled. An empty service is the country's default."""

    service = models.CharField(max_length=120, unique=True, blank=True)
    body = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["service"]

    def __str__(self) -> str:
        return self.service or "(default)"


class ServiceProcedureVersion(DefinitionVersion):
    """One version of a procedure. Once published, its definition never changes."""

    procedure = models.ForeignKey(ServiceProcedure, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        ordering: ClassVar = ["procedure_id", "number"]
        constraints: ClassVar = version_constraints(
            "procedure",
            number="procedure_version_number",
            draft="procedure_one_draft",
            in_force="procedure_one_in_force",
            state="procedure_version_state",
            dated="procedure_published_has_date",
        )

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"


class ObservedFeast(models.Model):
    """The day on which a feast of the Hijri calendar was announced, in place of the forecast."""

    feast = models.CharField(max_length=40)
    hijri_year = models.PositiveSmallIntegerField()
    day = models.DateField()
    source = models.CharField(max_length=300)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feast", "hijri_year"], name="observed_feast_once"),
        ]

    def __str__(self) -> str:
        return f"{self.feast} {self.hijri_year}"


class Case(models.Model):
    """A request lodged for a catalogue service. Narrow on purpose: lists read a million of them.

    key:    unguessable, in addresses; number: public, said on the telephone
    draft:  key of the draft that it was made from: one case for each
    owner:  the person's key; office: the body that handles it; territory: where the person lives, if known
    state:  of its workflow; phase: open, paused (the clock stands) or closed
    law_time: which of the law's times to answer it has: 0 the ordinary one, else the place among those by condition
    clock_on: the day from which the law's clock counts; escalated_at: when the supervisor was told
    due_on: the legal date as known now; while the clock stands, as it was when it stopped
    closed_at: empty while the case is open or paused; the indexes of desks hold on to that
    told:   the day in days from due_on up to which alerts were given, so that each is given once
    """

    key = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=20, unique=True)
    draft = models.CharField(max_length=40, unique=True)
    service = models.CharField(max_length=120)
    form = models.CharField(max_length=80)
    form_version = models.PositiveIntegerField()
    procedure = models.ForeignKey(
        ServiceProcedureVersion, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    body = models.CharField(max_length=120)
    office = models.CharField(max_length=120)
    territory = models.CharField(max_length=32, blank=True)
    owner = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=40)
    phase = models.CharField(max_length=8, default="open")
    outcome = models.CharField(max_length=20, blank=True)
    assignee = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField()
    state_since = models.DateTimeField()
    law_time = models.PositiveSmallIntegerField(default=0)
    clock_on = models.DateField()
    due_on = models.DateField()
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    told = models.SmallIntegerField(default=-32768)
    revision = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [  # a desk's filters are answered from them alone: SQLite wants closed_at too
            models.Index(
                fields=["office", "due_on", "id", "phase", "state", "assignee", "service", "closed_at"],
                condition=models.Q(closed_at__isnull=True),
                name="case_office_due",
            ),
            models.Index(
                fields=["assignee", "due_on", "id", "phase", "office", "state", "service", "closed_at"],
                condition=models.Q(closed_at__isnull=True),
                name="case_assignee_due",
            ),
            models.Index(
                fields=["service", "due_on", "id", "phase", "office", "state", "assignee", "closed_at"],
                condition=models.Q(closed_at__isnull=True),
                name="case_service_due",
            ),
            models.Index(
                fields=["due_on", "id", "phase", "office", "state", "assignee", "service", "closed_at"],
                condition=models.Q(closed_at__isnull=True),
                name="case_due",
            ),
            models.Index(
                fields=["office", "-id", "phase", "state", "assignee", "service"], name="case_office_newest"
            ),
            models.Index(
                fields=["service", "-id", "phase", "office", "state", "assignee"], name="case_service_newest"
            ),
            models.Index(fields=["owner", "-id"], name="case_owner"),
            models.Index(  # of closed cases alone: SQLite would else look for the open ones in it
                fields=["service", "-closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="case_service_closed",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(phase__in=PHASES), name="case_phase"),
            models.CheckConstraint(condition=models.Q(outcome__in=CASE_OUTCOMES), name="case_outcome"),
            models.CheckConstraint(
                condition=models.Q(phase="closed", closed_at__isnull=False)
                | (~models.Q(phase="closed") & models.Q(closed_at__isnull=True)),
                name="case_closed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseContent(models.Model):
    """What the person wrote: personal data, sealed as a whole (`queries.contents`).

    digest: SHA-256 of the answers' canonical JSON, as on the receipt
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="content")
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest[:8]


class Receipt(models.Model):
    """What proves that a case was lodged. It never changes. code: of its public verification page."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="receipt")
    code = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField()
    file = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"receipt of {self.case_id}"


class Decision(models.Model):
    """What was decided. Its reasons are personal data, sealed.

    state: proposed (waits for a second pair of eyes), in-force, returned (by the second), annulled
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    transition = models.CharField(max_length=40)
    sealed_reasons = models.BinaryField(null=True)
    code = models.CharField(max_length=40, unique=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    confirmed_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    appeal_until = models.DateField(null=True)
    file = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case"], condition=models.Q(state="proposed"), name="decision_proposed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=("proposed", "in-force")),
                name="decision_one_standing",
            ),
            models.CheckConstraint(condition=models.Q(state__in=DECISION_STATES), name="decision_state"),
            models.CheckConstraint(
                condition=~models.Q(state="in-force") | models.Q(decided_at__isnull=False),
                name="decision_in_force_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.case_id}"


class Event(models.Model):
    """One line of a case's timeline; rows are only ever added.

    sight:  person (the person may read it) or internal; detail: no personal data
    sealed: free text that somebody wrote, personal data
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    sight = models.CharField(max_length=8)
    actor = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_event")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sight__in=("person", "internal")), name="case_event_sight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Pause(models.Model):
    """The clock stands: since when, why, until when the person may answer.

    reason: correction (only once for a case); fields: names of the answers to correct
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=20)
    began_on = models.DateField()
    began_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer_by = models.DateField()
    fields = models.JSONField(default=list)
    sealed_message = models.BinaryField()
    asked_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="pause_one_open"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(reason="correction"), name="pause_correction_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["answer_by"], condition=models.Q(ended_at__isnull=True), name="pause_answer_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"
