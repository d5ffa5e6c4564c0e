"""Find a Chromium for the journeys, or install one: ``python -m tools.browser`` prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from tools.debian import install

# The same Chromium without windows, which a whole browser would draw in vain around every page.
SHELL = "chromium-headless-shell"
PROGRAMS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WISH = """No browser was found, and none could be installed. The journeys need one of:
  * Chromium or Chrome on the PATH   (Debian: apt-get install chromium-headless-shell, or chromium)
  * Playwright's own Chromium        (.venv/bin/playwright install chromium)
  * ORKEN_TEST_BROWSER=/path/to/chromium
Then run make test again."""


class NoBrowser(RuntimeError):
    """There is no browser, and the message says how to get one."""


def find_browser() -> Path:
    """The browser that is here already: a named one, the system's, or Playwright's own."""
    named = os.environ.get("ORKEN_TEST_BROWSER")
    if named and not Path(named).exists():
        raise NoBrowser(f"ORKEN_TEST_BROWSER names {named}, which does not exist.")
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), None) or _playwrights()
    if not found:
        raise NoBrowser(WISH)
    return Path(found)


def bring_browser() -> Path:
    """Debian's shell if it can be had; else what is here already, Debian's Chromium, or Playwright's own."""
    if "ORKEN_TEST_BROWSER" not in os.environ and not shutil.which(SHELL):
        install(SHELL)
    for bring in (partial(install, "chromium"), _download):
        try:
            return find_browser()
        except NoBrowser:
            bring()
    return find_browser()


def _download() -> None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print("No browser yet; trying:", " ".join(command), file=sys.stderr)
    subprocess.run(command, check=False, stdout=sys.stderr)


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    try:
        print(bring_browser())
    except NoBrowser as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
