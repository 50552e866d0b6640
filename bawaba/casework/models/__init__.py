"""Tables of the casework room: cases and their procedures, people, the agents' desk, what goes out."""

from bawaba.casework.models.cases import (
    Case,
    CaseContent,
    Decision,
    Event,
    ObservedFeast,
    Pause,
    Receipt,
    ServiceProcedure,
    ServiceProcedureVersion,
)
from bawaba.casework.models.desk import (
    AgentLoad,
    CaseLabel,
    Figure,
    Label,
    Note,
    ReadLock,
    ReplyTemplate,
    SavedFilter,
    SearchWord,
)
from bawaba.casework.models.exchange import ApplicationFile, CompletedTask, HeldDocument, OutsideName
from bawaba.casework.models.outgoing import Delivery, Webhook
from bawaba.casework.models.people import (
    Appeal,
    Complaint,
    CorrectionDraft,
    Message,
    Notice,
    NoticePreference,
    Rating,
)

__all__ = [
    "AgentLoad",
    "Appeal",
    "ApplicationFile",
    "Case",
    "CaseContent",
    "CaseLabel",
    "Complaint",
    "CompletedTask",
    "CorrectionDraft",
    "Decision",
    "Delivery",
    "Event",
    "Figure",
    "HeldDocument",
    "Label",
    "Message",
    "Note",
    "Notice",
    "NoticePreference",
    "ObservedFeast",
    "OutsideName",
    "Pause",
    "Rating",
    "ReadLock",
    "Receipt",
    "ReplyTemplate",
    "SavedFilter",
    "SearchWord",
    "ServiceProcedure",
    "ServiceProcedureVersion",
    "Webhook",
]
