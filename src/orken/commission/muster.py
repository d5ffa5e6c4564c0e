"""Who counts in a session, item by item: read once, for all items together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from orken.commission.models import Item, Membership, Office, Session
from orken.commission.queries import barred_from, declared_free, voters_of
from orken.commission.voting import Quorum, Rules, quorum_of

Pair = tuple[int, int]


@dataclass(frozen=True)
class Muster:
    """Members who vote in a session; who of them is there; who is barred from which case, or has declared for it."""

    voters: tuple[Membership, ...]
    attending: frozenset[int]
    barred: Collection[Pair]
    declared: Collection[Pair]
    by_correspondence: bool

    def recused(self, case: int) -> list[Membership]:
        return [member for member in self.voters if (case, member.user_id) in self.barred]

    def free(self, case: int) -> list[Membership]:
        """Members who are there and not barred; in a vote by correspondence, all who are not barred."""
        there = [member for member in self.voters if self.by_correspondence or member.pk in self.attending]
        return [member for member in there if (case, member.user_id) not in self.barred]

    def declared_free(self, case: int) -> list[Membership]:
        return [member for member in self.free(case) if (case, member.user_id) in self.declared]

    def may_vote(self, case: int, member: Membership) -> bool:
        return member in self.declared_free(case)

    def presiding(self, case: int) -> Membership | None:
        """The chair, or where the chair is away or barred, a deputy."""
        in_office = {Office(member.office): member for member in reversed(self.free(case))}
        return in_office.get(Office.CHAIR) or in_office.get(Office.DEPUTY)

    def possible_quorum(self, rules: Rules, case: int) -> Quorum:
        """The quorum if everybody who is there and not barred takes part."""
        return self._quorum(rules, case, {member.pk for member in self.free(case)})

    def quorum(self, rules: Rules, case: int, voted: Iterable[int]) -> Quorum:
        """The quorum as it is: who is there and has declared; in a vote by correspondence, who has voted."""
        barred = {member.pk for member in self.recused(case)}
        present = set(voted) - barred
        if not self.by_correspondence:
            present |= {member.pk for member in self.declared_free(case)}
        return self._quorum(rules, case, present)

    def _quorum(self, rules: Rules, case: int, present: Collection[int]) -> Quorum:
        members, recused = len(self.voters), len(self.recused(case))
        return quorum_of(rules, members=members, present=len(present), recused=recused)


def muster(session: Session, items: Iterable[Item]) -> Muster:
    voters = tuple(voters_of(session))
    cases, people = [item.case_id for item in items], [member.user_id for member in voters]
    return Muster(
        voters,
        frozenset(session.attendance.values_list("member", flat=True)),
        barred_from(cases, people),
        declared_free(cases, people),
        session.by_correspondence,
    )
