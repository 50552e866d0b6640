"""A source that answers JSON over HTTPS to a client with OAuth 2.0 client credentials (RFC 6749, section 4.4)."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from bawaba.forms.types import Json, SourceUnavailable, Texts

TIMEOUT: Final = httpx.Timeout(5.0, connect=3.0)
MOST_BYTES: Final = 1_000_000
REST_S: Final = 30.0
"""After a failure the source is left alone so long: people type instead of waiting for it each time."""

TOKEN_MARGIN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class HttpJsonSettings:
    """How one source is reached. needs: claims that it is sent, as a JSON object, to find the person."""

    key: str
    names: Texts
    url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""
    needs: Sequence[str] = ()
    keep_s: int = 3600


class HttpJsonSource:
    """Asks one source. Its token is kept until it ends; a failure lets the source rest.

    transport: for tests of faults; None is the network
    """

    def __init__(
        self,
        settings: HttpJsonSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.names, self.needs, self.keep_s = settings.names, settings.needs, settings.keep_s
        self._settings, self._seconds = settings, seconds
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, transport=transport)
        self._token, self._token_ends, self._rests_until = "", 0.0, 0.0
        self._lock = threading.Lock()

    def fetch(self, claims: Mapping[str, Json], /) -> Json:
        """Return what the source answers about the person with these claims.

        raises: SourceUnavailable
        """
        if self._seconds() < self._rests_until:
            raise SourceUnavailable("resting after a failure")
        try:
            return self._ask(claims)
        except (httpx.HTTPError, ValueError, KeyError) as fault:
            self._rests_until = self._seconds() + REST_S
            raise SourceUnavailable(type(fault).__name__) from fault

    def _ask(self, claims: Mapping[str, Json]) -> Json:
        wanted = {name: claims[name] for name in self.needs if name in claims}
        answer = self._post(wanted)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # the token was withdrawn before its end
            self._token = ""
            answer = self._post(wanted)
        if answer.status_code == httpx.codes.NOT_FOUND:  # it knows nothing of this person
            return {}
        answer.raise_for_status()
        return _read_json(answer)

    def _post(self, wanted: Mapping[str, Json]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": "application/json"}
        return self._client.post(self._settings.url, json=dict(wanted), headers=headers)

    def _bearer(self) -> str:
        with self._lock:
            if not self._token or self._seconds() >= self._token_ends:
                self._renew()
            return self._token

    def _renew(self) -> None:
        settings = self._settings
        form = {"grant_type": "client_credentials"} | ({"scope": settings.scope} if settings.scope else {})
        answer = self._client.post(
            settings.token_url, data=form, auth=(settings.client_id, settings.client_secret)
        )
        answer.raise_for_status()
        given = _read_json(answer)
        if not isinstance(given, Mapping) or str(given.get("token_type", "")).lower() != "bearer":
            raise ValueError("the token is no bearer token")
        self._token = str(given["access_token"])
        lasts = given.get("expires_in", 60)
        self._token_ends = (
            self._seconds() + (lasts if isinstance(lasts, int | float) else 60) - TOKEN_MARGIN_S
        )


def _read_json(answer: httpx.Response) -> Json:
    if len(answer.content) > MOST_BYTES:
        raise ValueError("the answer is too large")
    return json.loads(answer.content)
