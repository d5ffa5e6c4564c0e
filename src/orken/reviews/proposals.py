"""The proposal of readers as an officer looks through it: who for which case and why, and where nobody was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orken.cases.models import Case
from orken.parties.models import User
from orken.reviews.allocation.panel import CaseToRead, Reader
from orken.reviews.allocation.proposing import Proposal, propose
from orken.reviews.allocation.shortages import obstacle
from orken.reviews.allocation.wording import reasons_in_words, wanted_in_words
from orken.reviews.models import Expert
from orken.reviews.models.expert import FIELDS
from orken.reviews.queries import open_reviews
from orken.reviews.readers import cases_to_read, experts_who_read, readers_of
from orken.reviews.reading import in_words

OTHERS = 8  # how many the officer can choose from instead of the proposed one


@dataclass(frozen=True)
class Choice:
    """An expert for a case, with the fields that they have of it; a case may name none."""

    expert: Expert
    fields: list[str]


@dataclass(frozen=True)
class Row:
    """A case with the experts proposed for it, others whom one may ask instead, and why some reads lack an expert."""

    case: Case
    proposed: list[Choice]
    others: list[Choice]
    lacking: str
    reasons: list[str]


@dataclass(frozen=True)
class Load:
    """How many reviews an expert has open and would have; ``open`` are those of cases that the officer sees."""

    expert: Expert
    open: int
    more: int

    @property
    def total(self) -> int:
        return self.open + self.more


@dataclass(frozen=True)
class ProposalShown:
    rows: list[Row]
    loads: list[Load]

    @property
    def number(self) -> int:
        return sum(load.more for load in self.loads)


def proposal_for(cases: Sequence[Case], experts: Sequence[Expert], officer: User) -> ProposalShown:
    """Readers for the cases among the experts. Nothing is written; when they are asked, the service decides."""
    reading = experts_who_read(experts)
    panel, readers = cases_to_read(cases, reading), readers_of(reading)
    proposal = propose(panel, readers)
    more = Counter(pair.reader for pair in proposal.pairings)
    known = {expert.pk: expert for expert in reading}
    seen = open_reviews(reading, reader=officer)
    loads = [Load(known[pk], seen[pk], number) for pk, number in more.items()]
    return ProposalShown(
        rows=_rows(cases, {one.id: one for one in panel}, readers, known, proposal),
        loads=sorted(loads, key=lambda load: (-load.total / load.expert.capacity, str(load.expert))),
    )


def _rows(
    cases: Sequence[Case],
    panel: Mapping[int, CaseToRead],
    readers: Sequence[Reader],
    known: Mapping[int, Expert],
    proposal: Proposal,
) -> list[Row]:
    proposed: dict[int, list[int]] = defaultdict(list)
    for pair in proposal.pairings:
        proposed[pair.case].append(pair.reader)
    shortages = {shortage.case: shortage for shortage in proposal.shortages}
    given = Counter(pair.reader for pair in proposal.pairings)
    rows = []
    for case in cases:
        wanted, shortage, chosen = panel[case.pk], shortages.get(case.pk), proposed[case.pk]
        if not wanted.missing:
            continue
        nearest = _nearest(wanted, [one for one in readers if one.id not in chosen], given) if chosen else []
        rows.append(
            Row(
                case=case,
                proposed=[_choice(wanted, known[pk]) for pk in chosen],
                others=[_choice(wanted, known[one.id]) for one in nearest],
                lacking=wanted_in_words(shortage) if shortage else "",
                reasons=reasons_in_words(shortage) if shortage else [],
            )
        )
    return rows


def _nearest(case: CaseToRead, readers: Sequence[Reader], given: Mapping[int, int]) -> list[Reader]:
    """Others who may read the case and have a place left, those first who lack the fewest of its fields."""
    free = [
        one
        for one in readers
        if one.id not in case.assigned and one.free > given.get(one.id, 0) and obstacle(case, one) is None
    ]
    free.sort(key=lambda one: (len(case.fields - one.fields), (one.open + given.get(one.id, 0)) / one.capacity, one.id))
    return free[:OTHERS]


def _choice(case: CaseToRead, expert: Expert) -> Choice:
    return Choice(expert, [in_words(FIELDS, code) for code in sorted(case.fields) if code in expert.fields])
