"""Install clamd where it is missing and can be: ``python -m tools.antivirus``. Without it its few tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
QUIET = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def clamd() -> str | None:
    """The program, which Debian keeps where only administrators look."""
    return shutil.which("clamd", path=PLACES)


def main() -> int:
    if clamd() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No clamd yet; asking Debian for it", file=sys.stderr)
        for command in (["update", "--quiet"], ["install", "--yes", "--no-install-recommends", "clamav-daemon"]):
            subprocess.run(["apt-get", *command], check=False, stdout=sys.stderr, env=QUIET)
    if clamd() is None:
        print("clamd is not here, so its tests are skipped (Debian: apt install clamav-daemon).", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
