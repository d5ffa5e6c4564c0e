"""Known vulnerabilities of the pinned packages, by pip-audit; where its database cannot be reached, a line says so.

``make check`` must run without a network, so an unreachable database is no failure: nothing was learnt then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINNED = Path(__file__).parents[1] / "requirements" / "runtime.txt"
ANSWER_SECONDS = 5
ALL_SECONDS = 90
NOT_REACHED = "The database of vulnerabilities cannot be reached from here: the packages were not audited."


def main() -> int:
    text, failed = told(_answer())
    print(text)
    return 1 if failed else 0


def _answer() -> str:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(PINNED), "--require-hashes", "--disable-pip"]
    options = ["--format=json", "--progress-spinner=off", f"--timeout={ANSWER_SECONDS}"]
    try:
        result = subprocess.run(command + options, capture_output=True, text=True, timeout=ALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return result.stdout


def told(answer: str) -> tuple[str, bool]:
    """What the answer of pip-audit says, and whether it names a vulnerability; empty where there was none."""
    packages = json.loads(answer)["dependencies"] if answer.strip() else []
    audited = [package for package in packages if "vulns" in package]
    if not audited:
        return NOT_REACHED, False
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none'}"
        for package in audited
        for flaw in package["vulns"]
    ]
    summary = f"{len(audited)} of {len(packages)} packages audited, {len(found)} known vulnerabilities"
    return "\n".join([*found, summary]), bool(found)


if __name__ == "__main__":
    sys.exit(main())
