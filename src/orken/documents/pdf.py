"""PDF documents from the pack's Typst templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typst
from django.utils import timezone

from orken.rulebook.packs import pack_in_use


def render(template: Path | str, data: Mapping[str, object]) -> bytes:
    """A PDF/A-2b file made of ``template`` (a path, or a name in the pack's templates) and ``data``.

    The data travel as JSON beside the template, never as Typst text, so nothing that a person typed can become markup
    or code. Only Typst's own fonts are used, all of which have the Kazakh letters: the same data give the same pages
    on every machine.
    """
    path = template if isinstance(template, Path) else pack_in_use() / "templates" / f"{template}.typ"
    compiled = typst.compile(
        path,
        root=path.parent,
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(timezone.now().timestamp()),
    )
    assert isinstance(compiled, bytes)  # a list only for picture formats
    return compiled
