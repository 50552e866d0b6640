"""The words by which a case is found again, kept as keyed digests and never readable."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.db import transaction
from django_tasks import task

from bawaba.casework.models import Case, SearchWord
from bawaba.casework.queries.contents import open_answers, open_text
from bawaba.casework.queries.desk.finding import digest_of
from bawaba.casework.rules.searching import words_of
from bawaba.casework.types import CaseInfo, EventInfo, Json
from bawaba.forms import queries as forms
from bawaba.forms.types import Field
from bawaba.kernel.jobs import enqueue_once

NAME_CLAIMS: Final = frozenset(
    {"name", "given_name", "family_name", "name_ar", "given_name_ar", "family_name_ar"}
)
SEARCHED_TYPES: Final = frozenset({"national-id", "ice", "phone"})
CHUNK: Final = 500


def listen(*, case: CaseInfo, event: EventInfo) -> None:
    """Have the words of a case indexed once it was lodged or corrected (`event_listeners`)."""
    if event.kind in {"submitted", "corrected"}:
        enqueue_once(index_case, key=case.key)


@task()
@transaction.atomic
def index_case(*, key: str) -> int:
    """Index the words of one case and return how many it has. Safe to run twice."""
    case = Case.objects.select_related("content").filter(key=key).first()
    return _index(case) if case else 0


def rebuild_words() -> int:
    """Index every case anew and return how many there are, each chunk in a transaction of its own."""
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(Case.objects.select_related("content").filter(pk__gt=last).order_by("pk")[:CHUNK])
            for case in rows:
                _index(case)
        if not rows:
            return done
        done, last = done + len(rows), rows[-1].pk


def add_words(case: Case, *texts: str) -> None:
    """Add words to those by which a case is found. One SQL query, inside the caller's transaction."""
    digests = {digest_of(word, case.office) for word in words_of(*texts)}
    SearchWord.objects.bulk_create(
        [SearchWord(case=case, digest=digest) for digest in digests], ignore_conflicts=True
    )


def _index(case: Case) -> int:
    answers, _origins = open_answers(case.content.sealed, key=case.key)
    notes = [open_text(note.sealed, column="note", key=case.key) for note in case.notes.all()]
    labels = [name for one in case.labels.select_related("label") for name in one.label.names.values()]
    texts = [*_searched(case, answers), *notes, *labels]
    SearchWord.objects.filter(case=case).delete()
    add_words(case, *texts)
    return len(words_of(*texts))


def _searched(case: Case, answers: Mapping[str, Json]) -> Iterator[str]:
    """Yield the answers that may be searched: the person's names, numbers of identity, ways to reach them."""
    _info, definition = forms.definition_of(key=case.form, number=case.form_version)
    for page in definition.pages:
        yield from _of_fields(page.fields, answers)


def _of_fields(fields: Iterable[Field], answers: Mapping[str, Json]) -> Iterator[str]:
    for field in fields:
        value = answers.get(field.key)
        if field.fields and isinstance(value, Mapping):
            yield from _of_fields(field.fields, value)
        elif isinstance(value, str) and _is_searched(field):
            yield value


def _is_searched(field: Field) -> bool:
    names_person = (
        field.prefill is not None and field.prefill.source == "identity" and field.prefill.path in NAME_CLAIMS
    )
    return names_person or field.type in SEARCHED_TYPES
