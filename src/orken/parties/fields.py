"""Form fields that tidy what was typed before it is checked."""

from __future__ import annotations

import re

from django import forms

from orken.parties.names import tidy


class TidyTextField(forms.CharField):
    def to_python(self, value: object) -> str:
        return tidy(super().to_python(value) or "")


class BinField(forms.CharField):
    """Spaces and hyphens between digits are how people read a number, not part of it."""

    def to_python(self, value: object) -> str | None:
        return re.sub(r"[\s-]", "", super().to_python(value) or "") or None
