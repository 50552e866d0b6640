"""Operations on relying parties and keys: `bawaba identity add-client | rotate-keys | audit …`."""

import json
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

from bawaba.identity.oidc import housekeeping, journal, keys, registration
from bawaba.identity.oidc.client_metadata import InvalidClientMetadata
from bawaba.identity.queries import relying_parties as queries
from bawaba.kernel.actors import system_actor
from bawaba.kernel.commands import RoomCommand

ACTOR = system_actor("command")
_LARGEST_BYTES: Final = 1024 * 1024


def add_operations(command: RoomCommand) -> None:
    """Add the operations of relying parties and keys."""
    add = command.operation(
        "add-client", add_client, "Register a relying party; prints its credentials as JSON."
    )
    add.add_argument("--from-file", required=True, help="RFC 7591 metadata as JSON; - reads standard input")
    add.add_argument("--body", default="", help="key of the public body that runs it")
    add.add_argument("--pending", action="store_true", help="wait for the identity administrator's approval")
    add.set_defaults(as_json=True)
    for name, run, text in (
        ("approve-client", approve_client, "Let a relying party sign people in."),
        ("suspend-client", suspend_client, "Refuse a relying party everywhere, at once."),
        ("renew-client-secret", renew_secret, "Give a relying party a new secret; the old one is void."),
    ):
        command.operation(name, run, text).add_argument("client_id")
    command.operation("purge", housekeeping.purge_expired, "Erase what the protocol need not remember.")
    _add_lists(command)
    _add_rotate(command)
    _add_audit(command)


def _add_lists(command: RoomCommand) -> None:
    clients = command.operation("list-clients", list_clients, "List relying parties, the latest first.")
    clients.add_argument(
        "--state", default="", choices=["", *queries.STATES], help="only those in this state"
    )
    clients.add_argument("--after", default="", help="the cursor that the page before ended with")
    clients.add_argument("--limit", type=int, default=50)
    command.operation("list-keys", list_keys, "List the signing keys, the latest first.")


def _add_rotate(command: RoomCommand) -> None:
    rotate = command.operation(
        "rotate-keys", rotate_keys, "Make new signing keys, published before they sign."
    )
    rotate.add_argument(
        "--ahead-minutes", type=int, default=60, help="how long they are published before they sign"
    )
    rotate.add_argument(
        "--overlap-days", type=int, default=7, help="how long the old ones stay published after"
    )
    rotate.add_argument(
        "--stolen", action="store_true", help="withdraw the old keys now: what they signed is void"
    )


def _add_audit(command: RoomCommand) -> None:
    acts = command.operation("audit", list_acts, "List the acts of this room, the latest first.")
    acts.add_argument("--verb", default="", help="beginning of the verb after identity., such as client")
    acts.add_argument("--target", default="", help="identifier of what was acted on")
    acts.add_argument("--before", type=int, default=0, help="only rows with a smaller sequence")
    acts.add_argument("--limit", type=int, default=50)


def add_client(*, from_file: str, body: str, pending: bool) -> Mapping[str, object]:
    registered = registration.add_client(
        actor=ACTOR, metadata=_read_json(from_file), approved=not pending, body=body
    )
    return registered.as_response()


def approve_client(*, client_id: str) -> Mapping[str, object]:
    row = registration.approve_client(actor=ACTOR, client_id=client_id)
    return {"client_id": row.client_id, "state": row.state, "claims": row.approved_claims}


def suspend_client(*, client_id: str) -> Mapping[str, object]:
    row = registration.suspend_client(actor=ACTOR, client_id=client_id)
    return {"client_id": row.client_id, "state": row.state}


def renew_secret(*, client_id: str) -> Mapping[str, object]:
    return registration.renew_secret(actor=ACTOR, client_id=client_id).as_response()


def rotate_keys(*, ahead_minutes: int, overlap_days: int, stolen: bool) -> Mapping[str, object]:
    made = keys.rotate_keys(
        actor=ACTOR,
        ahead=timedelta(minutes=ahead_minutes),
        overlap=timedelta(days=overlap_days),
        stolen=stolen,
    )
    return {"keys": [{"kid": key.kid, "alg": key.algorithm, "signs_from": key.signs_from} for key in made]}


def list_clients(*, state: str, after: str, limit: int) -> Mapping[str, object]:
    language = get_language() or "en"
    page = queries.list_parties(language=language, state=state, after=after, limit=max(1, limit))
    return {"clients": [asdict(line) for line in page.items], "after": page.after}


def list_keys() -> Mapping[str, object]:
    return {"keys": [asdict(line) for line in queries.list_keys()]}


def list_acts(*, verb: str, target: str, before: int, limit: int) -> Mapping[str, object]:
    acts = journal.list_acts(verb=verb, target=target, before=before, limit=limit)
    return {"acts": [asdict(act) for act in acts]}


def _read_json(path: str) -> object:
    """Return the JSON value of a file, or of standard input.

    raises: InvalidClientMetadata
    """
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as source:
            text = source.read(_LARGEST_BYTES + 1)
        if len(text) > _LARGEST_BYTES:
            raise InvalidClientMetadata(f"{path} is larger than {_LARGEST_BYTES} bytes.")
        value: object = json.loads(text)
    except OSError as fault:
        raise InvalidClientMetadata(f"{path} could not be read: {fault.strerror}.") from fault
    except (ValueError, RecursionError) as fault:
        raise InvalidClientMetadata(f"{path} is not JSON: {fault}.") from fault
    return value
