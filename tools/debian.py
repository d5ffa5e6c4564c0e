"""Packages of Debian that tests use, installed where this machine allows it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(package: str) -> None:
    """Ask Debian for a package; nothing happens where there is no Debian, or where one is not its administrator."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"No {package} yet; asking Debian for it", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "--quiet"], ["install", "--yes", "--no-install-recommends", package]):
        subprocess.run(["apt-get", *command], check=False, stdout=sys.stderr, env=quiet)
