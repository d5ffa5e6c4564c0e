"""Who took part in a case in a session of a body."""

from __future__ import annotations

from collections.abc import Iterator

from orken.cases.models import Case
from orken.commission.models import BallotPaper, Item, ItemState, Minutes, Vote

HELD = (ItemState.VOTING, ItemState.COUNTED, ItemState.DECIDED)


def members(case: Case) -> Iterator[int]:
    """Whoever voted, openly or secretly, presided, called the session or wrote its minutes."""
    yield from Vote.objects.filter(item__case=case).values_list("member__user", flat=True)
    yield from BallotPaper.objects.filter(item__case=case).values_list("member__user", flat=True)
    held = Item.objects.filter(case=case, state__in=HELD)
    for presided, called in held.values_list("presiding__user", "session__created_by"):
        yield from filter(None, [presided, called])
    yield from Minutes.objects.filter(session__items__in=held).values_list("written_by", flat=True)
