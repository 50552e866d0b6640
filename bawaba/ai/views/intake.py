"""An idea as its form tells it: read from the form into a record, and from a use case into the form."""

import re
import secrets
import unicodedata
from typing import Any, Final

from bawaba.ai.queries.desk import UseCaseFile
from bawaba.ai.types import UseCaseRecord
from bawaba.ai.views.acts import texts_of

Told = dict[str, Any]  # Any: what a form cleaned, or shows first
COUNTS: Final = ("people", "volume", "current_days", "effort_days")
MONEY: Final = ("current_cost", "run_cost")
WORDS: Final = ("technique", "maturity", "vendor", "risks", "sponsor")


def key_for(told: Told) -> str:
    """Return a name for an idea: its French title as addresses spell it, and the sign of its form."""
    plain = (
        unicodedata.normalize("NFKD", told.get("title_fr", "")).casefold().encode("ascii", "ignore").decode()
    )
    spelled = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{spelled[:60] or 'use'}-{told['once'] or secrets.token_hex(4)}"


def record_of(told: Told, *, key: str, body: str) -> UseCaseRecord:
    """Return an idea as its form was filled in. Money is written in dirhams and kept in centimes."""
    numbers: dict[str, Any] = {  # Any: of a record's own fields
        **{name: told[name] or 0 for name in COUNTS},
        **{name: 100 * (told[name] or 0) for name in MONEY},
    }
    lines = (line.partition(":") for line in told["sources"].splitlines() if line.strip())
    return UseCaseRecord(
        key=key, body=body, texts=texts_of(told), services=_listed(told["services"]), needs=_listed(told["needs"]),
        data=[(what.strip(), who.strip()) for what, _colon, who in lines], high_risk=told["high_risk"], **numbers,
        **{name: told[name] for name in WORDS},
    )  # fmt: skip


def said_of(file: UseCaseFile) -> Told:
    """Return what the form shows of a use case before somebody corrects it."""
    details = file.row.details
    return {
        **{f"{name}_{code}": said[name] for code, said in file.texts.items() for name in said},
        **{name: details.get(name) or None for name in COUNTS},
        **{name: details[name] // 100 if details.get(name) else None for name in MONEY},
        **{name: details.get(name, "") for name in WORDS},
        "services": ", ".join(details.get("services", ())),
        "needs": ", ".join(details.get("needs", ())),
        "sources": "\n".join(f"{what}: {who}" if who else what for what, who in details.get("data", ())),
        "high_risk": file.row.high_risk,
    }


def _listed(text: str) -> list[str]:
    """Return the names that somebody wrote or pasted as whole addresses, a comma or a line between them."""
    parts = (
        one.strip().partition("?")[0].rstrip("/").rpartition("/")[2] for one in re.split(r"[,،\n]", text)
    )
    return [one for one in parts if one]
