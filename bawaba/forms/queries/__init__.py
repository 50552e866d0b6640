"""Reads of the forms room. Each query states how many SQL queries it makes."""

from bawaba.forms.queries.definitions import (
    count_people_cost,
    definition_of,
    draft_version,
    export_version_schema,
    find_form,
    known_territory,
    list_forms,
    list_versions,
    published_version,
    questions_of_service,
    read_definition,
    service_facts,
    validate_answers,
)
from bawaba.forms.queries.drafts import (
    check_draft,
    draft_consents,
    files_by_question,
    list_drafts,
    open_draft,
    preview_migration,
)
from bawaba.forms.queries.partly import check_some, control_errors, draw_some, read_some, some_fields
from bawaba.forms.queries.people import (
    VISITOR_COOKIE,
    owner_of_secret,
    person_of,
    takes_requests,
    visitor_of,
)
from bawaba.forms.queries.telling import tell_answers
from bawaba.forms.queries.versions import forms_of_service

__all__ = [
    "VISITOR_COOKIE",
    "check_draft",
    "check_some",
    "control_errors",
    "count_people_cost",
    "definition_of",
    "draft_consents",
    "draft_version",
    "draw_some",
    "export_version_schema",
    "files_by_question",
    "find_form",
    "forms_of_service",
    "known_territory",
    "list_drafts",
    "list_forms",
    "list_versions",
    "open_draft",
    "owner_of_secret",
    "person_of",
    "preview_migration",
    "published_version",
    "questions_of_service",
    "read_definition",
    "read_some",
    "service_facts",
    "some_fields",
    "takes_requests",
    "tell_answers",
    "validate_answers",
    "visitor_of",
]
