"""Relying parties, for the identity administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bawaba.identity.models import RelyingParty, SigningKey
from bawaba.kernel.errors import NotFound
from bawaba.kernel.languages import pick
from bawaba.kernel.paging import Page, cut_page

STATES: Final = ("pending", "approved", "suspended")


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A relying party. name: in the reader's language; metadata: RFC 7591, without any secret."""

    party_id: int
    client_id: str
    name: str
    state: str
    body: str
    approved_claims: tuple[str, ...]
    metadata: Mapping[str, Any]  # Any: JSON
    first_party: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key of the provider, without its private half."""

    kid: str
    algorithm: str
    signs_from: datetime
    retires_at: datetime | None


def list_parties(*, language: str, state: str = "", after: str = "", limit: int = 50) -> Page[PartyLine]:
    """Return relying parties, the latest first. One SQL query."""
    rows = RelyingParty.objects.order_by("-pk")
    if state in STATES:
        rows = rows.filter(state=state)
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    lines = [_line(row, language) for row in rows[: limit + 1]]
    return cut_page(lines, limit, lambda line: str(line.party_id))


def get_party(*, client_id: str, language: str) -> PartyLine:
    """Return one relying party. One SQL query.

    raises: NotFound
    """
    row = RelyingParty.objects.filter(client_id=client_id).first()
    if row is None:
        raise NotFound
    return _line(row, language)


def list_keys() -> list[KeyLine]:
    """Return the provider's keys, the latest first. One SQL query."""
    rows = SigningKey.objects.order_by("-signs_from", "algorithm")
    return [KeyLine(row.kid, row.algorithm, row.signs_from, row.retires_at) for row in rows]


def _line(row: RelyingParty, language: str) -> PartyLine:
    return PartyLine(
        party_id=row.pk,
        client_id=row.client_id,
        name=pick(row.names, language).text or row.client_id,
        state=row.state,
        body=row.body,
        approved_claims=tuple(row.approved_claims),
        metadata=row.metadata,
        first_party=row.first_party,
        created_at=row.created_at,
    )
