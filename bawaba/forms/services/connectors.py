"""Set up the once-only sources of the site, and find them by name."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.db import transaction

from bawaba.forms.connectors.http_json import HttpJsonSettings, HttpJsonSource
from bawaba.forms.errors import SourceUnknown
from bawaba.forms.models import Connector
from bawaba.forms.types import OnceOnlySource, Texts, once_only_sources
from bawaba.kernel import audit, epochs, sealing
from bawaba.kernel.actors import Actor
from bawaba.kernel.errors import InvalidInput, PermissionDenied
from bawaba.kernel.markup import clean_url

_CONTEXT = "forms-connector-secret"
_EPOCH = "forms-connectors"
_kept: epochs.EpochMemory[str, Mapping[str, OnceOnlySource]] = epochs.EpochMemory(1, name=_EPOCH)
_LOCAL = {"localhost", "127.0.0.1", "::1"}


@transaction.atomic
def save_connector(
    *,
    actor: Actor,
    key: str,
    names: Texts,
    url: str,
    token_url: str,
    client_id: str,
    client_secret: str,
    scope: str = "",
    needs: Sequence[str] = (),
    keep_s: int = 3600,
) -> None:
    """Set up a source over HTTP with OAuth 2.0 client credentials, or change one.

    needs:  claims that it is sent to find the person; keep_s: how long its answers are kept, in seconds
    raises: PermissionDenied, InvalidInput
    """
    if not actor.is_administrator:
        raise PermissionDenied
    given = {"url": url, "token_url": token_url}
    wrong = {name: "url" for name, address in given.items() if not _is_safe(address)}
    if wrong:
        raise InvalidInput(fields=wrong)
    connector, _ = Connector.objects.update_or_create(
        key=key,
        defaults={
            "names": dict(names), "url": url, "token_url": token_url, "client_id": client_id, "scope": scope,
            "sealed_secret": sealing.seal(client_secret.encode(), context=_CONTEXT), "needs": list(needs),
            "keep_s": keep_s,
        },
    )  # fmt: skip
    epochs.advance(_EPOCH)
    epochs.empty_memories(_EPOCH)
    audit.record(actor=actor, verb="forms.connector-saved", target=connector, detail={"key": key, "url": url})


def find_source(name: str) -> OnceOnlySource:
    """Return the source with this name: registered by a room, or set up by an administrator.

    At most two SQL queries, none once it is known in this process.
    raises: SourceUnknown
    """
    registered = once_only_sources.providers().get(name)
    source = registered or _built().get(name)
    if source is None:
        raise SourceUnknown
    return source


def _built() -> Mapping[str, OnceOnlySource]:
    """Return the sources that are set up; they keep their tokens until a change of any of them."""
    return _kept.get("all", _build) or {}


def _build() -> Mapping[str, OnceOnlySource]:
    return {row.key: HttpJsonSource(_settings(row)) for row in Connector.objects.all()}


def _is_safe(address: str) -> bool:
    """Say whether an address is reached over TLS, or lies on this machine."""
    parts = urlsplit(clean_url(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)


def _settings(row: Connector) -> HttpJsonSettings:
    return HttpJsonSettings(
        key=row.key,
        names=row.names,
        url=row.url,
        token_url=row.token_url,
        client_id=row.client_id,
        client_secret=sealing.unseal(row.sealed_secret, context=_CONTEXT).decode(),
        scope=row.scope,
        needs=tuple(row.needs),
        keep_s=row.keep_s,
    )
