"""How a body decides: quorum, majority, casting vote. Pure arithmetic with whole numbers, told step by step.

What is put to the vote is the request of the applicant, and *for* grants it; ``motions`` says what it is in an appeal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Base(StrEnum):
    """Of what the majority is counted."""

    VOTES_CAST = "votes_cast"  # for and against, without abstentions
    PRESENT = "present"
    ENTITLED = "entitled"


class Majority(StrEnum):
    """How many votes carry a request; each is a share of a base."""

    SIMPLE = "simple"
    PRESENT = "present"
    ENTITLED = "entitled"
    TWO_THIRDS = "two_thirds"
    TWO_THIRDS_ENTITLED = "two_thirds_entitled"

    @property
    def base(self) -> Base:
        return _MAJORITIES[self][0]

    @property
    def share(self) -> Share:
        return _MAJORITIES[self][1]


@dataclass(frozen=True)
class Share:
    """A part of a whole: ``numerator`` of ``denominator``, or more than that."""

    numerator: int
    denominator: int
    more_than: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.numerator <= self.denominator or (self.more_than and self.numerator == self.denominator):
            raise ValueError(f"A share is above 0 and at most the whole; given was {self}.")

    def of(self, whole: int) -> int:
        """The smallest number of ``whole`` that reaches the share; never 0."""
        product = whole * self.numerator
        reached = product // self.denominator + 1 if self.more_than else -(-product // self.denominator)
        return max(1, reached)


MORE_THAN_HALF = Share(1, 2, more_than=True)
TWO_THIRDS = Share(2, 3)
_MAJORITIES = {
    Majority.SIMPLE: (Base.VOTES_CAST, MORE_THAN_HALF),
    Majority.PRESENT: (Base.PRESENT, MORE_THAN_HALF),
    Majority.ENTITLED: (Base.ENTITLED, MORE_THAN_HALF),
    Majority.TWO_THIRDS: (Base.VOTES_CAST, TWO_THIRDS),
    Majority.TWO_THIRDS_ENTITLED: (Base.ENTITLED, TWO_THIRDS),
}


@dataclass(frozen=True)
class Rules:
    """The rules of a body on a day. ``quorum`` is a number of members, or a share of those entitled to vote.

    ``recused_leave_base``: whether a recused member still counts among those entitled, of whom shares are counted; a
    recused member is never counted as present.
    """

    quorum: int | Share
    majority: Majority
    casting_vote: bool = False
    abstention: bool = True
    recused_leave_base: bool = True


@dataclass(frozen=True)
class Quorum:
    """``present`` of ``entitled`` members may vote; ``required`` must be there."""

    members: int
    recused: int
    entitled: int
    present: int
    required: int

    @property
    def reached(self) -> bool:
        return self.present >= self.required


def quorum_of(rules: Rules, *, members: int, present: int, recused: int) -> Quorum:
    """Whether enough are there to decide one item. ``present`` counts no recused member.

    >>> quorum_of(Rules(Share(1, 2, more_than=True), Majority.SIMPLE), members=5, present=2, recused=2).required
    2
    """
    if not 0 <= recused <= members or not 0 <= present <= members - recused:
        raise ValueError(f"Of {members} members {recused} are recused and {present} others present: that cannot be.")
    entitled = members - recused if rules.recused_leave_base else members
    required = rules.quorum.of(entitled) if isinstance(rules.quorum, Share) else rules.quorum
    return Quorum(members, recused, entitled, present, max(1, required))


@dataclass(frozen=True)
class Votes:
    """Votes of one item; ``chair`` is the vote of who presided, where it is known."""

    for_: int = 0
    against: int = 0
    abstained: int = 0
    chair: Choice | None = None

    @property
    def total(self) -> int:
        return self.for_ + self.against + self.abstained


class Verdict(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    TIE = "tie"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True)
class Result:
    """The verdict with every figure that it follows from; ``needed`` votes of ``base`` carry a request."""

    verdict: Verdict
    quorum: Quorum
    votes: Votes
    base: int
    needed: int
    casting_vote_used: bool = False


def result(votes: Votes, rules: Rules, quorum: Quorum) -> Result:
    """What the votes come to.

    Votes are even where one more vote for the request would carry it and as many are against as for it. Then the vote
    of the chair decides, if the rules give it that weight; else nothing is decided.

    Raises
    ------
    ValueError
        More votes than members present, or abstentions that the rules do not know.
    """
    if votes.total > quorum.present:
        raise ValueError(f"{votes.total} votes of {quorum.present} members present: that cannot be.")
    if votes.abstained and not rules.abstention:
        raise ValueError("Somebody abstained, which the rules of the body do not allow.")
    whole = {
        Base.VOTES_CAST: votes.for_ + votes.against,
        Base.PRESENT: quorum.present,
        Base.ENTITLED: quorum.entitled,
    }[rules.majority.base]
    needed = rules.majority.share.of(whole)
    verdict, cast = _verdict(votes, rules, needed) if quorum.reached else (Verdict.NO_QUORUM, False)
    return Result(verdict, quorum, votes, whole, needed, cast)


def _verdict(votes: Votes, rules: Rules, needed: int) -> tuple[Verdict, bool]:
    """And whether the chair's vote decided."""
    if votes.for_ >= needed:
        return Verdict.ADOPTED, False
    even = votes.for_ == votes.against and votes.for_ + 1 >= needed and rules.majority.share == MORE_THAN_HALF
    if not even:
        return Verdict.REJECTED, False
    if rules.casting_vote and votes.chair in (Choice.FOR, Choice.AGAINST):
        return (Verdict.ADOPTED if votes.chair is Choice.FOR else Verdict.REJECTED), True
    return Verdict.TIE, False
