"""Personal data at rest: how a person's particulars are sealed, opened and found again."""

import json
from datetime import date
from typing import Final

from bawaba.identity.types import Particulars
from bawaba.kernel import sealing

CNIE: Final = "identity.cnie"
EMAIL: Final = "identity.email"
PHONE: Final = "identity.phone"


def seal_particulars(particulars: Particulars, *, subject: str) -> bytes:
    """Return particulars encrypted as a whole; the sealed value opens only for the same subject."""
    kept = {
        "given": particulars.given_names,
        "family": particulars.family_names,
        "born": particulars.birth_date.isoformat() if particulars.birth_date else "",
        "place": particulars.birth_place,
        "cnie": particulars.cnie,
        "email": [particulars.email, particulars.email_verified],
        "phone": [particulars.phone, particulars.phone_verified],
        "address": particulars.address,
    }
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return sealing.seal(text.encode(), context=_context(subject))


def open_particulars(sealed: bytes | memoryview, *, subject: str) -> Particulars:
    """Return what `seal_particulars` took."""
    kept = json.loads(sealing.unseal(sealed, context=_context(subject)))
    return Particulars(
        given_names=kept["given"],
        family_names=kept["family"],
        birth_date=date.fromisoformat(kept["born"]) if kept["born"] else None,
        birth_place=kept["place"],
        cnie=kept["cnie"],
        email=kept["email"][0],
        email_verified=kept["email"][1],
        phone=kept["phone"][0],
        phone_verified=kept["phone"][1],
        address=kept["address"],
    )


def index_particulars(particulars: Particulars) -> dict[str, str | None]:
    """Return the look-up digests of a person: of the identity number, and of verified contacts only.

    A contact that nobody verified may be anybody's: it finds nobody and keeps nobody from using it.
    """
    return {
        "cnie_index": _index(particulars.cnie, CNIE),
        "email_index": _index(particulars.email if particulars.email_verified else "", EMAIL),
        "phone_index": _index(particulars.phone if particulars.phone_verified else "", PHONE),
    }


def _index(value: str, context: str) -> str | None:
    return sealing.blind_index(value, context=context) if value else None


def _context(subject: str) -> str:
    return f"identity.Person.sealed\0{subject}"
