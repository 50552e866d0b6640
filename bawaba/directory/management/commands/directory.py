"""`bawaba directory …`: territories, public bodies, memberships, demonstration accounts."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict

from bawaba.directory import queries, services
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import Progress, RoomCommand

ACTOR = system_actor("command")


class Command(RoomCommand):
    help = "Public bodies and territories, and who acts for them."

    def add_operations(self) -> None:
        self.operation(
            "load-territories", load_territories, "Load Morocco's regions, provinces and communes."
        )
        self.operation("load-bodies", load_bodies, "Load the national bodies that are missing.")
        bodies = self.operation("list-bodies", list_bodies, "List public bodies by key.")
        bodies.add_argument("--country", default="", help="ISO 3166-1 alpha-2")
        bodies.add_argument("--parent", default="", help="only those directly under this key")
        _add_paging(bodies)
        body = self.operation("get-body", get_body, "Show one public body.")
        body.add_argument("key")
        territories = self.operation("list-territories", list_territories, "List territories by code.")
        territories.add_argument("--kind", default="", help="region, province, prefecture or commune")
        territories.add_argument("--parent", default="", help="only those directly inside this code")
        _add_paging(territories)
        territory = self.operation("get-territory", get_territory, "Show one territory.")
        territory.add_argument("code")
        for name, run, text in (
            ("grant-membership", grant_membership, "Let an account act for a body in a role."),
            ("revoke-membership", revoke_membership, "Take a role away from an account."),
        ):
            membership = self.operation(name, run, text)
            membership.add_argument("username")
            membership.add_argument("role")
            membership.add_argument("--body", default="", help="a body's key; every body without it")
        demo = self.operation("demo-accounts", demo_accounts, "Create accounts to try the site with.")
        demo.add_argument("--body", default="ompic", help="the body that the editor and publisher act for")
        demo.add_argument("--reset", action="store_true", help="give known accounts new passwords")


def _add_paging(parser: ArgumentParser) -> None:
    parser.add_argument("--after", default="", help="the cursor that the page before ended with")
    parser.add_argument("--limit", type=int, default=50)


def load_territories() -> Mapping[str, object]:
    progress = Progress("Territories")
    result = services.load_territories(actor=ACTOR, progress=progress.advance)
    progress.finish()
    return result


def load_bodies() -> Mapping[str, object]:
    progress = Progress("Public bodies")
    result = services.load_bodies(actor=ACTOR, progress=progress.advance)
    progress.finish()
    return result


def list_bodies(*, country: str, parent: str, after: str, limit: int) -> Mapping[str, object]:
    page = queries.list_bodies(country=country, parent=parent, after=after, limit=limit)
    return {"bodies": [asdict(body) for body in page.items], "after": page.after}


def get_body(*, key: str) -> Mapping[str, object]:
    return asdict(queries.get_body(key=key))


def list_territories(*, kind: str, parent: str, after: str, limit: int) -> Mapping[str, object]:
    page = queries.list_territories(kind=kind, parent=parent, after=after, limit=limit)
    return {"territories": [asdict(territory) for territory in page.items], "after": page.after}


def get_territory(*, code: str) -> Mapping[str, object]:
    return asdict(queries.get_territory(code=code))


def grant_membership(*, username: str, role: str, body: str) -> Mapping[str, object]:
    account_id = queries.account_id(username=username)
    return {"granted": services.grant_membership(actor=ACTOR, account_id=account_id, role=role, body=body)}


def revoke_membership(*, username: str, role: str, body: str) -> Mapping[str, object]:
    account_id = queries.account_id(username=username)
    return {"revoked": services.revoke_membership(actor=ACTOR, account_id=account_id, role=role, body=body)}


def demo_accounts(*, body: str, reset: bool) -> Mapping[str, object]:
    accounts = services.create_demo_accounts(actor=ACTOR, body=body, reset=reset)
    return {"accounts": [asdict(account) for account in accounts]}
