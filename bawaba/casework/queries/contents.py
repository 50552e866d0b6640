"""How what people write lies in its rows: sealed, each for its own column and case."""

import json
from collections.abc import Mapping

from bawaba.casework.types import Json
from bawaba.kernel import sealing


def seal_answers(answers: Mapping[str, Json], origins: Mapping[str, Json], *, key: str) -> bytes:
    """Return answers, with where the fetched ones come from, sealed for the case with this key."""
    text = json.dumps({"answers": answers, "origins": origins}, ensure_ascii=False, separators=(",", ":"))
    return sealing.seal(text.encode(), context=f"case:{key}")


def open_answers(sealed: bytes | memoryview, *, key: str) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the answers and their origins that `seal_answers` sealed.

    raises: CannotUnseal
    """
    data = json.loads(sealing.unseal(sealed, context=f"case:{key}"))
    return data["answers"], data["origins"]


def seal_text(text: str, *, column: str, key: str) -> bytes:
    """Return a text sealed for one column of the case with this key."""
    return sealing.seal(text.encode(), context=f"case-{column}:{key}")


def open_text(sealed: bytes | memoryview | None, *, column: str, key: str) -> str:
    """Return what `seal_text` sealed; empty where nothing is.

    raises: CannotUnseal
    """
    return "" if sealed is None else sealing.unseal(sealed, context=f"case-{column}:{key}").decode()
