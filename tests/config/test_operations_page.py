"""The page for operators names every setting and command that there is, and no other."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orken.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()
NAME = r"\b(ORKEN_[A-Z_]+|PORT)\b"


def test_every_setting_is_explained_and_every_explained_setting_is_read():
    explained = set(re.findall(rf"^\| `{NAME}` \|", PAGE, re.MULTILINE))
    read = set(re.findall(rf'environment\.\w+\(\s*"{NAME}"', (ROOT / "src/orken/config/settings.py").read_text()))
    assert explained == read


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
