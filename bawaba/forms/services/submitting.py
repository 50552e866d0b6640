"""Sign a draft, and hand it over once it is complete."""

from django.db import transaction

from bawaba.forms.errors import AnswersInvalid, LevelTooLow, NothingTakesRequests
from bawaba.forms.models import Draft
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import known_territory, parsed
from bawaba.forms.queries.drafts import draft_row
from bawaba.forms.rules.answers import check_answers, digest
from bawaba.forms.rules.definitions import SIGN_IN
from bawaba.forms.rules.flow import keep_asked, walk, with_computed
from bawaba.forms.rules.places import place_of, put_answer, without_signatures
from bawaba.forms.services.drafts import FILES, keep_content, writable_draft
from bawaba.forms.types import (
    AnswerFault,
    Definition,
    DraftContent,
    Json,
    Person,
    Submission,
    submission_takers,
)
from bawaba.kernel import audit, clock, files
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import NotFound


@transaction.atomic
def sign_draft(*, actor: Actor, key: str, person: Person, field: str) -> None:
    """Let the person sign the answers as they stand; any change afterwards makes the signature void.

    field:  name of a signature: its key, or the path to it in an item of a repeating group
    raises: DraftNotFound, DraftClosed, NotFound, LevelTooLow
    """
    row = writable_draft(key, person)
    definition = parsed(row.version)
    content = open_content(row.sealed, key=key)
    found = place_of(definition, field, content.values)
    if found is None or found[0].type != "signature":
        raise NotFound
    asked, path = found
    if SIGN_IN.index(person.level) < SIGN_IN.index(asked.settings.get("level", "substantial")):
        raise LevelTooLow
    signature = {
        "level": person.level,
        "at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "digest": signed_digest(definition, keep_asked(definition, content.values, today=clock.today())),
    }
    keep_content(
        row, DraftContent(put_answer(content.values, path, signature), content.typed, content.origins)
    )
    audit.record(actor=actor, verb="forms.draft-signed", target=row, detail={"digest": signature["digest"]})


@transaction.atomic
def submit_draft(*, actor: Actor, key: str, person: Person) -> str:
    """Hand a complete draft to the room that takes requests, and return the receipt's address.

    A second call, from a double click or another device, returns the same address.
    raises: DraftNotFound, AnswersInvalid, NothingTakesRequests
    """
    row = draft_row(key, person.owner, lock=True)
    if row.state == "submitted":
        return row.receipt
    definition, content = parsed(row.version), open_content(row.sealed, key=key)
    counted = keep_asked(definition, content.values, today=clock.today())
    faults = submission_faults(definition, counted, draft=key)
    if faults or content.typed:
        raise AnswersInvalid(
            fields={fault.name: fault.code for fault in faults} | dict.fromkeys(content.typed, "wrong-format")
        )
    taker = next(iter(submission_takers.providers().values()), None)
    if taker is None:
        raise NothingTakesRequests
    row.receipt = taker(actor=actor, submission=_submission(row, definition, counted, content))
    row.state = "submitted"
    row.save(update_fields=["state", "receipt"])
    audit.record(
        actor=actor,
        verb="forms.submitted",
        target=row,
        detail={"form": row.form.key, "version": row.version.number},
    )
    return row.receipt


def _submission(
    row: Draft, definition: Definition, counted: dict[str, Json], content: DraftContent
) -> Submission:
    """Return what is handed over of a draft. counted: the answers to what is asked"""
    today = clock.today()
    answers = with_computed(definition, counted, today=today)
    papers = [one for one in walk(definition, counted, today=today) if one.field.type == "file"]
    return Submission(
        draft=row.key,
        form=row.form.key,
        version=row.version.number,
        service=row.form.service,
        owner=row.owner,
        language=row.language,
        answers=answers,
        origins=content.origins,
        files=tuple(file for one in papers for file in one.value or ()),
        digest=digest(answers),
    )


def submission_faults(definition: Definition, answers: dict[str, Json], *, draft: str) -> list[AnswerFault]:
    """Return every fault of a draft's answers, with signatures that no longer hold and files that are not its own."""
    faults = check_answers(definition, answers, today=clock.today(), known=known_territory)
    own = {file.key for file in files.list_files(purpose=FILES, subject=draft) if file.state != "harmful"}
    for asked in walk(definition, answers, today=clock.today()):
        if asked.field.type == "file" and not set(asked.value or ()) <= own:
            faults.append(AnswerFault(asked.path, "not-a-choice"))
        if asked.field.type == "signature" and _is_void(asked.value, signed_digest(definition, answers)):
            faults.append(AnswerFault(asked.path, "signature-void"))
    return faults


def _is_void(signature: Json, digest_now: str) -> bool:
    return isinstance(signature, dict) and signature.get("digest") != digest_now


def signed_digest(definition: Definition, answers: dict[str, Json]) -> str:
    """Return the digest of the answers without the signatures among them."""
    return digest(without_signatures(definition, answers))
