"""Photograph every kind of page in Kazakh at 360, 768 and 1440 px, light and dark: ``python -m tools.screenshots``.

The pages are those of ``tests/journeys/screens``; the folder's ``index.html`` shows all of them side by side.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "var" / "screenshots").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/journeys/screens"]
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, "ORKEN_TEST_SCREENSHOTS": str(folder)})
    if code == 0:
        print(f"Open {folder / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
