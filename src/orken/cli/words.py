"""What a room of commands is given to add its own: a name, what runs, one line of help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Protocol

Run = Callable[[argparse.Namespace], int]


class Command(Protocol):
    def __call__(self, name: str, run: Run, text: str) -> argparse.ArgumentParser: ...
