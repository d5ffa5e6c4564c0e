"""A progress bar on the standard error for work of more than a moment; silent where nobody watches."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

#: Work that is done before this many seconds shows no bar.
PATIENCE = 1.0


class Progress:
    """Count steps; after a second a bar appears if the standard error is a terminal.

    Examples
    --------
    >>> with Progress("simulating", 3) as progress:
    ...     for _ in range(3):
    ...         progress.advance()
    >>> progress.done
    3
    """

    def __init__(self, what: str, steps: int) -> None:
        self.what, self.steps, self.done = what, steps, 0
        self._bar: Bar | None = None
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def advance(self, steps: int = 1) -> None:
        """Count steps as done; may be called from any thread."""
        with self._lock:
            self.done += steps
            if self._bar is None and time.monotonic() - self._began > PATIENCE and sys.stderr.isatty():
                self._bar = self._shown()
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self.done)

    def _shown(self) -> Bar:
        from rich.console import Console
        from rich.progress import Progress as Bar

        bar = Bar(console=Console(stderr=True), transient=True)
        bar.add_task(self.what, total=self.steps)
        bar.start()
        return bar

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
