"""A real Chromium: found, installed where we may, launched; and what is held against the pages in it.

python -m tests.browser.chromium        installs it if it is missing and we are root, or says that it is not there
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

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
STARTS_WITHIN_SECONDS = 20
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


@contextmanager
def apart(kind: BrowserType, folder: Path, arguments: Iterable[str]) -> Iterator[tuple[Browser, Callable[[], None]]]:
    """A browser that may be killed as the kernel would, and what kills it; it is in the end, whatever it does."""
    command = [str(path()), *ARGUMENTS, *arguments, "--headless=new", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={folder}"], stderr=subprocess.DEVNULL, start_new_session=True
    )

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        told, latest = folder / "DevToolsActivePort", time.monotonic() + STARTS_WITHIN_SECONDS
        while not (told.exists() and told.read_text().strip()):
            assert time.monotonic() < latest, "the browser does not start"
            time.sleep(0.05)
        yield kind.connect_over_cdp(f"http://127.0.0.1:{told.read_text().split()[0]}"), kill
    finally:
        kill()


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
