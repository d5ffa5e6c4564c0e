"""Personal numbers (IIN) that people type into texts are not kept, not even in a draft."""

from __future__ import annotations

from orken.cases.procedure.answers import Typed
from orken.cases.procedure.definition import Question
from orken.kernel.masking import without_iins

TEXT_KINDS = frozenset({"text", "long_text"})


def without_personal_numbers(question: Question, typed: Typed) -> Typed:
    """What was typed, with a mark in the place of each personal number.

    Only texts are looked at: an amount of money may look like such a number.
    """
    if isinstance(typed, str):
        return without_iins(typed) if question.kind in TEXT_KINDS else typed
    texts = {column.id for column in question.columns if column.kind in TEXT_KINDS}
    return [
        {name: without_iins(cell) if name in texts else cell for name, cell in row.items()}
        for row in typed
        if isinstance(row, dict)
    ] or typed
