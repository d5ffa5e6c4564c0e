"""What the web server has read before its processes part."""

from __future__ import annotations

from pathlib import Path

from tests.config.test_settings import PRODUCTION, python


def test_no_visitor_waits_while_a_new_process_reads_the_pages(tmp_path: Path) -> None:
    code = (
        "import django, sys; django.setup(); from orken.config.serving import WebServer; "
        "before = 'orken.web.desk.page' in sys.modules; WebServer({}).load(); "
        "print(before, 'orken.web.desk.page' in sys.modules)"
    )
    result = python(code, PRODUCTION, tmp_path)
    assert result.stdout.split() == ["False", "True"], result.stderr
