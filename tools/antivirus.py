"""Install clamd where it is missing and can be: ``python -m tools.antivirus``. Without it its few tests are skipped."""

from __future__ import annotations

import os
import shutil
import sys

from tools.debian import install

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def clamd() -> str | None:
    """The program, which Debian keeps where only administrators look."""
    return shutil.which("clamd", path=PLACES)


def main() -> int:
    if clamd() is None:
        install("clamav-daemon")
    if clamd() is None:
        print("clamd is not here, so its tests are skipped (Debian: apt install clamav-daemon).", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
