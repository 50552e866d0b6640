"""Versions that people fill in, read once in an epoch: publishing a form begins a new one."""

from dataclasses import dataclass

from bawaba.forms.errors import FormNotFound
from bawaba.forms.models import FormVersion
from bawaba.forms.queries.definitions import parsed, version_info
from bawaba.forms.types import Definition, VersionInfo
from bawaba.kernel.epochs import keep_for_epoch


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version with its form and where they are stored. What it holds never changes once it is published."""

    pk: int
    form_pk: int
    service: str
    info: VersionInfo
    definition: Definition


@keep_for_epoch
def stored_version(pk: int) -> StoredVersion:
    """Return a published version by its key in the database. One SQL query once an epoch."""
    return _stored(FormVersion.objects.select_related("form").get(pk=pk))


@keep_for_epoch
def version_in_force(form: str) -> StoredVersion:
    """Return the version of a form in force. One SQL query once an epoch; another process's publication
    is seen within a second.

    raises: FormNotFound
    """
    row = FormVersion.objects.select_related("form").filter(form__key=form, state="published").first()
    if row is None:
        raise FormNotFound
    return _stored(row)


def forms_of_service(*, service: str) -> tuple[str, ...]:
    """Return the keys of the forms in force that are made for a catalogue service. One SQL query once an epoch."""
    return _forms_by_service().get(service, ())


@keep_for_epoch
def _forms_by_service() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    held = FormVersion.objects.filter(state="published").exclude(form__service="").order_by("form__key")
    for service, key in held.values_list("form__service", "form__key"):
        found[service] = (*found.get(service, ()), key)
    return found


def _stored(row: FormVersion) -> StoredVersion:
    return StoredVersion(row.pk, row.form_id, row.form.service, version_info(row), parsed(row))
