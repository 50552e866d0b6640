"""Answer questions from the house's own figures, and let administrations contest them."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bawaba.assess.queries import campaign_standings
from bawaba.assess.services import Filling, fill_answers, save_answer
from bawaba.directory.queries import acts_for
from bawaba.kernel import audit, clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.ports import BodyMeasure, body_measures
from bawaba.maturity import shipped
from bawaba.maturity.errors import MeasureNotFound, NotStudyLead, WaveNotFound, WaveStepNotPossible
from bawaba.maturity.models import MeasuredAnswer, Wave
from bawaba.maturity.queries.planning import method_in_use
from bawaba.maturity.roadmaps.gaps import choice_at
from bawaba.maturity.rules.measuring import level_of_figure


@transaction.atomic
def fill_measured(*, actor: Actor, key: str) -> int:
    """Answer, for every body of an open wave, the questions that the house can measure; return how many answers.

    What a person answered stays, and what a body contested is not filled in again.
    raises: WaveNotFound, NotStudyLead, WaveStepNotPossible
    """
    wave = _wave(key)
    if not acts_for(actor=actor, role="publisher", body=wave.owner):
        raise NotStudyLead
    if wave.state != "open":
        raise WaveStepNotPossible
    bodies = set(wave.bodies.values_list("body", flat=True))
    contested = set(wave.measured.exclude(state="filled").values_list("body", "question"))
    rows = [row for row in _rows(wave, bodies) if (row.body, row.question) not in contested]
    method = method_in_use(urn=wave.urn, version=wave.version)
    questions = {one.id: one for one in method.questions}
    answers: dict[str, dict[str, Filling]] = {}
    for row in rows:
        value = choice_at(questions[row.question], row.level)
        answers.setdefault(row.body, {})[row.question] = Filling(value, _comment(row), _proof(wave, row.body))
    filled = fill_answers(actor=actor, campaign=wave.key, answers=answers)
    kept = [row for row in rows if row.question in filled.get(row.body, set())]
    MeasuredAnswer.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["wave", "body", "question"], batch_size=500,
        update_fields=["measured_by", "value", "count", "level", "measured_on"],
    )  # fmt: skip
    audit.record(actor=actor, verb="maturity.measured", target=wave, detail={"answers": len(kept)})
    return len(kept)


@transaction.atomic
def contest_measure(*, actor: Actor, key: str, body: str, question: str, reason: str) -> None:
    """Say, for a body, that a measured answer is wrong; those who lead the wave decide.

    raises: MeasureNotFound, WaveStepNotPossible
    """
    row = _measured(key, body, question)
    if not acts_for(actor=actor, role="editor", body=body) or not reason.strip():
        raise MeasureNotFound
    if row.state not in ("filled", "contested") or row.wave.state not in ("open", "verifying"):
        raise WaveStepNotPossible
    row.state, row.reason = "contested", reason.strip()[:4000]
    row.contested_by, row.contested_at = actor.key, clock.now()
    row.save(update_fields=["state", "reason", "contested_by", "contested_at"])
    audit.record(actor=actor, verb="maturity.measure-contested", target=row, detail={"question": question})


@transaction.atomic
def settle_measure(*, actor: Actor, key: str, body: str, question: str, keep: bool) -> None:
    """Decide on a contested answer: keep the measure, or withdraw it, so that the body answers by itself.

    raises: MeasureNotFound, NotStudyLead, WaveStepNotPossible, AssessmentStepNotPossible where it was handed in
    """
    row = _measured(key, body, question)
    if not acts_for(actor=actor, role="publisher", body=row.wave.owner):
        raise NotStudyLead
    if row.state != "contested":
        raise WaveStepNotPossible
    row.state = "kept" if keep else "withdrawn"
    row.save(update_fields=["state"])
    if not keep:
        assessment = next(one.key for one in campaign_standings(campaign=key) if one.body == body)
        save_answer(actor=system_actor("measured"), key=assessment, question=question, value=None)
    audit.record(actor=actor, verb="maturity.measure-settled", target=row, detail={"kept": keep})


def _rows(wave: Wave, bodies: set[str]) -> Iterator[MeasuredAnswer]:
    """Yield what the rooms measured and the method asks, with enough observations behind it."""
    known = {one.id for one in method_in_use(urn=wave.urn, version=wave.version).questions}
    by_figure = {one.measured_by: one for one in shipped.indicators() if one.question in known}
    for measure in body_measures.providers().values():
        for body, figures in measure(bodies=bodies).items():
            for figure in figures:
                indicator = by_figure.get(figure.name)
                if indicator is not None and figure.count >= indicator.least_count and body in bodies:
                    yield _row(wave, body, figure, indicator)


def _row(wave: Wave, body: str, figure: BodyMeasure, indicator: shipped.Indicator) -> MeasuredAnswer:
    return MeasuredAnswer(
        wave=wave, body=body, question=indicator.question, measured_by=figure.name, value=figure.value,
        count=figure.count, measured_on=figure.measured_on,
        level=level_of_figure(figure.value, better=indicator.better, bounds=indicator.bounds),
    )  # fmt: skip


def _comment(row: MeasuredAnswer) -> str:
    told = {"value": round(row.value, 1), "count": row.count, "day": row.measured_on.isoformat()}
    return _("Measured by this site on %(day)s: %(value)s, from %(count)s observations.") % told


def _proof(wave: Wave, body: str) -> str:
    return f"{settings.SITE_ADDRESS}/{settings.LANGUAGE_CODE}/digital-maturity/waves/{wave.key}/bodies/{body}"


def _measured(key: str, body: str, question: str) -> MeasuredAnswer:
    row = (
        MeasuredAnswer.objects.select_for_update(of=("self",))
        .select_related("wave")
        .filter(wave__key=key, body=body, question=question)
        .first()
    )
    if row is None:
        raise MeasureNotFound
    return row


def _wave(key: str) -> Wave:
    wave = Wave.objects.select_for_update().filter(key=key).first()
    if wave is None:
        raise WaveNotFound
    return wave
