"""Personal data taken out of a question before it leaves the machine."""

from bawaba.assistant.rules.redaction.names import NameBook, read_names
from bawaba.assistant.rules.redaction.redacting import Redacted, redact
from bawaba.assistant.rules.redaction.spans import KINDS, Span

__all__ = ["KINDS", "NameBook", "Redacted", "Span", "read_names", "redact"]
