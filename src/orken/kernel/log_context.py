"""What every line of the log says about the request or the job that it was written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

# A job may run in another thread than what surrounds it: both see one mapping, so what the job notes is in every line.
_CONTEXT: Final[ContextVar[dict[str, object] | None]] = ContextVar("log_context", default=None)


@contextmanager
def logged_with(**values: object) -> Iterator[None]:
    token = _CONTEXT.set(dict(values))
    try:
        yield
    finally:
        _CONTEXT.reset(token)


def note(**values: object) -> None:
    """Say more about the request or job under way; outside of one nothing is kept."""
    context = _CONTEXT.get()
    if context is not None:
        context.update(values)


def log_context() -> Mapping[str, object]:
    return _CONTEXT.get() or {}
