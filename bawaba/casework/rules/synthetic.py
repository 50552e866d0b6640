"""Made-up cases for scale tests: each follows from a seed and a number alone. Pure.

Names are put together at random; telephone numbers begin with +212 4, where the national plan opens no
service.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bawaba.casework.types import Outcome, Phase

SERVICES: Final = (
    "copie-integrale-acte-naissance", "casier-judiciaire", "permis-conduire-renouvellement",
    "permis-construire", "auto-entrepreneur-inscription", "bourse-minhaty", "reclamation-chikaya",
    "cndp-autorisation",
)  # fmt: skip
OFFICES: Final = 60
AGENTS: Final = 8
HISTORY_DAYS: Final = 1_000
OPEN_IN_HUNDRED: Final = 12
_GIVEN: Final = (
    "Amina",
    "Youssef",
    "Fatima",
    "Omar",
    "Khadija",
    "Rachid",
    "Salma",
    "Hamza",
    "Zineb",
    "Karim",
)
_FAMILY: Final = (
    "Alaoui", "Bennani", "Tazi", "El Fassi", "Cherkaoui", "Naciri", "Saidi", "Ziani", "Amzil", "Daoudi",
    "Filali", "Haddad", "Kettani", "Berrada", "Lahlou", "Ouazzani", "Rahmani", "Slaoui", "Touzani", "Yacoubi",
)  # fmt: skip
_LANGUAGES: Final = ("ar", "ar", "fr")
_OPEN_STATES: Final = ("received", "in-review", "in-review", "correction")


@dataclass(frozen=True, slots=True)
class SyntheticCase:
    """One made-up case. office, agent: places in their lists; owner: of `synthetic:<seed>:<owner>`."""

    key: str
    code: str
    drawn: int
    service: str
    office: int
    agent: int
    owner: int
    language: str
    given_name: str
    family_name: str
    phone: str
    submitted_at: datetime
    closed_at: datetime | None
    state: str
    phase: Phase
    outcome: Outcome

    @property
    def submitted_on(self) -> date:
        return self.submitted_at.date()


def make_case(*, seed: int, number: int, before: datetime) -> SyntheticCase:
    """Return case `number` of a seed: always the same for the same `before`, unlike every other number's."""
    drawn = hashlib.blake2b(f"case:{seed}:{number}".encode(), digest_size=64).digest()
    dice = [int.from_bytes(drawn[place : place + 3], "big") for place in range(36, 63, 3)]
    is_open = dice[0] % 100 < OPEN_IN_HUNDRED
    age_days = dice[1] % 90 if is_open else 5 + dice[1] % HISTORY_DAYS
    submitted = before - timedelta(days=age_days, seconds=dice[2] % 86_400)
    state = (
        _OPEN_STATES[dice[3] % 4] if is_open else _pick(("accepted",) * 8 + ("refused", "withdrawn"), dice[3])
    )
    outcome: Outcome = "" if is_open else state  # type: ignore[assignment]  # one of those above
    return SyntheticCase(
        key=_text(drawn[:18]),
        code=_text(drawn[18:36]),
        drawn=number,
        service=_pick(SERVICES, dice[4]),
        office=dice[5] % OFFICES,
        agent=0 if state == "received" else 1 + dice[6] % AGENTS,
        owner=number // 2,
        language=_pick(_LANGUAGES, dice[7]),
        given_name=_pick(_GIVEN, dice[8]),
        family_name=_pick(_FAMILY, dice[8] // 16),
        phone=f"+2124{number % 100_000_000:08d}",
        submitted_at=submitted,
        closed_at=None if is_open else submitted + timedelta(days=1 + dice[6] % min(age_days, 80)),
        state=state,
        phase=("paused" if state == "correction" else "open") if is_open else "closed",
        outcome=outcome,
    )


def _pick(choices: Sequence[str], drawn: int) -> str:
    return choices[drawn % len(choices)]


def _text(drawn: bytes) -> str:
    return base64.urlsafe_b64encode(drawn).decode()
