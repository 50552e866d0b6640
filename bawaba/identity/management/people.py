"""Operations on people: `bawaba identity create-person | …`."""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date

from bawaba.identity import services
from bawaba.identity.errors import InvalidParticulars
from bawaba.identity.types import Level, Particulars
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR = system_actor("command")
_NAMES = ("given-name-ar", "given-name-latn", "family-name-ar", "family-name-latn")


def add_operations(command: RoomCommand) -> None:
    """Add the operations of people."""
    create = command.operation(
        "create-person", create_person, "Create a person whose contacts and papers you vouch for."
    )
    _add_particulars(create)
    create.add_argument("--username", default="", help="a user name to sign in with; random without it")
    create.add_argument(
        "--level",
        default="low",
        choices=[level.value for level in Level],
        help="the level that the verification of their papers allows",
    )
    secret = create.add_mutually_exclusive_group()
    secret.add_argument("--password", default="", help="visible to others on this machine: for tests only")
    secret.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    secret.add_argument("--ask-password", action="store_true", help="ask for the password")


def _add_particulars(parser: ArgumentParser) -> None:
    parser.add_argument("--email", default="", help="a verified e-mail address")
    parser.add_argument("--phone", default="", help="a verified telephone number, such as +212612345678")
    parser.add_argument("--cnie", default="", help="national identity number")
    for name in _NAMES:
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--birth-date", default="", help="YYYY-MM-DD")
    parser.add_argument("--birth-place-ar", default="")
    parser.add_argument("--birth-place-latn", default="")
    parser.add_argument("--address", default="")


def create_person(
    *,
    username: str,
    level: str,
    password: str,
    password_stdin: bool,
    ask_password: bool,
    **given: str,
) -> Mapping[str, object]:
    """Create a person and say what is needed to sign in."""
    secret = _read_password(password, stdin=password_stdin, ask=ask_password)
    person = services.create_person(
        actor=ACTOR, particulars=_particulars(given), password=secret, username=username
    )
    needed: dict[str, object] = {"password": bool(secret)}
    if level != Level.LOW.value:
        services.record_proofing(
            actor=ACTOR, person_id=person.pk, method="operator", level=Level(level), evidence=()
        )
        needed["totp_secret"] = services.hand_over_totp(actor=ACTOR, person=person)
        needed["codes"] = list(services.hand_over_codes(actor=ACTOR, person=person))
    return {
        "subject": person.subject,
        "person_id": person.pk,
        "username": person.account.username,
        "email": given["email"],
        "phone": given["phone"],
        "level": level,
        **needed,
    }


def _particulars(given: Mapping[str, str]) -> Particulars:
    return Particulars(
        given_names=_by_script(given, "given_name"),
        family_names=_by_script(given, "family_name"),
        birth_date=_read_date(given["birth_date"]),
        birth_place=_by_script(given, "birth_place"),
        cnie=given["cnie"],
        email=given["email"],
        email_verified=bool(given["email"]),
        phone=given["phone"],
        phone_verified=bool(given["phone"]),
        address=given["address"],
    )


def _by_script(given: Mapping[str, str], field: str) -> dict[str, str]:
    return {script: given[f"{field}_{script}"] for script in ("ar", "latn") if given[f"{field}_{script}"]}


def _read_date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise InvalidParticulars(fields={"birth_date": "YYYY-MM-DD"}) from fault


def _read_password(given: str, *, stdin: bool, ask: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password: ") if ask else given
