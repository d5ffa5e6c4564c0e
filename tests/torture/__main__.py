from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture.burst import Outcome, Size, run_burst
from tests.torture.portal import Portal


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.torture", description="File while everything is killed; 1: a mistake.")
    parser.add_argument("--filings", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=70)
    parser.add_argument("--clients", type=int, default=6, help="processes that file (6)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="decides who is killed when")
    parser.add_argument("--hurried", action="store_true", help="let the minutes pass by hand in which a worker is dead")
    parser.add_argument("--log", type=Path, default=Path("var/torture.log"), help="what web, worker and clients say")
    options = parser.parse_args()
    size = Size(options.filings, options.kills, options.clients, options.seed, options.hurried)
    with tempfile.TemporaryDirectory(prefix="orken-torture-") as var:
        portal = Portal(Path(var))
        with portal.database(), said_into(options.log):
            os.environ.update(portal.environment)
            outcome = run_burst(portal, size)
    _tell(size, outcome)
    return 1 if outcome.mistakes else 0


@contextmanager
def said_into(log: Path) -> Iterator[None]:
    """What this process and those that it starts say on standard error goes into a file: it is much, and expected."""
    log.parent.mkdir(parents=True, exist_ok=True)
    before = os.dup(sys.stderr.fileno())
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), sys.stderr.fileno())
        yield
    finally:
        os.dup2(before, sys.stderr.fileno())
        os.close(before)


def _tell(size: Size, outcome: Outcome) -> None:
    repeated = sum(receipt.repeated for receipt in outcome.receipts)
    rows: list[tuple[str, object]] = [
        ("seed", size.seed),
        ("filings", size.filings),
        ("receipts", len(outcome.receipts)),
        ("requests repeated", repeated),
        ("kills", outcome.kills.total()),
        *((f"  {kind}", times) for kind, times in sorted(outcome.kills.items())),
        *((f"seconds to {what}", f"{seconds:.0f}") for what, seconds in outcome.seconds.items()),
        ("mistakes", len(outcome.mistakes)),
    ]
    for name, value in rows:
        print(f"{name:<24}{value:>12}")
    for mistake in outcome.mistakes:
        print(mistake)


if __name__ == "__main__":
    sys.exit(main())
