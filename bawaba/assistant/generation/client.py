"""A chat completion, streamed or in one piece, read with distrust: every fault of the other side is `ModelFailed`."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import httpx

from bawaba.assistant.generation.endpoint import Endpoint

CONNECT_S: Final = 2.0
MOST_BYTES: Final = 512 * 1024
MOST_LINE: Final = 16 * 1024
MOST_CHARACTERS: Final = 8_000
MOST_TOKENS: Final = 900


class ModelFailed(Exception):
    """The language model gave no answer that can be used. The reason holds nothing of the question."""


@cache
def _client() -> httpx.Client:
    """Return the one client of this process: no proxy or key from the environment, no redirect followed."""
    return httpx.Client(follow_redirects=False, trust_env=False, verify=True)


def stream_text(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield pieces of what a language model writes, for `timeout_s` at most; a silence ends it after half of that.

    raises: ModelFailed
    """
    ends_at = time.monotonic() + endpoint.timeout_s
    body = {
        "model": endpoint.model, "messages": list(messages), "stream": True, "temperature": 0,
        "max_tokens": MOST_TOKENS,
    }  # fmt: skip
    headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    pause = endpoint.timeout_s / 2
    timeout = httpx.Timeout(pause, connect=min(CONNECT_S, pause))
    try:
        with _client().stream("POST", endpoint.url, json=body, headers=headers, timeout=timeout) as reply:
            whole = _is_whole(reply)
            chunks = _within_bounds(reply.iter_raw(), ends_at)
            pieces = _whole(chunks) if whole else _pieces(_lines(chunks))
            yield from _within(pieces, MOST_CHARACTERS)
    except httpx.HTTPError as error:
        raise ModelFailed(type(error).__name__) from error


def _is_whole(reply: httpx.Response) -> bool:
    """Say whether the answer comes in one piece of JSON, from a server that does not stream."""
    if reply.status_code != httpx.codes.OK:
        raise ModelFailed(f"status {reply.status_code}")
    if reply.headers.get("content-encoding", "identity").lower() != "identity":
        raise ModelFailed("a compressed stream")
    kind = reply.headers.get("content-type", "").lower()
    if not kind.startswith(("text/event-stream", "application/json")):
        raise ModelFailed("neither a stream of events nor JSON")
    return bool(kind.startswith("application/json"))


def _within_bounds(chunks: Iterable[bytes], ends_at: float) -> Iterator[bytes]:
    """Yield what comes within its bounds of time and size."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES or time.monotonic() > ends_at:
            raise ModelFailed("too long")
        yield chunk


def _whole(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the text of a chat completion that came in one piece."""
    yield _text_of(_decoded(b"".join(chunks)), "message")


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of a stream."""
    waiting = b""
    for chunk in chunks:
        *lines, waiting = (waiting + chunk).split(b"\n")
        if max(map(len, (waiting, *lines))) > MOST_LINE:
            raise ModelFailed("a line too long")
        for line in lines:
            yield line.decode("utf-8", errors="strict") if line.isascii() else _decoded(line)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ModelFailed("not UTF-8") from error


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """Yield the text of each event until `[DONE]`; a stream that stops before it has failed."""
    for line in lines:
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        yield _text_of(data, "delta")
    raise ModelFailed("the stream stopped early")


def _text_of(data: str, where: str) -> str:
    """Return the text of an event (`delta`) or of a whole completion (`message`)."""
    try:
        event: Any = json.loads(data)  # Any: another machine's JSON
        choices = event["choices"]
        text = choices[0].get(where, {}).get("content") if choices else ""
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ModelFailed("not an event of a chat completion") from error
    if text is not None and not isinstance(text, str):
        raise ModelFailed("not an event of a chat completion")
    return text or ""


def _within(pieces: Iterable[str], most: int) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise ModelFailed("too long")
        yield piece
