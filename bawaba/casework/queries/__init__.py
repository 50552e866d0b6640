"""Reads of the casework room. Each query states how many SQL queries it makes."""

from bawaba.casework.queries.access import offices_of
from bawaba.casework.queries.beginnings import find_draft
from bawaba.casework.queries.cases import find_by_number, find_case, list_cases, open_case
from bawaba.casework.queries.correspondence import list_own_messages
from bawaba.casework.queries.procedures import (
    draft_procedure,
    list_procedure_versions,
    list_procedures,
    procedure_in_force,
    procedure_to_edit,
    procedure_version,
)
from bawaba.casework.queries.samples import samples_present
from bawaba.casework.queries.tracking import list_own, track
from bawaba.casework.queries.verification import verify_paper
from bawaba.casework.queries.webhooks import find_webhook, list_deliveries, list_webhooks

__all__ = [
    "draft_procedure",
    "find_by_number",
    "find_case",
    "find_draft",
    "find_webhook",
    "list_cases",
    "list_deliveries",
    "list_own",
    "list_own_messages",
    "list_procedure_versions",
    "list_procedures",
    "list_webhooks",
    "offices_of",
    "open_case",
    "procedure_in_force",
    "procedure_to_edit",
    "procedure_version",
    "samples_present",
    "track",
    "verify_paper",
]
