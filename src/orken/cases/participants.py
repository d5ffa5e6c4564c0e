"""Who took part in a case, as its record says: they decide nothing of an appeal against its decision."""

from __future__ import annotations

from collections.abc import Iterator

from orken.cases.extension import took_part
from orken.cases.models import Case, Side
from orken.journal.queries import entries_about


def participants(case: Case) -> set[int]:
    """Keys of everybody who handled the case, remarked on it, read, voted, decided or signed, in any room."""
    return {person for name in took_part for person in took_part[name](case) if person is not None}


@took_part("cases.desk")
def at_the_desk(case: Case) -> Iterator[int]:
    """Officers of the case, also earlier ones, and whoever took a step, wrote a remark, proposed or signed."""
    yield from filter(None, [case.assignee_id])
    acted = case.transitions.filter(side=Side.OPERATOR, actor__isnull=False)
    yield from acted.values_list("actor", flat=True)
    yield from case.remarks.values_list("author", flat=True)
    yield from case.proposals.values_list("proposed_by", flat=True)
    for signed in case.decisions.values_list("decided_by", "countersigned_by"):
        yield from filter(None, signed)
    for entry in entries_about(case.subject).filter(action="case.assigned"):
        if entry.data.get("assignee"):
            yield entry.data["assignee"]
