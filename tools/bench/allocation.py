"""How long the readers of a large call take to propose: cases and experts as uneven as they are, and what must hold."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from orken.reviews.allocation.panel import CaseToRead, Reader
from orken.reviews.allocation.proposing import Pairing, propose
from tools.bench.figures import Figure, Goal
from tools.bench.site import Site

CASES, READERS, READS = 3000, 200, 3
FIELDS = [f"field{number:02d}" for number in range(24)]
SKEW = [1 / (number + 1) for number in range(len(FIELDS))]  # half of all cases are in five fields
LANGUAGES, SPOKEN = ("ru", "kk", "en"), (0.9, 0.6, 0.3)
BARRED_SHARE, AWAY_SHARE = 0.05, 0.04


def proposal_seconds(_site: Site) -> Iterator[Figure]:
    """Raises ``RuntimeError`` where the proposal breaks a constraint; then its time would mean nothing."""
    cases, readers = distributed(CASES, READERS, reads=READS)
    began = time.perf_counter()
    proposal = propose(cases, readers)
    seconds = time.perf_counter() - began
    if broken := broken_constraints(cases, readers, proposal.pairings):
        raise RuntimeError(f"The proposal breaks {len(broken)} constraints, first: {broken[0]}.")
    yield Figure(f"readers proposed for {CASES:,} cases by {READERS} experts", seconds, "s", Goal(60))
    yield Figure("reads of them that somebody fits", 100 * len(proposal.pairings) / (CASES * READS), "%")


def distributed(cases: int, readers: int, *, reads: int) -> tuple[list[CaseToRead], list[Reader]]:
    """Skewed fields; capacities from few to many with work begun; about a fifth more places than reads."""
    rng = random.Random(5)  # noqa: S311  the same cases at every measurement
    places = reads * cases * 1.2 / readers
    panel = [
        Reader(
            number,
            fields=frozenset(rng.choices(FIELDS, SKEW, k=rng.randint(1, 5))),
            languages=_languages(rng),
            capacity=(capacity := round(places * rng.uniform(0.4, 1.8)) + 1),
            open=rng.randint(0, capacity // 8),
        )
        for number in range(readers)
    ]
    away = frozenset(number for number in range(readers) if rng.random() < AWAY_SHARE)
    return [replace(_case(number, reads, readers, rng), away=away) for number in range(cases)], panel


def _case(number: int, reads: int, readers: int, rng: random.Random) -> CaseToRead:
    barred = frozenset(reader for reader in range(readers) if rng.random() < BARRED_SHARE)
    begun = rng.sample(range(readers), 1) if rng.random() < 0.1 else []
    return CaseToRead(
        number,
        reads,
        fields=frozenset(rng.choices(FIELDS, SKEW, k=rng.randint(1, 3))),
        languages=_languages(rng),
        assigned=frozenset(begun) - barred,
        barred=barred,
    )


def _languages(rng: random.Random) -> frozenset[str]:
    known = {language for language, share in zip(LANGUAGES, SPOKEN, strict=True) if rng.random() < share}
    return frozenset(known or {"ru"})


def broken_constraints(
    cases: Sequence[CaseToRead], readers: Sequence[Reader], pairings: Sequence[Pairing]
) -> list[str]:
    """Every published constraint that the pairings break, looked up one by one and not as the proposal is made."""
    case_of, reader_of = {case.id: case for case in cases}, {reader.id: reader for reader in readers}
    broken = [
        f"{reader} {fault} case {case}"
        for case, reader in pairings
        for fault in _faults(case_of[case], reader_of[reader])
    ]
    broken += [f"{pair} twice" for pair, times in Counter(pairings).items() if times > 1]
    for number, times in Counter(pair.reader for pair in pairings).items():
        if reader_of[number].open + times > reader_of[number].capacity:
            broken.append(f"{number} reads {times} more cases than they take")
    for number, times in Counter(pair.case for pair in pairings).items():
        if times > case_of[number].reads - len(case_of[number].assigned - case_of[number].barred):
            broken.append(f"case {number} has more readers than it wants")
    return broken


def _faults(case: CaseToRead, reader: Reader) -> list[str]:
    faults = {
        "is barred from": reader.id in case.barred,
        "has left": reader.id in case.left,
        "reads already": reader.id in case.assigned,
        "is away from": reader.id in case.away,
        "has no field of": bool(case.fields) and case.fields.isdisjoint(reader.fields),
        "reads no language of": bool(case.languages) and case.languages.isdisjoint(reader.languages),
    }
    return [fault for fault, found in faults.items() if found]
