"""The guide for relying parties says what the program does."""

import json
import re
from pathlib import Path

from bawaba.identity.oidc.client_metadata import normalise
from bawaba.identity.oidc.discovery import configuration
from bawaba.identity.oidc.scopes import SCOPE_CLAIMS
from bawaba.identity.types import Level
from bawaba.kernel.errors import InvalidInput

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "relying-party.md").read_text()


def section(number: int) -> str:
    return re.split(r"^## \d\. ", GUIDE, flags=re.MULTILINE)[number]


def test_the_registration_shown_is_accepted_with_every_member() -> None:
    shown = json.loads(re.search(r"```json\n(.*?)```", GUIDE, re.DOTALL)[1])  # type: ignore[index]
    assert shown.keys() <= normalise(shown).keys()


def test_each_member_in_the_table_is_known() -> None:
    named = set(re.findall(r"^\| (`[a-z_`, ]+) \|", section(1), re.MULTILINE))
    members = {member for cell in named for member in re.findall(r"[a-z_]+", cell)}
    unknown = {member for member in members if normalise_takes(member) is False}
    assert len(members) > 25
    assert unknown == set()


def normalise_takes(member: str) -> bool:
    """Say whether a nonsense value of this member is noticed."""
    nonsense = {"redirect_uris": ["https://party.example/"], member: {"non": "sense"}}
    try:
        return member in normalise(nonsense)
    except InvalidInput as refusal:
        return member in str(refusal)


def test_each_scope_and_claim_is_in_the_table() -> None:
    rows = dict(re.findall(r"^\| `(\w+)`[^|]*\| (.*) \|$", section(4), re.MULTILINE))
    for scope, claims in SCOPE_CLAIMS.items():
        assert all(f"`{claim}`" in rows[scope] for claim in claims), scope


def test_each_level_is_in_the_table() -> None:
    assert all(f"`{level.acr}`" in section(3) for level in Level)


def test_each_address_named_is_in_discovery() -> None:
    told = configuration("https://id.example.ma")
    named = set(re.findall(r"`([a-z_]+_endpoint)`", GUIDE)) - {"backchannel_client_notification_endpoint"}
    assert named
    assert named <= told.keys()
