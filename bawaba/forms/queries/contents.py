"""How a draft's content lies in its row: JSON, sealed for that draft alone."""

import json
from dataclasses import asdict

from bawaba.forms.types import DraftContent, Origin
from bawaba.kernel import sealing


def seal_content(content: DraftContent, *, key: str) -> bytes:
    """Return the content sealed for the draft with this key."""
    text = json.dumps(asdict(content), ensure_ascii=False, separators=(",", ":"))
    return sealing.seal(text.encode(), context=f"form-draft:{key}")


def open_content(sealed: bytes | memoryview, *, key: str) -> DraftContent:
    """Return what `seal_content` sealed.

    raises: CannotUnseal
    """
    data = json.loads(sealing.unseal(sealed, context=f"form-draft:{key}"))
    origins = {name: Origin(**origin) for name, origin in data["origins"].items()}
    return DraftContent(values=data["values"], typed=data["typed"], origins=origins)
