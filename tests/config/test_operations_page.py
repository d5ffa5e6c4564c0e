"""The page for operators names every setting and command that there is, and no other."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orken.cli import main
from tools import settings_table

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
NAME = r"\b(ORKEN_[A-Z_]+|PORT)\b"


def test_the_table_of_settings_is_that_of_the_declarations():
    assert settings_table.PAGE.read_text() == settings_table.page()
    server, demo = settings_table.declared(settings_table.SERVER), settings_table.declared(settings_table.DEMO)
    needed = {"ORKEN_SECRET_KEY", "ORKEN_HOSTS", "ORKEN_PUBLIC_URL", "ORKEN_MAIL_FROM", "ORKEN_SMTP_URL"}
    assert {name for name, setting in server.items() if setting.default is None} == needed
    assert server.keys() == demo.keys()
    assert all(setting.default is not None for setting in demo.values())


def test_no_variable_is_read_without_being_declared():
    sources = [path for path in (ROOT / "src/orken").rglob("*.py") if path.name != "environment.py"]
    read = {name for path in sources for name in re.findall(rf'environment\.\w+\(\s*"{NAME}"', path.read_text())}
    assert read <= settings_table.declared(settings_table.SERVER).keys()


def test_every_setting_that_a_page_names_exists():
    inner = {"ORKEN_LIFELINE"}  # between the demo's supervisor and its children
    known = settings_table.declared(settings_table.SERVER).keys()
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]:
        named = {name.rstrip("_") for name in re.findall(r"\bORKEN_[A-Z0-9_]*[A-Z0-9]\b", page.read_text())}
        assert named - inner <= known, page


def test_every_command_that_is_named_exists(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    (\w+)", capsys.readouterr().out, re.MULTILINE))
    named = set(re.findall(r"`orken (\w+)", PAGE))
    assert named <= commands
    assert {"serve", "worker", "prepare", "migrate", "pack", "verify", "manage"} <= named


def test_make_targets_that_are_named_exist():
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [PAGE, (ROOT / "README.md").read_text(), (ROOT / "CHANGELOG.md").read_text()]
    assert (
        set(re.findall(r"\bmake ([a-z-]+)\b(?=[` ;]|$)", " ".join(re.findall(r"`([^`]+)`", " ".join(pages)))))
        <= targets
    )


def test_verify_without_settings_says_what_is_missing(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "orken.cli", "verify", str(tmp_path / "missing.pdf")],
        env={"ORKEN_VAR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert f"Cannot read {tmp_path / 'missing.pdf'}" in result.stderr
