"""What the programming interface answers when it refuses: one shape in every room."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """``detail`` says what was wanted, what was given and what to do; a question that is wrong, part by part."""

    detail: str | list[dict[str, Any]]
