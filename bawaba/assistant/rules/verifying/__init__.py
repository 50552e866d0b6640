"""What a language model wrote, held against the fields that it cites: see `matching`."""

from bawaba.assistant.rules.verifying.matching import Connectives, Fact, Verdict, read_connectives, verify
from bawaba.assistant.rules.verifying.sentences import SentenceReader

__all__ = ["Connectives", "Fact", "SentenceReader", "Verdict", "read_connectives", "verify"]
