"""Processes that the supervisor keeps running."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from orken.config import lifeline

ORKEN = (sys.executable, "-m", "orken.cli")
STOP_SECONDS = lifeline.GRACE_SECONDS + 5
AT_ONCE_SECONDS = 5
QUICK_SECONDS = 10
QUICK_DEATHS_ALLOWED = 5


class CannotStart(RuntimeError):
    """The demo cannot start or go on; the message says why or what to do."""


def say(text: str) -> None:
    print(f"orken: {text}", flush=True)


@dataclass
class Child:
    """An ``orken`` command that should run as long as the supervisor does."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        # A session of its own keeps the terminal's Ctrl-C away: the supervisor decides who stops when.
        self.process = subprocess.Popen(
            [*ORKEN, *self.arguments],
            env=self.environment,
            pass_fds=lifeline.passed_on(self.environment),
            start_new_session=True,
        )
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start the child again if it ended; give up when it cannot stay alive."""
        if self.process is None or self.process.poll() is None:
            return
        quick = time.monotonic() - self.started_at < QUICK_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        if self.quick_deaths > QUICK_DEATHS_ALLOWED:
            raise CannotStart(f"{self.name} ended {self.quick_deaths} times in a row; its last words stand above.")
        say(f"{self.name} ended with code {self.process.returncode}; starting it again")
        self.start()


def stop(*children: Child) -> None:
    """Let what is under way end; on Ctrl-C, or when that takes too long, ask again, which ends them at once."""
    processes = [child.process for child in children if child.process is not None]
    for process in processes:
        process.terminate()
    try:
        _wait(processes, STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        for process in processes:
            process.terminate()
        _wait_or_kill(processes)


def _wait(processes: list[subprocess.Popen[bytes]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for process in processes:
        process.wait(max(deadline - time.monotonic(), 0))


def _wait_or_kill(processes: list[subprocess.Popen[bytes]]) -> None:
    try:
        _wait(processes, AT_ONCE_SECONDS)
    except subprocess.TimeoutExpired:
        for process in processes:
            process.kill()
            process.wait()


def complete(arguments: tuple[str, ...], environment: Mapping[str, str]) -> str:
    """Run an ``orken`` command to its end; what it printed."""
    result = subprocess.run(
        [*ORKEN, *arguments],
        env=environment,
        pass_fds=lifeline.passed_on(environment),
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode:
        raise CannotStart(f"orken {' '.join(arguments)} failed; its last words stand above.\n{result.stdout}")
    return result.stdout
