"""The progress bar: only after a second, only on a terminal, and gone afterwards."""

import io
import sys

from growthpoles import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_long_work_shows_a_bar_on_a_terminal(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    with progress.Progress("adding up", 2) as bar:
        bar.advance()
        bar.advance()
    assert "adding up" in screen.getvalue()


def test_nothing_is_shown_where_nobody_watches(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    with progress.Progress("adding up", 1) as bar:
        bar.advance()
    assert screen.getvalue() == ""
