"""Appeals against decisions of a procedure, and procedures that decide them, from data."""

from __future__ import annotations

from collections.abc import Iterator

from orken.cases.procedure.definition import DECIDING, AppealTerms, Procedure
from orken.cases.procedure.reading import Reader
from orken.cases.procedure.stages import read_working_days


def read_appeal(reader: Reader) -> AppealTerms:
    terms = AppealTerms(
        procedure=reader.word("procedure"),
        working_days=read_working_days(reader),
        words=reader.text("words"),
        back_to=reader.word("back_to", ""),
    )
    reader.done()
    return terms


def appeal_misfits(procedure: Procedure) -> Iterator[str]:
    """What appeals ask of the whole procedure. Nothing of it may be done twice, so few stages can be gone back to."""
    deciding = [place for place, stage in enumerate(procedure.stages) if stage.kind in DECIDING]
    if procedure.decides_appeals:
        if deciding != [len(procedure.stages) - 1]:
            yield "a procedure that decides appeals has one deciding stage, and it is the last"
        if procedure.appeal or procedure.exclusive:
            yield "a procedure that decides appeals is not exclusive and has no 'appeal' itself"
    if procedure.appeal is None:
        return
    if not deciding:
        yield "'appeal' is for procedures with a deciding stage"
    back_to = procedure.appeal.back_to
    codes = [stage.code for stage in procedure.stages]
    if back_to and (len(deciding) != 1 or back_to not in codes[: deciding[0] + 1]):
        yield f"'back_to' must name the only deciding stage or one before it; it is {back_to!r}"
    elif back_to:
        repeated = procedure.stages[codes.index(back_to) : deciding[0]]
        if twice := [stage.code for stage in repeated if stage.kind != "completeness" or stage.effects]:
            yield f"'back_to' would repeat what can be done once only: {', '.join(twice)}"
