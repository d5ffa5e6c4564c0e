"""Conflicts of interest: people declare them, the portal looks for them, a secretary or a head resolves them.

Each service holds the lock of the case, so that a step with it is taken either before or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.conflict_search.finding import grounds_against
from orken.cases.conflict_search.grounds import Ground
from orken.cases.messages import tell_of_conflicts, tell_of_lost_officer
from orken.cases.models import Case, Conflict, ConflictKind, ConflictSource, Declaration
from orken.cases.permissions import PERMISSIONS
from orken.cases.queries import is_barred
from orken.journal.services import record, record_for_each
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.parties.models import User
from orken.parties.rights import read_anew


@transaction.atomic
def declare(case: Case, *, person: User, task: str, kind: ConflictKind | None, text: str = "") -> Declaration:
    """Say before a task that one is free of conflicts (``kind`` is ``None``), or which conflict one is in.

    A declared conflict bars the person at once; secretaries hear of it.

    Raises
    ------
    RuleViolation
        Somebody says to be free of conflicts for whom one is recorded that nobody has dismissed.
    """
    locked = _locked([case.pk])[case.pk]
    if kind is None and is_barred(person, locked):
        raise _conflict_waits()
    declaration = Declaration.objects.create(
        case=locked,
        person=person,
        task=task,
        free_of_conflicts=kind is None,
        text=without_iins(text.strip()),
        declared_at=timezone.now(),
    )
    if kind is None:
        _record("free_of_conflicts", locked, person, actor=person, data={"task": task})
    else:
        said = [{"fact": "said", "text": declaration.text}] if declaration.text else []
        _bar(locked, person, kind, ConflictSource.DECLARED, said, actor=person)
        tell_of_conflicts(locked, [person])
    return declaration


@transaction.atomic
def declare_free(cases: Collection[Case], *, person: User, task: str) -> list[RuleViolation]:
    """Say the same of several cases: free of conflicts; why it is refused for those where a conflict waits."""
    locked = _locked([case.pk for case in cases])
    barring = Conflict.objects.barring().filter(case__in=list(locked), person=person)
    barred = set(barring.values_list("case", flat=True))
    free, at = [case for pk, case in locked.items() if pk not in barred], timezone.now()
    Declaration.objects.bulk_create(
        Declaration(case=case, person=person, task=task, free_of_conflicts=True, declared_at=at) for case in free
    )
    about = [(case.subject, case.applicant_id) for case in free]
    record_for_each("case.free_of_conflicts", actor=person, about=about, data={"person": person.pk, "task": task})
    return [_conflict_waits() for _case in barred]


def _conflict_waits() -> RuleViolation:
    return RuleViolation("conflict_waits", _("The secretary has to look at this first. Please come back later."))


def has_declared(person: User, case: Case, task: str) -> bool:
    """Whether the last that the person said before this task is that they are free of conflicts."""
    said = Declaration.objects.filter(case=case, person=person, task=task)
    return said.order_by("-declared_at", "-pk").values_list("free_of_conflicts", flat=True).first() is True


def look_for(case: Case, people: Collection[User]) -> list[Conflict]:
    """Search what the portal knows for conflicts of these people; returns all that bar any of them from now on.

    What somebody has dismissed does not come back unless there is more to it now. Secretaries hear of new ones.
    """
    return look_for_all({case: people})


@transaction.atomic
def look_for_all(people_of: Mapping[Case, Collection[User]]) -> list[Conflict]:
    """The same in several cases, each with people of its own. More questions are asked for what is found alone."""
    locked = _locked([case.pk for case in people_of])
    new: dict[Case, list[User]] = defaultdict(list)
    for case, person, grounds in grounds_against({locked[case.pk]: people for case, people in people_of.items()}):
        for kind in dict.fromkeys(ground.kind for ground in grounds):
            if _found(case, person, kind, [ground for ground in grounds if ground.kind == kind]):
                new[case].append(person)
    for case, people in new.items():
        tell_of_conflicts(case, people)
    return _barring(people_of)


def _barring(people_of: Mapping[Case, Collection[User]]) -> list[Conflict]:
    """Conflicts that bar the people from the cases beside which they stand."""
    pairs = {(case.pk, person.pk) for case, people in people_of.items() for person in people}
    barring = Conflict.objects.barring().filter(case__in=list(people_of), person__in={pk for _case, pk in pairs})
    return [one for one in barring.order_by("pk") if (one.case_id, one.person_id) in pairs]


def keep_out(case: Case, people: Collection[int], *, earlier: Case) -> None:
    """Bar who took part in ``earlier``, or was barred from it, from a case that is locked."""
    facts = [Ground(ConflictKind.EARLIER_PART, "took_part", {"case": str(earlier)}).to_data()]
    for person in User.objects.filter(pk__in=people).order_by("pk"):
        _bar(case, person, ConflictKind.EARLIER_PART, ConflictSource.FOUND, facts, actor=None)


def _found(case: Case, person: User, kind: ConflictKind, grounds: list[Ground]) -> Conflict | None:
    facts = [ground.to_data() for ground in grounds]
    earlier = case.conflicts.filter(person=person, kind=kind, source=ConflictSource.FOUND)
    weighed = [fact for conflict in earlier.exclude(dismissed_at=None) for fact in conflict.grounds]
    if all(fact in weighed for fact in facts):
        return None
    return _bar(case, person, kind, ConflictSource.FOUND, facts, actor=None)


def _bar(
    case: Case,
    person: User,
    kind: ConflictKind,
    source: ConflictSource,
    facts: list[dict[str, str]],
    *,
    actor: User | None,
) -> Conflict | None:
    """Record a conflict, unless one of its kind and source stands already; whoever handles the case loses it."""
    conflict, is_new = Conflict.objects.barring().get_or_create(
        case=case, person=person, kind=kind, source=source, defaults={"grounds": facts, "recorded_at": timezone.now()}
    )
    if not is_new:
        return None
    _record(f"conflict_{source}", case, person, actor=actor, data={"kind": kind})
    if case.assignee_id == person.pk:
        case.assignee = None
        case.save(update_fields=["assignee"])
        tell_of_lost_officer(case)
    return conflict


@transaction.atomic
def uphold(conflict: Conflict, actor: User, reason: str) -> Conflict:
    """Confirm that the person is in conflict: they stay barred.

    Raises
    ------
    PermissionDenied
        The actor may not resolve conflicts of this case, or is the person concerned.
    RuleViolation
        No reason was given, or somebody has resolved it already.
    """
    current = _to_resolve(conflict, actor)
    if current.upheld_at is not None:
        raise _resolved(current)
    current.upheld_at = timezone.now()
    return _settle(current, actor, reason, "upheld")


@transaction.atomic
def dismiss(conflict: Conflict, actor: User, reason: str) -> Conflict:
    """Find that there is no conflict, or none any more, also where it was upheld: the person sees the case again.

    Raises
    ------
    PermissionDenied
        The actor may not resolve conflicts of this case, or is the person concerned.
    RuleViolation
        No reason was given, it rests on the record of the case, or somebody has dismissed it already.
    """
    current = _to_resolve(conflict, actor)
    if current.is_of_record:
        raise RuleViolation("of_record", _("It is on record that they took part, so somebody else decides."))
    current.upheld_at, current.dismissed_at = None, timezone.now()
    return _settle(current, actor, reason, "dismissed")


def _to_resolve(conflict: Conflict, actor: User) -> Conflict:
    case = _locked([conflict.case_id])[conflict.case_id]
    read_anew(actor)  # after the wait for the lock: the role may have been taken away meanwhile
    permit = PERMISSIONS["cases.resolve_conflicts"](actor, case)  # refuses whoever is barred, so one's own as well
    if not permit:
        raise PermissionDenied(permit.reason)
    current = Conflict.objects.select_related("case", "person").get(pk=conflict.pk)
    if current.dismissed_at is not None:
        raise _resolved(current)
    return current


def _resolved(conflict: Conflict) -> RuleViolation:
    message = _("%(person)s has resolved this already. Open the page again to see how.")
    return RuleViolation("resolved", message % {"person": conflict.resolved_by})


def _settle(conflict: Conflict, actor: User, reason: str, outcome: str) -> Conflict:
    if not reason.strip():
        raise RuleViolation("no_reason", _("Say why: the reason is kept with the conflict."), field="reason")
    conflict.resolved_by, conflict.resolution = actor, without_iins(reason.strip())
    conflict.save(update_fields=["upheld_at", "dismissed_at", "resolved_by", "resolution"])
    _record(f"conflict_{outcome}", conflict.case, conflict.person, actor=actor, data={"kind": conflict.kind})
    return conflict


def _locked(cases: Collection[int]) -> dict[int, Case]:
    """The cases by number, always locked in the order of their numbers, so that nobody waits for each other."""
    found = Case.objects.select_for_update(of=("self",)).select_related("version", "applicant")
    return {case.pk: case for case in found.defer("version__content", "words").filter(pk__in=cases).order_by("pk")}


def _record(what: str, case: Case, person: User, *, actor: User | None, data: Mapping[str, str]) -> None:
    record(
        f"case.{what}",
        actor=actor,
        subject=case.subject,
        data={"person": person.pk, **data},
        organisation_id=case.applicant_id,
    )
