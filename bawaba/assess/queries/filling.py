"""What the pages of filling in and reviewing show: an assessment whole, its sections, what is still missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bawaba.assess.errors import EvidenceNotFound
from bawaba.assess.models import Answer, Assessment, Campaign, Contributor, Decision, Evidence, Review
from bawaba.assess.queries.access import Part, seen
from bawaba.assess.queries.contributors import contributors_of
from bawaba.assess.queries.methods import method_of
from bawaba.assess.rules.answers import answer_faults, is_missing, lacking
from bawaba.assess.rules.conditions import asked
from bawaba.assess.rules.scoring import fill_in
from bawaba.assess.types import (
    EVIDENCE_FILES,
    AnswerInfo,
    Answers,
    ContributorInfo,
    DecisionInfo,
    EvidenceInfo,
    Fault,
    Json,
    Method,
    Question,
    Section,
    Texts,
)
from bawaba.assess.wording import tell_fault
from bawaba.directory.queries import account_names, acts_for, body_names
from bawaba.kernel import files
from bawaba.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section is. lacks: questions that must be answered, or proved; mine: whether its reader answers it"""

    section: Section
    asked: tuple[Question, ...]
    answered: int
    lacks: tuple[str, ...]
    mine: bool

    @property
    def complete(self) -> bool:
        return not self.lacks and self.answered == len(self.asked)


@dataclass(frozen=True, slots=True)
class Filling:
    """An assessment as its pages show it. filled: questions that the method answers by itself → choice"""

    key: str
    urn: str
    version: str
    body: str
    body_names: Texts
    subject: str
    state: str
    revision: int
    campaign: str
    campaign_titles: Texts
    due_on: date | None
    open: bool
    approved_by: str
    method: Method
    part: Part
    answers: Mapping[str, AnswerInfo]
    filled: Mapping[str, str]
    evidence: Mapping[str, Sequence[EvidenceInfo]]
    contributors: Sequence[ContributorInfo]
    decisions: Sequence[DecisionInfo]
    sections: tuple[SectionState, ...]

    @property
    def writable(self) -> bool:
        return self.open and self.state in ("draft", "returned")

    @property
    def lacks(self) -> int:
        return sum(len(one.lacks) for one in self.sections)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.sections)

    @property
    def asked(self) -> int:
        return sum(len(one.asked) for one in self.sections)


@dataclass(frozen=True, slots=True)
class Line:
    """An assessment in a list."""

    key: str
    titles: Texts
    campaign_titles: Texts
    body: str
    body_names: Texts
    subject: str
    state: str
    due_on: date | None


def open_filling(*, actor: Actor, key: str) -> Filling:
    """Return an assessment whole, for who takes part in it. At most fifteen SQL queries.

    raises: AssessmentNotFound
    """
    row, part = seen(actor, key)
    method = method_of(row.version)
    answers = _answers(row)
    evidence = evidence_of(row)
    values: Answers = {name: one.value for name, one in answers.items()}
    whole, filled = fill_in(method, values)
    campaign = row.campaign
    return Filling(
        key=row.key,
        urn=row.version.method.urn,
        version=row.version.version,
        body=row.body,
        body_names=body_names(keys=[row.body]).get(row.body, {}),
        subject=row.subject,
        state=row.state,
        revision=row.revision,
        campaign=campaign.key if campaign else "",
        campaign_titles=campaign.titles if campaign else {},
        due_on=campaign.due_on if campaign else None,
        open=campaign is None or campaign.closed_at is None,
        approved_by=row.approved_by,
        method=method,
        part=part,
        answers=answers,
        filled={one["question"]: one["choice"] for one in filled},
        evidence=evidence,
        contributors=contributors_of(row),
        decisions=_decisions(row),
        sections=tuple(_sections(method, whole, evidence, part)),
    )


def list_mine(*, actor: Actor) -> list[Line]:
    """Return the assessments that an actor answers: of their bodies, or by invitation. The newest first, at most 100.

    Three SQL queries, none for nobody.
    """
    if actor.account_id is None:
        return []
    bodies = {body for role, body in actor.roles if role in ("editor", "publisher") and body != "*"}
    invited = Contributor.objects.filter(account=actor.key).values_list("assessment_id", flat=True)
    rows = Assessment.objects.exclude(state="superseded").select_related("version__method", "campaign")
    rows = rows.defer("version__definition")
    found = rows.filter(body__in=bodies) | rows.filter(pk__in=list(invited))
    return _lines(found.distinct().order_by("-id")[:100])


def list_to_review(*, actor: Actor) -> list[Line]:
    """Return the assessments that wait for an actor's review or publication, the oldest first, at most 100.

    Two SQL queries, none for those who review nothing.
    """
    owners = {body for role, body in actor.roles if role == "publisher" and body != "*"}
    rows = Assessment.objects.filter(state__in=("submitted", "review", "approved"))
    rows = rows.select_related("version__method", "campaign").defer("version__definition")
    if not actor.is_administrator:
        if not owners:
            return []
        rows = rows.filter(campaign__owner__in=owners) | rows.filter(
            campaign=None, version__method__owner__in=owners
        )
    return _lines(rows.order_by("submitted_at", "id")[:100])


