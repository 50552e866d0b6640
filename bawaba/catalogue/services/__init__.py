"""Writes of the catalogue. Each takes the actor first, is atomic, and leaves one audit row."""

from bawaba.catalogue.services.drafts import create_draft, restore_revision, save_draft
from bawaba.catalogue.services.events import load_events
from bawaba.catalogue.services.imports import import_file
from bawaba.catalogue.services.lifecycle import (
    approve,
    archive,
    publish_due,
    publish_due_job,
    return_to_author,
    schedule,
    submit_for_review,
)
from bawaba.catalogue.services.links import check_links
from bawaba.catalogue.services.reports import answer_report, erase_old_reports, record_report, request_field
from bawaba.catalogue.services.starter import load_starter, starter_files, starter_size
from bawaba.catalogue.services.synthetic import synthesise

__all__ = [
    "answer_report",
    "approve",
    "archive",
    "check_links",
    "create_draft",
    "erase_old_reports",
    "import_file",
    "load_events",
    "load_starter",
    "publish_due",
    "publish_due_job",
    "record_report",
    "request_field",
    "restore_revision",
    "return_to_author",
    "save_draft",
    "schedule",
    "starter_files",
    "starter_size",
    "submit_for_review",
    "synthesise",
]
