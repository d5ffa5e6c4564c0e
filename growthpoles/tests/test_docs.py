"""Every command and every Python line of the documentation does what the page says."""

import doctest
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from docs_blocks import DOCS, commands_of, differences, run, workplace

PAGES = sorted(DOCS.glob("*.md"))


@pytest.fixture
def place(tmp_path, monkeypatch):
    workplace(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.stem)
def test_commands_print_what_the_page_says(document, place, request):
    commands = commands_of(document.read_text("utf-8"))
    shared = request.getfixturevalue("shared") if any(command.shared for command in commands) else None
    for command in commands:
        wrong = differences(command.printed, run(command, shared))
        assert not wrong, f"{command.line}\n" + "\n".join(wrong)


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.stem)
def test_python_lines_give_what_the_page_says(document, place, request):
    text = document.read_text("utf-8")
    if "../shared/data" in "".join(re.findall(r"^>>> .*", text, re.MULTILINE)):
        text = text.replace("../shared/data", str(request.getfixturevalue("shared")))
    test = doctest.DocTestParser().get_doctest(text, {}, document.name, str(document), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.failures == 0


def test_every_command_of_the_program_is_in_the_documentation():
    from growthpoles.cli import build_parser

    [commands] = [action.choices for action in build_parser()._actions if hasattr(action, "choices") and action.choices]
    shown = {command.line.split()[1] for page in PAGES for command in commands_of(page.read_text("utf-8"))}
    assert set(commands) - shown <= {"bench"}


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
