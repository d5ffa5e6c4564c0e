from __future__ import annotations

from pathlib import Path

import pytest

from orken.kernel.yaml_files import line_of

TEXT = "form:\n  - section: a\n    questions:\n      - id: x\n\n        label: {en: X}\ntitle: T\n"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("title", 7),
        ("form", 1),
        ("form[0]", 2),
        ("form[0].questions[0].label", 6),
        ("form[0].questions[0].kind", 4),
        ("form[3].questions[0]", 1),
        ("rules[0]", None),
        ("", None),
    ],
)
def test_a_place_is_found_or_the_nearest_above_it(tmp_path: Path, place: str, line: int | None) -> None:
    path = tmp_path / "procedure.yaml"
    path.write_text(TEXT, encoding="utf-8")
    assert line_of(path, place) == line
