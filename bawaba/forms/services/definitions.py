"""Write forms: create, change the draft version, publish it for ever."""

from django.db import IntegrityError, transaction

from bawaba.directory.queries import acts_for
from bawaba.directory.types import Role
from bawaba.forms.errors import (
    DefinitionRefused,
    DocumentNotListed,
    FormChangedMeanwhile,
    FormKeyTaken,
    FormNotFound,
    NotEditor,
    NothingToPublish,
)
from bawaba.forms.models import Form, FormVersion
from bawaba.forms.queries.definitions import count_people_cost
from bawaba.forms.rules.answers import digest
from bawaba.forms.rules.definitions import definition_faults, parse_definition, write_definition
from bawaba.forms.types import Definition
from bawaba.kernel import audit, clock, epochs
from bawaba.kernel.actors import Actor


@transaction.atomic
def create_form(*, actor: Actor, key: str, body: str, service: str, definition: Definition) -> int:
    """Create a form with its first draft version, and return that version's number.

    raises: NotEditor, FormKeyTaken
    """
    _require(actor, "editor", body)
    if Form.objects.filter(key=key).exists():
        raise FormKeyTaken
    form = Form.objects.create(key=key, body=body, service=service, created_at=clock.now())
    _write_draft(actor, form, 1, definition)
    audit.record(actor=actor, verb="forms.created", target=form, detail={"key": key, "service": service})
    return 1


@transaction.atomic
def save_form(*, actor: Actor, key: str, definition: Definition, expected: str = "") -> str:
    """Keep a definition as the form's draft version, whole or not, and return its digest.

    expected: digest of the draft version that was changed; empty replaces whatever is there
    raises:   FormNotFound, NotEditor, FormChangedMeanwhile
    """
    form = _form(actor, "editor", key)
    draft = FormVersion.objects.select_for_update().filter(form=form, state="draft").first()
    if expected and draft is not None and draft.digest != expected:
        raise FormChangedMeanwhile
    if draft is None:
        last = (
            FormVersion.objects.filter(form=form).order_by("-number").values_list("number", flat=True).first()
        )
        draft = _write_draft(actor, form, (last or 0) + 1, definition)
    else:
        draft.definition = write_definition(definition)
        draft.digest = digest(draft.definition)
        draft.changed_at, draft.changed_by = clock.now(), actor.key
        draft.save(update_fields=["definition", "digest", "changed_at", "changed_by"])
    audit.record(actor=actor, verb="forms.saved", target=form, detail={"version": draft.number})
    return draft.digest


@transaction.atomic
def revise_form(*, actor: Actor, key: str) -> int:
    """Open the next draft version as a copy of the one in force, unless there is one; return its number.

    raises: FormNotFound, NotEditor
    """
    form = _form(actor, "editor", key)
    known = FormVersion.objects.filter(form=form, state="draft").values_list("number", flat=True).first()
    if known is not None:
        return known
    last = FormVersion.objects.filter(form=form).order_by("-number").first()
    if last is None:
        raise FormNotFound
    draft = _write_draft(actor, form, last.number + 1, parse_definition(last.definition))
    audit.record(actor=actor, verb="forms.revised", target=form, detail={"version": draft.number})
    return draft.number


@transaction.atomic
def publish_form(*, actor: Actor, key: str, note: str = "") -> int:
    """Put the draft version in force, for ever as it is, and return its number.

    Open drafts of people stay on their version.
    raises: FormNotFound, NotEditor, NothingToPublish, DefinitionRefused, DocumentNotListed
    """
    form = _form(actor, "publisher", key)
    draft = FormVersion.objects.select_for_update().filter(form=form, state="draft").first()
    if draft is None:
        raise NothingToPublish
    _check(parse_definition(draft.definition), form.service)
    FormVersion.objects.filter(form=form, state="published").update(state="replaced")
    draft.state, draft.note = "published", note[:400]
    draft.published_at, draft.published_by = clock.now(), actor.key
    draft.save(update_fields=["state", "note", "published_at", "published_by"])
    audit.record(
        actor=actor,
        verb="forms.published",
        target=form,
        detail={"version": draft.number, "digest": draft.digest},
    )
    epochs.advance()
    return draft.number


def _check(definition: Definition, service: str) -> None:
    faults = definition_faults(definition)
    if faults:
        raise DefinitionRefused(
            fields={fault.path or "form": f"{fault.code} {fault.detail}" for fault in faults}
        )
    unlisted = count_people_cost(definition=definition, service=service).unlisted
    if unlisted:
        raise DocumentNotListed(fields=dict.fromkeys(unlisted, DocumentNotListed.message))


def _write_draft(actor: Actor, form: Form, number: int, definition: Definition) -> FormVersion:
    written = write_definition(definition)
    try:
        with transaction.atomic():
            return FormVersion.objects.create(
                form=form,
                number=number,
                state="draft",
                definition=written,
                digest=digest(written),
                changed_at=clock.now(),
                changed_by=actor.key,
            )
    except IntegrityError as fault:  # somebody else began the same version a moment ago
        raise FormChangedMeanwhile from fault


def _form(actor: Actor, role: Role, key: str) -> Form:
    form = Form.objects.filter(key=key).first()
    if form is None:
        raise FormNotFound
    _require(actor, role, form.body)
    return form


def _require(actor: Actor, role: Role, body: str) -> None:
    if not acts_for(actor=actor, role=role, body=body):
        raise NotEditor
