"""The pages about security name tests and files that are there, and every requirement of the standard once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "security").glob("*.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)((?:::\w+)*)`")
FILE = re.compile(r"`((?:src|docs|tools|tests)/[\w./-]+\.\w+)`")
ROOMS = {path.name for path in (ROOT / "src" / "orken").iterdir() if (path / "__init__.py").exists()}
# What has no doors of its own: looks, packs' data, and words without input or output.
WITHOUT_DOORS = {"ui", "kernel", "cli"}

# Requirements of levels 1 and 2 in each section of ASVS 5.0.0; gaps are those of level 3.
SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
STATUSES = {"met", "not met", "in part", "operator", "n/a"}


def requirements() -> list[str]:
    numbers = []
    for section, span in SECTIONS.items():
        first, _, last = span.partition("-")
        numbers += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return numbers


def rows(page: str) -> list[list[str]]:
    lines = (ROOT / "docs" / "security" / page).read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_test_and_file_is_there(page: Path) -> None:
    text = page.read_text()
    for file, names in NAMED.findall(text):
        tree: ast.AST = ast.parse((ROOT / file).read_text())
        for name in filter(None, names.split("::")):
            inside = [node for node in ast.iter_child_nodes(tree) if getattr(node, "name", "") == name]
            assert inside, f"{page.name} names {file}{names}, which is not there."
            tree = inside[0]
    for file in FILE.findall(text):
        assert (ROOT / file).exists(), f"{page.name} names {file}, which is not there."


def test_every_room_has_its_threats() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "security" / "threats.md").read_text(), re.MULTILINE)
    told = {word for heading in headings for word in re.findall(r"\w+", heading.partition(":")[0])}
    assert ROOMS - WITHOUT_DOORS - told == set()
    assert all(len(row) == 4 and NAMED.search(row[3]) for row in rows("threats.md") if row[0] in set("STRIDE"))


def test_every_requirement_is_answered_once() -> None:
    answered = [row for row in rows("asvs.md") if re.fullmatch(r"[\d.]+", row[0])]
    assert [row[0] for row in answered] == requirements()
    assert {row[2] for row in answered} <= STATUSES
    assert all(row[3] for row in answered), "Each says where it is met, or why not."
