"""axe-core on a page, less what Streamlit writes and we cannot change."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NOT_OURS: dict[str, tuple[str, ...]] = {}
"""Rule to the selectors of elements that Streamlit hard-codes."""


def serious_violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical, one line for each element."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']}: {_where(node)} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
        if not _is_streamlits(page, violation["id"], node)
    ]


def _where(node: dict[str, Any]) -> str:
    return str(node["html"])[:200]


def _is_streamlits(page: Page, rule: str, node: dict[str, Any]) -> bool:
    target = node["target"][-1]
    selectors = NOT_OURS.get(rule, ())
    return isinstance(target, str) and any(
        page.locator(target).first.evaluate("(e, s) => e.closest(s) !== null", selector)
        for selector in selectors
    )
