"""Who is proposed to read what: the constraints, the best of all proposals, and why a case lacks readers."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orken.reviews.allocation.panel import CaseToRead, Reader
from orken.reviews.allocation.proposing import Pairing, Proposal, propose
from orken.reviews.allocation.shortages import Obstacle
from tools.bench.allocation import broken_constraints, distributed

Asked = tuple[list[CaseToRead], list[Reader]]


def some(values: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=len(values))


@st.composite
def asked(draw: st.DrawFn, *, cases: int, readers: int) -> Asked:
    """So few fields and places that wishes compete; numbers of readers begin at 100, one of them is unknown."""
    numbers = range(100, 100 + draw(st.integers(0, readers)))
    people = st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from([*numbers, 999]), max_size=2))
    return (
        [
            CaseToRead(
                number,
                reads=draw(st.integers(0, 2)),
                fields=draw(some("abc")),
                languages=draw(some("kr")),
                assigned=draw(people),
                barred=draw(people),
                left=draw(people),
                away=draw(people),
            )
            for number in range(draw(st.integers(0, cases)))
        ],
        [
            Reader(
                number,
                fields=draw(some("abc")),
                languages=draw(some("kr")),
                capacity=draw(st.integers(0, 4)),
                open=draw(st.integers(0, 2)),
            )
            for number in numbers
        ],
    )


def worth(pairings: tuple[Pairing, ...], cases: list[CaseToRead], readers: list[Reader]) -> tuple[object, ...]:
    """The published order of wishes in plain words: the less, the better."""
    case_of = {case.id: case for case in cases}
    reader_of = {reader.id: reader for reader in readers}
    lacked = [(case_of[case], reader_of[reader]) for case, reader in pairings]
    return (
        -len(pairings),
        sum(len(case.fields - reader.fields) for case, reader in lacked),
        sum(len(case.languages - reader.languages) for case, reader in lacked),
        loads_reached(pairings, readers),
    )


def loads_reached(pairings: tuple[Pairing, ...], readers: list[Reader]) -> list[Fraction]:
    """The load that each pairing brings its reader to, the largest first."""
    given = {reader: sum(pairing.reader == reader.id for pairing in pairings) for reader in readers}
    return sorted(
        (
            Fraction(reader.open + more, reader.capacity)
            for reader, number in given.items()
            for more in range(1, number + 1)
        ),
        reverse=True,
    )


def all_proposals(cases: list[CaseToRead], readers: list[Reader]) -> list[tuple[Pairing, ...]]:
    pairs = [
        pair
        for pair in (Pairing(case.id, reader.id) for case in cases for reader in readers)
        if not broken_constraints(cases, readers, (pair,))
    ]
    sets = (chosen for number in range(len(pairs) + 1) for chosen in combinations(pairs, number))
    return [chosen for chosen in sets if not broken_constraints(cases, readers, chosen)]


def short(proposal: Proposal) -> dict[Obstacle, int]:
    [shortage] = proposal.shortages
    return dict(shortage.stopped)


@settings(max_examples=100, deadline=None)
@given(asked(cases=8, readers=6))
def test_constraints_are_always_kept(given_: Asked) -> None:
    cases, readers = given_
    assert broken_constraints(cases, readers, propose(cases, readers).pairings) == []


@settings(max_examples=200, deadline=None)
@given(asked(cases=3, readers=3))
@example(
    (  # the larger reader takes both: 2 of 4 is less than 1 of 1
        [CaseToRead(1, 1), CaseToRead(2, 1)],
        [Reader(100, capacity=4), Reader(101, capacity=1)],
    )
)
@example(  # two places of one reader do not make two reads
    ([CaseToRead(1, 2)], [Reader(100, capacity=4), Reader(101, capacity=1)])
)
def test_no_other_proposal_is_better(given_: Asked) -> None:
    cases, readers = given_
    best = min(worth(pairings, cases, readers) for pairings in all_proposals(cases, readers))
    assert worth(propose(cases, readers).pairings, cases, readers) == best


@settings(max_examples=50, deadline=None)
@given(asked(cases=8, readers=6), st.randoms(use_true_random=False))
def test_order_of_the_input_makes_no_difference(given_: Asked, order: random.Random) -> None:
    cases, readers = given_
    before = propose(cases, readers)
    order.shuffle(cases)
    order.shuffle(readers)
    assert propose(cases, readers) == before


def test_another_process_proposes_the_same() -> None:
    """Whose sets of texts are in another order."""
    script = (
        "from orken.reviews.allocation.proposing import propose; from tools.bench.allocation import distributed;"
        "print(propose(*distributed(60, 12, reads=3)))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {f"{propose(*distributed(60, 12, reads=3))}\n".encode()}


@settings(max_examples=100, deadline=None)
@given(asked(cases=8, readers=6))
def test_every_read_that_lacks_is_told_with_what_stopped_each_other_expert(given_: Asked) -> None:
    cases, readers = given_
    proposal = propose(cases, readers)
    known = {reader.id for reader in readers}
    told = {shortage.case: shortage for shortage in proposal.shortages}
    for case in cases:
        reading = case.assigned - case.barred | {pair.reader for pair in proposal.pairings if pair.case == case.id}
        lacking = max(case.reads - len(reading), 0)
        assert (told[case.id].missing if case.id in told else 0) == lacking
        if lacking:
            assert told[case.id].found == len(reading)
            assert sum(told[case.id].stopped.values()) == len(known - reading)


def test_work_begun_is_kept_and_counts() -> None:
    case = CaseToRead(1, reads=2, assigned=frozenset({7}))
    proposal = propose([case], [Reader(7, capacity=9), Reader(8, capacity=1)])
    assert proposal == Proposal(pairings=(Pairing(1, 8),), shortages=())


def test_reader_who_is_barred_by_now_does_not_count_and_is_not_proposed_again() -> None:
    case = CaseToRead(1, reads=1, assigned=frozenset({7}), barred=frozenset({7}))
    assert propose([case], [Reader(7, capacity=9)]).pairings == ()
    assert propose([case], [Reader(7, capacity=9), Reader(8, capacity=1)]).pairings == (Pairing(1, 8),)


def test_reader_of_all_fields_goes_before_an_even_load() -> None:
    both, one = frozenset({"ict", "energy"}), frozenset({"ict"})
    cases = [CaseToRead(number, reads=1, fields=both) for number in range(3)]
    proposal = propose(cases, [Reader(7, both, capacity=3), Reader(8, one, capacity=30)])
    assert {pair.reader for pair in proposal.pairings} == {7}


def test_reader_of_all_languages_goes_before_an_even_load_and_after_one_of_all_fields() -> None:
    fields, both, one = frozenset({"ict", "energy"}), frozenset({"kk", "ru"}), frozenset({"ru"})
    cases = [CaseToRead(number, 1, fields, both) for number in range(3)]
    of_languages = [Reader(7, fields, both, capacity=2), Reader(8, fields, one, capacity=30)]
    assert [pair.reader for pair in propose(cases, of_languages).pairings].count(7) == 2
    of_half_the_fields = Reader(9, frozenset({"ict"}), both, capacity=30)
    assert {pair.reader for pair in propose(cases, [*of_languages, of_half_the_fields]).pairings} == {7, 8}


def test_capacity_left_counts_and_not_capacity() -> None:
    cases = [CaseToRead(number, reads=1) for number in range(4)]
    proposal = propose(cases, [Reader(7, capacity=8, open=6), Reader(8, capacity=8, open=2)])
    assert [pair.reader for pair in proposal.pairings] == [8, 8, 8, 8]


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (Reader(7, frozenset({"law"}), frozenset({"kk"}), capacity=1), Obstacle.FIELD),
        (Reader(1, frozenset({"ict"}), frozenset({"kk"}), capacity=1), Obstacle.BARRED),
        (Reader(2, frozenset({"ict"}), frozenset({"kk"}), capacity=1), Obstacle.LEFT),
        (Reader(7, frozenset({"ict"}), frozenset({"en"}), capacity=1), Obstacle.LANGUAGE),
        (Reader(3, frozenset({"ict"}), frozenset({"kk"}), capacity=1), Obstacle.AWAY),
        (Reader(7, frozenset({"ict"}), frozenset({"kk"}), capacity=1, open=1), Obstacle.FULL),
        (Reader(7, frozenset({"ict"}), frozenset({"kk"}), capacity=1, open=3), Obstacle.FULL),
    ],
)
def test_what_stopped_an_expert_is_told(reader: Reader, why: Obstacle) -> None:
    case = CaseToRead(
        1,
        reads=1,
        fields=frozenset({"ict"}),
        languages=frozenset({"kk"}),
        barred=frozenset({1}),
        left=frozenset({2}),
        away=frozenset({3}),
    )
    proposal = propose([case], [reader])
    assert proposal.pairings == ()
    assert short(proposal) == {why: 1}


def test_expert_whom_another_case_got_is_told_apart_from_one_who_was_full() -> None:
    cases = [CaseToRead(1, reads=1), CaseToRead(2, reads=1)]
    proposal = propose(cases, [Reader(7, capacity=1), Reader(8, capacity=2, open=2)])
    assert len(proposal.pairings) == 1
    assert short(proposal) == {Obstacle.FULL: 1, Obstacle.ELSEWHERE: 1}


def test_what_stopped_the_nearest_experts_is_the_last_obstacle() -> None:
    case = CaseToRead(1, reads=1, fields=frozenset({"ict"}), barred=frozenset({8}))
    [shortage] = propose([case], [Reader(7), Reader(8, frozenset({"ict"}), capacity=1)]).shortages
    assert shortage.last is Obstacle.BARRED


def test_case_without_experts_lacks_all_its_reads() -> None:
    [shortage] = propose([CaseToRead(1, reads=3)], []).shortages
    assert (shortage.missing, shortage.found, shortage.stopped, shortage.last) == (3, 0, {}, None)


@pytest.mark.parametrize(
    ("cases", "readers", "name"),
    [
        ([CaseToRead(5, 1), CaseToRead(5, 2)], [], "CaseToRead 5"),
        ([], [Reader(7), Reader(8), Reader(7)], "Reader 7"),
    ],
)
def test_nothing_is_given_twice(cases: list[CaseToRead], readers: list[Reader], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} was given twice"):
        propose(cases, readers)


def test_more_than_can_be_weighed_exactly_is_refused() -> None:
    fields, languages = frozenset(map(str, range(3000))), frozenset(map(str, range(10**4)))
    cases = [CaseToRead(number, 1000, fields, languages) for number in range(20)]
    readers = [Reader(number, frozenset({"1"}), frozenset({"1"}), capacity=997 + number) for number in range(20)]
    with pytest.raises(ValueError, match="20 cases and 20 readers are too many to weigh at once"):
        propose(cases, readers)
