"""A Chromium for the tests: the system's where it starts, else Playwright's own.

``python -m tests.browser.chromium`` exits with 0 where there is one.
"""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

FLAGS = (
    "--no-sandbox",  # needed where tests run as root; only our own pages are opened
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


def launch(playwright: Playwright) -> Browser:
    """Start the first Chromium that starts. Raises Playwright's ``Error`` where none does."""
    found = [path for name in ("chromium", "google-chrome") if (path := shutil.which(name))]
    for path in found:
        try:
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error:
            continue
    return playwright.chromium.launch(args=FLAGS)


def main() -> int:
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except Error as error:
            sys.stderr.write(f"No Chromium starts: {str(error).splitlines()[0]}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
