"""Run tasks on two threads, tell how far they are, and stop at once when interrupted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

import numpy as np

Task = TypeVar("Task")
State = TypeVar("State")
#: Called with the share of the work that was done since the last call; the shares add up to 1.
Progress = Callable[[float], None]

THREADS = 2


def run_tasks(
    tasks: Sequence[Task],
    make_state: Callable[[], State],
    run: Callable[[State, Task], None],
    progress: Progress | None = None,
    *,
    share: float = 1.0,
) -> list[State]:
    """Run every task once; returns the state of each worker.

    Each worker has a state of its own, so that tasks need no locks. ``run`` must release the interpreter lock to gain
    from the threads. An exception or Ctrl-C stops the workers after the task that they are at.
    """
    waiting, stop = iter(tasks), Event()

    def work() -> State:
        state = make_state()
        # A kernel that runs without the compiler would warn where the compiled one wraps around.
        with np.errstate(all="ignore"):
            for task in waiting:
                if stop.is_set():
                    break
                run(state, task)
                if progress is not None:
                    progress(share / len(tasks))
        return state

    if len(tasks) == 1:
        return [work()]
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(work) for _ in range(THREADS)]
        try:
            return [future.result() for future in futures]
        finally:
            stop.set()
