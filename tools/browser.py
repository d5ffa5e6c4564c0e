"""Find a Chromium for the journeys, or install one: ``python -m tools.browser`` prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WISH = """No browser was found, and none could be installed. The journeys need one of:
  * Chromium or Chrome on the PATH   (Debian, Ubuntu: apt-get install chromium)
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


def install_browser() -> Path:
    for command in _installations():
        print("No browser yet; trying:", " ".join(command), file=sys.stderr)
        subprocess.run(command, check=False, stdout=sys.stderr, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        try:
            return find_browser()
        except NoBrowser:
            continue
    raise NoBrowser(WISH)


def _installations() -> list[list[str]]:
    download = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        return [["apt-get", "update", "--quiet"], packages, *download]
    return download


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    try:
        path = find_browser()
    except NoBrowser:
        try:
            path = install_browser()
        except NoBrowser as failure:
            print(failure, file=sys.stderr)
            return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
