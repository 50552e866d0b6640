"""What a page in the browser is held to."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page


def violations(page: Page, tools: Path) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its good practices, one line each."""
    page.wait_for_load_state()  # a page that has only begun to come has no heading yet
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((tools / "axe-core" / "axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(
        """() => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((item) => { const box = item.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
            .filter((item) => !item.closest(".visually-hidden, .skip"))
            .slice(0, 4).map((item) => item.outerHTML.slice(0, 160)).concat(["the page scrolls sideways"]);
        }"""
    )
    return found
