"""A real Chromium: found, installed where we may, launched; and what is held against the pages in it.

python -m tests.browser.chromium        installs it if it is missing and we are root, or says that it is not there
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
REQUIRED = os.environ.get("STARTLINE_BROWSER_TESTS") == "required"


def path() -> str | None:
    """Where the browser is: CHROMIUM names it, else it is looked for; None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named and Path(named).exists():
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A running browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def axe_faults(tab: Page) -> list[str]:
    """What axe finds on the page as it stands (WCAG 2.2 AA and best practice), a line each."""
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for violation in Axe().run(tab, options=RULES).response["violations"]
        for node in violation["nodes"]
    ]


def main() -> None:
    """Have a browser if we may; else say plainly what is left out."""
    if path():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    if not path():
        print("There is no Chromium on this machine: THE BROWSER TESTS ARE LEFT OUT.", file=sys.stderr)  # noqa: T201
        print("An administrator can install it with: apt install chromium", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
