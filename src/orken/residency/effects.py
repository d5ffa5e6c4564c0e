"""What the case engine calls, under the names that procedures use."""

from __future__ import annotations

from orken.cases.extension import effect, fact
from orken.cases.models import Case, Transition
from orken.parties.models import Organisation
from orken.residency import changes, queries, services


@effect("residency.offer")
def offer(case: Case, transition: Transition) -> None:
    services.offer_residency(case, actor=transition.actor)


@effect("residency.enter_into_force")
def enter_into_force(case: Case, transition: Transition) -> None:
    services.bring_into_force(case, actor=transition.actor)


@effect("residency.lapse_offer")
def lapse_offer(case: Case, transition: Transition) -> None:
    services.lapse_offer(case, actor=transition.actor)


@effect("residency.renew")
def renew(case: Case, transition: Transition) -> None:
    changes.renew_by_case(case, actor=transition.actor)


@fact("residency.has_end")
def has_end(organisation: Organisation) -> bool:
    return queries.held_residencies(organisation).filter(valid_to__isnull=False).exists()


@fact("residency.is_resident")
def is_resident(organisation: Organisation) -> bool:
    return queries.is_resident(organisation)
