"""Writes of the forms room. Each takes the actor first, is atomic, and leaves one audit row."""

from bawaba.forms.services.connectors import save_connector
from bawaba.forms.services.definitions import create_form, publish_form, revise_form, save_form
from bawaba.forms.services.direct import submit_answers
from bawaba.forms.services.documents import attach_file, attach_prepared, detach_file, upload_place
from bawaba.forms.services.drafts import (
    adopt_drafts,
    discard_draft,
    forget_expired_drafts,
    migrate_draft,
    save_answers,
    start_draft,
)
from bawaba.forms.services.fetching import fetch_from_source
from bawaba.forms.services.submitting import sign_draft, submit_draft

__all__ = [
    "adopt_drafts",
    "attach_file",
    "attach_prepared",
    "create_form",
    "detach_file",
    "discard_draft",
    "fetch_from_source",
    "forget_expired_drafts",
    "migrate_draft",
    "publish_form",
    "revise_form",
    "save_answers",
    "save_connector",
    "save_form",
    "sign_draft",
    "start_draft",
    "submit_answers",
    "submit_draft",
    "upload_place",
]