def may_lead(*, actor: Actor) -> bool:
    """Say whether an actor leads campaigns anywhere. No SQL query."""
    return actor.is_administrator or any(role == "publisher" for role, _body in actor.roles)


def check_answers(*, method: Method, answers: Answers) -> dict[str, str]:
    """Return question → what is wrong with its answer, in the reader's words. No SQL query."""
    return {fault.place: tell_fault(Fault(fault.code, 0, "", "")) for fault in answer_faults(method, answers)}


def may_open_evidence(*, actor: Actor, key: str, file: str) -> bool:
    """Say whether an actor may open a file of evidence; one that is confidential is for those who write and review.

    At most seven SQL queries.
    """
    row, part = seen(actor, key)
    piece = Evidence.objects.filter(assessment=row, file=file).first()
    return piece is not None and may_see(piece, part)


def open_evidence(*, actor: Actor, key: str, evidence: int) -> tuple[files.FileInfo, Iterator[bytes]]:
    """Return a file of evidence and its content in pieces. At most nine SQL queries.

    raises: AssessmentNotFound, EvidenceNotFound also for one that is confidential to this reader, FileNotReady
    """
    row, part = seen(actor, key)
    piece = Evidence.objects.filter(assessment=row, pk=evidence).exclude(file="").first()
    if piece is None or not may_see(piece, part):
        raise EvidenceNotFound
    found = {one.key: one for one in files.list_files(purpose=EVIDENCE_FILES, subject=key)}
    if piece.file not in found:
        raise EvidenceNotFound
    return found[piece.file], files.read(key=piece.file)


def may_see(piece: Evidence, part: Part) -> bool:
    """Say whether who takes this part may open evidence; what is confidential is for those who write and review."""
    return not piece.confidential or part.writes or part.reviews or bool(part.sections)


def campaign_of(*, actor: Actor, key: str) -> Campaign | None:
    """Return the campaign with this key, for those who lead it or audit it; None for others. At most three SQL queries."""
    rows = Campaign.objects.select_related("version__method").defer("version__definition")
    row = rows.filter(key=key).first()
    if row is None:
        return None
    leads = acts_for(actor=actor, role="publisher", body=row.owner)
    return row if leads or acts_for(actor=actor, role="supervisor", body=row.owner) else None


def evidence_of(row: Assessment) -> dict[str, list[EvidenceInfo]]:
    """Return question → what proves its answer, in the order in which it was added. At most two SQL queries."""
    pieces = list(Evidence.objects.filter(assessment=row).order_by("pk"))
    kept = (
        {one.key: one for one in files.list_files(purpose=EVIDENCE_FILES, subject=row.key)}
        if any(one.file for one in pieces)
        else {}
    )
    found: dict[str, list[EvidenceInfo]] = defaultdict(list)
    for one in pieces:
        name = kept[one.file].name if one.file in kept else one.url
        address = f"files/{one.file}" if one.file else one.url
        found[one.question].append(
            EvidenceInfo(
                one.pk, one.question, one.title or name, address, bool(one.file), one.confidential, one.valid_until
            )
        )  # fmt: skip
    return dict(found)


def _answers(row: Assessment) -> dict[str, AnswerInfo]:
    reviews = {one.question: one for one in Review.objects.filter(assessment=row)}
    found = {
        one.question: AnswerInfo(
            one.question, one.value, one.comment, one.author, one.answered_at,
            reviews[one.question].value if one.question in reviews else None,
            reviews[one.question].note if one.question in reviews else "",
        )
        for one in Answer.objects.filter(assessment=row)
    }  # fmt: skip
    for name in reviews.keys() - found.keys():
        one = reviews[name]
        found[name] = AnswerInfo(name, "", "", "", one.reviewed_at, one.value, one.note)
    return found


def _decisions(row: Assessment) -> list[DecisionInfo]:
    rows = list(Decision.objects.filter(assessment=row))
    names = account_names(keys=[one.approver for one in rows])
    return [
        DecisionInfo(one.verdict, one.reason, names.get(one.approver, ""), one.decided_at, one.expires_on)
        for one in rows
    ]


def _sections(
    method: Method, answers: Mapping[str, Json], evidence: Mapping[str, object], part: Part
) -> Iterable[SectionState]:
    shown = {one.id for one in asked(method, answers)}
    for section in method.sections:
        questions = tuple(one for one in section.questions if one.id in shown)
        if questions:
            yield SectionState(
                section,
                questions,
                sum(not is_missing(answers.get(one.id)) for one in questions),
                tuple(lacking(questions, answers, evidence.keys())),
                part.answers(section.id),
            )


def _lines(rows: Iterable[Assessment]) -> list[Line]:
    listed = list(rows)
    names = body_names(keys=[one.body for one in listed])
    return [
        Line(
            one.key, one.version.definition["titles"], one.campaign.titles if one.campaign else {}, one.body,
            names.get(one.body, {}), one.subject, one.state, one.campaign.due_on if one.campaign else None,
        )
        for one in listed
    ]  # fmt: skip
