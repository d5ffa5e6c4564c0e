"""Quorum and majority against a model that counts people one by one, with fractions instead of whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orken.commission.voting import (
    Base,
    Choice,
    Majority,
    Quorum,
    Rules,
    Share,
    Verdict,
    Votes,
    quorum_of,
    result,
)

ORDER = {Verdict.REJECTED: 0, Verdict.TIE: 1, Verdict.ADOPTED: 2}
shares = st.builds(
    lambda whole, part, more: Share(min(part, whole), whole, more and min(part, whole) < whole),
    st.integers(1, 7),
    st.integers(1, 7),
    st.booleans(),
)
rules_of_bodies = st.builds(
    Rules, st.one_of(st.integers(1, 12), shares), st.sampled_from(Majority), st.booleans(), st.just(True), st.booleans()
)
# What each member does: recused, away, there without voting, or a vote; the first one presides.
deeds = st.lists(st.sampled_from(["recused", "away", "silent", *Choice]), min_size=1, max_size=12)


def counted(rules: Rules, done: list[str]) -> tuple[Quorum, Votes]:
    present = [deed for deed in done if deed not in ("recused", "away")]
    quorum = quorum_of(rules, members=len(done), present=len(present), recused=done.count("recused"))
    chair = done[0] if isinstance(done[0], Choice) else None
    return quorum, Votes(*(done.count(choice) for choice in Choice), chair=chair)


def modelled(rules: Rules, done: list[str]) -> Verdict:
    """The same, told with sets of people and real fractions."""
    people = range(len(done))
    entitled = [one for one in people if done[one] != "recused" or not rules.recused_leave_base]
    present = [one for one in people if done[one] not in ("recused", "away")]
    if isinstance(rules.quorum, Share):
        wanted = Fraction(rules.quorum.numerator, rules.quorum.denominator) * len(entitled)
        there = len(present) > wanted if rules.quorum.more_than else len(present) >= wanted
    else:
        there = len(present) >= rules.quorum
    if not there or not present:
        return Verdict.NO_QUORUM
    pro = [one for one in people if done[one] == Choice.FOR]
    contra = [one for one in people if done[one] == Choice.AGAINST]
    base = {Base.VOTES_CAST: [*pro, *contra], Base.PRESENT: present, Base.ENTITLED: entitled}[rules.majority.base]

    def carried(votes: int) -> bool:
        if rules.majority in (Majority.TWO_THIRDS, Majority.TWO_THIRDS_ENTITLED):
            return votes > 0 and Fraction(votes) >= Fraction(2, 3) * len(base)
        return Fraction(votes) > Fraction(len(base), 2)

    if carried(len(pro)):
        return Verdict.ADOPTED
    half = rules.majority in (Majority.SIMPLE, Majority.PRESENT, Majority.ENTITLED)
    if half and len(pro) == len(contra) and carried(len(pro) + 1):
        if rules.casting_vote and done[0] == Choice.FOR:
            return Verdict.ADOPTED
        if rules.casting_vote and done[0] == Choice.AGAINST:
            return Verdict.REJECTED
        return Verdict.TIE
    return Verdict.REJECTED


@given(rules_of_bodies, deeds)
def test_verdict_is_that_of_the_model(rules: Rules, done: list[str]) -> None:
    quorum, votes = counted(rules, done)
    assert result(votes, rules, quorum).verdict is modelled(rules, done)


@given(rules_of_bodies, deeds, st.data())
def test_who_changes_to_for_never_makes_it_worse(rules: Rules, done: list[str], data: st.DataObject) -> None:
    voting = [place for place, deed in enumerate(done) if isinstance(deed, Choice)]
    assume(voting)
    place = data.draw(st.sampled_from(voting))
    before, after = (
        result(votes, rules, quorum).verdict
        for quorum, votes in (counted(rules, done), counted(rules, [*done[:place], Choice.FOR, *done[place + 1 :]]))
    )
    assert (before is Verdict.NO_QUORUM) == (after is Verdict.NO_QUORUM)
    if before is not Verdict.NO_QUORUM:
        assert ORDER[before] <= ORDER[after]


@given(rules_of_bodies, deeds)
def test_who_comes_never_takes_the_quorum_away(rules: Rules, done: list[str]) -> None:
    assume("away" in done)
    place = done.index("away")
    fewer, _votes = counted(rules, done)
    more, _votes = counted(rules, [*done[:place], "silent", *done[place + 1 :]])
    assert more.reached >= fewer.reached
    assert more.required == fewer.required


@given(rules_of_bodies, deeds)
def test_who_leaves_for_a_conflict_never_raises_what_is_required(rules: Rules, done: list[str]) -> None:
    """Where recused members leave the base; a number of members stays what it is."""
    before, _votes = counted(rules, done)
    after, _votes = counted(rules, ["recused", *done[1:]])
    assert after.required <= before.required
    assert after.entitled <= before.entitled


@given(shares, st.integers(0, 40))
def test_share_is_the_smallest_number_that_reaches_it(share: Share, whole: int) -> None:
    def reaches(number: int) -> bool:
        wanted = Fraction(share.numerator, share.denominator) * whole
        return number > wanted if share.more_than else number >= wanted

    found = share.of(whole)
    assert reaches(found)
    assert found == 1 or not reaches(found - 1)


@pytest.mark.parametrize("given_", [(0, 2, False), (3, 2, False), (2, 2, True)])
def test_impossible_share_is_refused(given_: tuple[int, int, bool]) -> None:
    with pytest.raises(ValueError, match="share"):
        Share(*given_)


@pytest.mark.parametrize(("members", "present", "recused"), [(5, 4, 2), (5, 0, 6), (3, -1, 0)])
def test_impossible_attendance_is_refused(members: int, present: int, recused: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        quorum_of(Rules(3, Majority.SIMPLE), members=members, present=present, recused=recused)


def test_more_votes_than_people_are_refused() -> None:
    rules = Rules(1, Majority.SIMPLE)
    with pytest.raises(ValueError, match="2 votes of 1"):
        result(Votes(2), rules, quorum_of(rules, members=3, present=1, recused=0))


def test_abstention_that_the_rules_do_not_know_is_refused() -> None:
    rules = Rules(1, Majority.SIMPLE, abstention=False)
    with pytest.raises(ValueError, match="abstained"):
        result(Votes(abstained=1), rules, quorum_of(rules, members=3, present=1, recused=0))


def test_five_with_two_recusals_just_reach_a_quorum_of_three() -> None:
    rules = Rules(Share(1, 2, more_than=True), Majority.SIMPLE, recused_leave_base=False)
    quorum = quorum_of(rules, members=5, present=3, recused=2)
    assert (quorum.entitled, quorum.required, quorum.reached) == (5, 3, True)
    assert result(Votes(2, 1), rules, quorum).verdict is Verdict.ADOPTED
    assert not quorum_of(rules, members=5, present=2, recused=3).reached


def test_two_thirds_are_not_reached_by_a_casting_vote() -> None:
    rules = Rules(1, Majority.TWO_THIRDS, casting_vote=True)
    quorum = quorum_of(rules, members=6, present=6, recused=0)
    assert result(Votes(3, 3, chair=Choice.FOR), rules, quorum).verdict is Verdict.REJECTED
