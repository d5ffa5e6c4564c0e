"""A progress bar on the terminal for long work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from growthpoles.space.workers import Progress


@contextmanager
def progress_bar(title: str, *, shown: bool | None = None) -> Iterator[Progress | None]:
    """Show a bar on the standard error while the block runs; nothing where that is no terminal.

    Yields
    ------
    callable or None
        To be called with shares of the work. A further piece of work begins the bar anew.
    """
    if not (sys.stderr.isatty() if shown is None else shown):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)

        def advance(share: float) -> None:
            if bar.tasks[0].percentage >= 100.0 - 1e-6:
                bar.reset(task)
            bar.advance(task, share)

        yield advance
