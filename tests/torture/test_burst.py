"""The short form; ``make torture`` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILINGS, KILLS, SEED = 24, 6, 2026


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_everything_is_killed(tmp_path):
    log = tmp_path / "log"
    size = ["--filings", str(FILINGS), "--kills", str(KILLS), "--seed", str(SEED), "--clients", "3"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.torture", *size, "--hurried", "--log", str(log)],
        cwd=Path(__file__).parents[2],
        env={name: value for name, value in os.environ.items() if not name.startswith(("ORKEN_", "DJANGO_"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}{run.stderr}\n{log.read_text(errors='replace')[-5000:]}"
    said = dict(line.split(maxsplit=1) for line in run.stdout.splitlines() if line.startswith(("receipts", "kills")))
    assert said == {"receipts": str(FILINGS), "kills": str(KILLS)}
