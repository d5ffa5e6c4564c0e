"""Asking experts for several cases at once, each case in a transaction of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from orken.cases.models import Case
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import desk_cases
from orken.cases.refusals import refusal_of
from orken.cases.services.conflicts import look_for_all
from orken.parties.models import User
from orken.reviews.models import Expert
from orken.reviews.services.assigning import ASSIGNS, ask_several

LARGEST = 100  # cases in one proposal: asking for all of them, some 250 requests, takes about ten seconds


@dataclass(frozen=True)
class Pair:
    """An expert for a case; ``obstacle`` says why they were not asked."""

    case: Case
    expert: Expert
    obstacle: str = ""


def ask_all(pairs: Iterable[tuple[str, str]], *, actor: User) -> list[Pair]:
    """Ask for each pair of references; a refusal stops no other one and comes back with its reason.

    Conflicts of interest are looked for in all of them first; what is found is kept, also where somebody is then not
    asked.
    """
    wanted = _known(pairs, actor)
    may_assign = PERMISSIONS[ASSIGNS]
    look_for_all(
        {case: [expert.user for expert in experts] for case, experts in wanted.items() if may_assign(actor, case)}
    )
    return [pair for case, experts in wanted.items() for pair in _asked(case, experts, actor)]


def _known(pairs: Iterable[tuple[str, str]], actor: User) -> dict[Case, list[Expert]]:
    """The experts by case, as they were chosen; without what the actor may not know of."""
    chosen = list(dict.fromkeys(pairs))
    cases = {one.reference: one for one in desk_cases(actor).filter(reference__in={case for case, _expert in chosen})}
    found = Expert.objects.filter(reference__in={expert for _case, expert in chosen}).select_related("user")
    experts = {one.reference: one for one in found}
    known: dict[Case, list[Expert]] = defaultdict(list)
    for case, expert in chosen:
        if expert in experts and case in cases and (len(known) < LARGEST or cases[case] in known):
            known[cases[case]].append(experts[expert])
    return known


def _asked(case: Case, experts: list[Expert], actor: User) -> list[Pair]:
    obstacles: dict[int, str] = {}
    refused = refusal_of(lambda: obstacles.update(ask_several(case.reference, experts, actor=actor)))
    return [Pair(case, expert, refused or obstacles[expert.pk]) for expert in experts]
