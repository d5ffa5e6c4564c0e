"""``docs/settings.md`` from the declared variables; with ``--check`` it fails if the page is stale."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from unittest import mock

from orken.config import environment
from orken.config.environment import Setting

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
VARIABLES = Path(environment.__file__).with_name("variables.py")
HEAD = """# Settings

Environment variables, read when a process starts. A missing or wrong one stops the start with its name and a right
value. `python -m tools.settings_table` makes this page from `src/orken/config/variables.py`.

| setting | kind | meaning | default on a server | in the demo |
| --- | --- | --- | --- | --- |
"""
SERVER = {
    "ORKEN_SECRET_KEY": "only for this table",
    "ORKEN_HOSTS": "localhost",
    "ORKEN_PUBLIC_URL": "https://localhost",
    "ORKEN_MAIL_FROM": "nobody@localhost",
    "ORKEN_SMTP_URL": "smtp://localhost",
}

DEMO = {"ORKEN_DEMO": "1"}


def main() -> int:
    table = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(table, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != table:
        print("docs/settings.md is stale: run python -m tools.settings_table and commit it.")
        return 1
    return 0


def page() -> str:
    server, demo = declared(SERVER), declared(DEMO)
    rows = [
        (f"`{name}`", setting.kind, setting.meaning, _default(setting), DEMO.get(name, _default(demo[name])))
        for name, setting in server.items()
    ]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def declared(given: dict[str, str]) -> dict[str, Setting]:
    """The variables as they are declared where only those in ``given`` are set."""
    environment.DECLARED.clear()
    others = {name: value for name, value in os.environ.items() if not name.startswith("ORKEN_") and name != "PORT"}
    with mock.patch.dict(os.environ, others | given, clear=True):
        runpy.run_path(str(VARIABLES))
    return dict(environment.DECLARED)


def _default(setting: Setting) -> str:
    if setting.default is None:
        return "**must be set**"
    return {"": "none"}.get(setting.default, setting.default)


if __name__ == "__main__":
    sys.exit(main())
