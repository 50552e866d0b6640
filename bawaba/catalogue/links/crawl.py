"""Many addresses: several hosts at once, one call at a time to each host, with a pause between."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from urllib.parse import urlsplit

from bawaba.catalogue.links.probe import Probe

Ask = Callable[[str], Probe]
Answers = SimpleQueue[Probe | None]


def crawl(urls: Iterable[str], *, ask: Ask, workers: int = 16, pause_s: float = 0.5) -> Iterator[Probe]:
    """Yield one probe for each address, as they come.

    workers: the most hosts called at the same time; pause_s: between two calls to one host.
    Closing the iterator lets no further call begin.
    """
    hosts = by_host(urls)
    if not hosts:
        return
    answers: Answers = SimpleQueue()
    stop = Event()
    with ThreadPoolExecutor(max_workers=min(workers, len(hosts))) as pool:
        futures = [pool.submit(_ask_host, group, ask, pause_s, answers, stop) for group in hosts]
        try:
            yield from _until_all_ended(answers, len(hosts))
        finally:
            stop.set()
        for future in futures:
            future.result()


def _until_all_ended(answers: Answers, hosts: int) -> Iterator[Probe]:
    while hosts:
        answer = answers.get()
        if answer is None:
            hosts -= 1
        else:
            yield answer


def by_host(urls: Iterable[str]) -> list[list[str]]:
    """Return the addresses without repetition, grouped by host, the largest group first."""
    groups: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        groups.setdefault(_host(url), []).append(url)
    return sorted(groups.values(), key=len, reverse=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _ask_host(urls: Sequence[str], ask: Ask, pause_s: float, answers: Answers, stop: Event) -> None:
    try:
        for place, url in enumerate(urls):
            if stop.is_set():
                return
            if place:
                time.sleep(pause_s)
            answers.put(ask(url))
    finally:
        answers.put(None)  # this host is done
