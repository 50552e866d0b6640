"""Sign a draft, and hand it over once it is complete."""

from django.db import transaction

from bawaba.forms.errors import AnswersInvalid, LevelTooLow, NothingTakesRequests
from bawaba.forms.queries.contents import open_content
from bawaba.forms.queries.definitions import known_territory, parsed
from bawaba.forms.queries.drafts import draft_row
from bawaba.forms.rules.answers import check_answers, digest
from bawaba.forms.rules.definitions import SIGN_IN, all_fields
from bawaba.forms.rules.flow import keep_asked, walk, with_computed
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

    raises: DraftNotFound, DraftClosed, NotFound, LevelTooLow
    """
    row = writable_draft(key, person)
    definition = parsed(row.version)
    asked = next(
        (one for one in all_fields(definition) if one.key == field and one.type == "signature"), None
    )
    if asked is None:
        raise NotFound
    if SIGN_IN.index(person.level) < SIGN_IN.index(asked.settings.get("level", "substantial")):
        raise LevelTooLow
    content = open_content(row.sealed, key=key)
    signature = {
        "level": person.level,
        "at": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "digest": signed_digest(definition, keep_asked(definition, content.values, today=clock.today())),
    }
    keep_content(row, DraftContent(content.values | {field: signature}, content.typed, content.origins))
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
    answers = with_computed(definition, counted, today=clock.today())
    row.receipt = taker(
        actor=actor,
        submission=Submission(
            draft=key,
            form=row.form.key,
            version=row.version.number,
            service=row.form.service,
            owner=row.owner,
            language=row.language,
            answers=answers,
            origins=content.origins,
            files=tuple(file for asked in walk(definition, counted, today=clock.today())
                        if asked.field.type == "file" for file in asked.value or ()),
            digest=digest(answers),
        ),
    )  # fmt: skip
    row.state = "submitted"
    row.save(update_fields=["state", "receipt"])
    audit.record(
        actor=actor,
        verb="forms.submitted",
        target=row,
        detail={"form": row.form.key, "version": row.version.number},
    )
    return row.receipt


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
    signatures = {one.key for one in all_fields(definition) if one.type == "signature"}
    return digest({key: value for key, value in answers.items() if key not in signatures})
