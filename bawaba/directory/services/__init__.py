"""Writes of the directory. Each takes the actor first, is atomic, and leaves one audit row."""

from bawaba.directory.services.bodies import ensure_bodies, load_bodies, save_body
from bawaba.directory.services.demo import create_demo_accounts
from bawaba.directory.services.memberships import grant_membership, revoke_membership
from bawaba.directory.services.territories import load_territories

__all__ = [
    "create_demo_accounts",
    "ensure_bodies",
    "grant_membership",
    "load_bodies",
    "load_territories",
    "revoke_membership",
    "save_body",
]
