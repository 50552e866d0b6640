"""Documents that relying parties publish: read by the operator's command and by jobs, never while a client waits."""

import json
from typing import Final

import httpx

TIMEOUT_S: Final = 5.0
LARGEST_BYTES: Final = 65_536


class UnreadableDocument(Exception):
    """The document could not be fetched, is too large, or is not JSON."""


def fetch_json(url: str) -> object:
    """Return the JSON value at an address that was registered; redirects are not followed.

    raises: UnreadableDocument
    """
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_S, headers={"Accept": "application/json"}) as answer:
            if answer.status_code != httpx.codes.OK:
                raise UnreadableDocument(url)
            value: object = json.loads(_read(answer, url))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
        raise UnreadableDocument(url) from fault
    return value


def _read(answer: httpx.Response, url: str) -> bytes:
    text = b""
    for part in answer.iter_bytes():
        text += part
        if len(text) > LARGEST_BYTES:
            raise UnreadableDocument(url)
    return text
