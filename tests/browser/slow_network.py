"""A slow network for the browser tests: what breaks then breaks on a busy machine, and in a person's hand.

`BAWABA_TEST_LATENCY_MS=400 .venv/bin/pytest tests/browser -m browser` lets each answer wait that long, so that
pages are used before their scripts have come. Caches and service workers are passed by.
"""

import os

from playwright.sync_api import BrowserContext, Page

LATENCY_MS = int(os.environ.get("BAWABA_TEST_LATENCY_MS", "0"))


def slow_down(context: BrowserContext) -> None:
    """Give the pages of a context the latency that the environment asks for, if any."""
    if LATENCY_MS:
        context.on("page", _slow_page)


def _slow_page(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    tools.send("Network.setBypassServiceWorker", {"bypass": True})
    tools.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": LATENCY_MS, "downloadThroughput": -1, "uploadThroughput": -1,
    })  # fmt: skip
