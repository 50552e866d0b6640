"""What a person asked to keep, opened for them."""

import hashlib
import json
from typing import Final

from bawaba.assistant.models import Turn
from bawaba.assistant.types import KeptTurn
from bawaba.kernel import clock
from bawaba.kernel.sealing import unseal

CONTEXT: Final = "assistant.turn"


def digest_of(token: str) -> str:
    """Return the digest under which a conversation is found."""
    return hashlib.sha256(f"assistant\0{token}".encode()).hexdigest()


def kept_turns(*, token: str) -> list[KeptTurn]:
    """Return the turns of a conversation that is kept, oldest first. One SQL query, none without a token."""
    if not token:
        return []
    rows = Turn.objects.filter(
        conversation__token_digest=digest_of(token), conversation__erase_after__gt=clock.now()
    )
    return [_opened(sealed) for sealed in rows.values_list("sealed", flat=True)]


def _opened(sealed: bytes | memoryview) -> KeptTurn:
    said = json.loads(unseal(sealed, context=CONTEXT))
    return KeptTurn(said["question"], said["text"], said["language"], said["service"], said["title"])
