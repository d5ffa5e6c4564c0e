"""The only ways to list or find a case. Everything that shows cases starts from ``cases_visible_to``."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState, Clock, Conflict, Decision, Message, ProcedureVersion
from orken.cases.permissions import CASEWORK_ROLES, DESK_ROLES, PERMISSIONS
from orken.cases.procedure.definition import Stage
from orken.parties.models import Mandate, Role, User
from orken.parties.permissions import acts_for, has_role
from orken.parties.queries import acted_for, people_with_role
from orken.parties.rights import rights_of
from orken.statements import Given, OneOf, Statement


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Cases of the organisations that the user acts for, and for staff all filed cases of other organisations, but
    for those where they are in a conflict of interest."""
    visible = Q(applicant__in=rights_of(user).organisations)
    if has_role(user, *DESK_ROLES):
        visible |= _visible_to_staff(user.pk)
    return for_pages(Case.objects.filter(visible))


def _visible_to_staff(person: int | Given) -> Q:
    return ~Q(state=CaseState.DRAFT) & _free_of_conflicts(person)


def with_clocks(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each case with its clock that is not stopped as ``live_clock``: at most one (constraint), so that none stands
    twice."""
    return cases.annotate(live_clock=FilteredRelation("clocks", condition=Q(clocks__stopped_at=None)))


def for_pages(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Without the text of the procedure, which each process reads once, and the words that a case is found by."""
    return cases.select_related("version", "applicant").defer("version__content", "words")


def own_cases(user: User) -> QuerySet[Case]:
    """Cases that the user sees as an applicant."""
    return cases_visible_to(user).filter(applicant__in=rights_of(user).organisations)


def desk_cases(user: User) -> QuerySet[Case]:
    """Cases that the user sees as staff: without drafts, those of organisations that they act for, and those where
    they are in a conflict of interest."""
    if not has_role(user, *DESK_ROLES):
        return Case.objects.none()
    filed = Case.objects.exclude(state=CaseState.DRAFT).exclude(applicant__in=rights_of(user).organisations)
    return for_pages(without_conflicts(filed, user)).select_related("assignee")


def without_conflicts(cases: QuerySet[Case], user: User) -> QuerySet[Case]:
    """``cases`` without those that the person is barred from: whoever is in conflict sees nothing.

    The one layer that hides them. Whatever lists things about cases for somebody starts here or with a query that does.
    """
    return cases.filter(_free_of_conflicts(user.pk))


def _free_of_conflicts(person: int | Given) -> Q:
    """A person's conflicts are few: the database looks them up once and not for each case."""
    return ~Q(pk__in=Conflict.objects.barring().filter(person=person).values("case"))


def barred_people(case: Case) -> QuerySet[User]:
    """People with a conflict in this case that nobody has dismissed, also while it waits for that."""
    return User.objects.filter(pk__in=Conflict.objects.barring().filter(case=case).values("person"))


def is_barred(user: User, case: Case) -> bool:
    return barred_people(case).filter(pk=user.pk).exists()


def conflicts_to_resolve(user: User) -> QuerySet[Conflict]:
    """Open conflicts of others in the cases on the person's desk, the oldest first."""
    waiting: QuerySet[Conflict] = Conflict.objects.open()
    on_desk = waiting.filter(case__in=desk_cases(user).order_by().values("pk"))
    return on_desk.select_related("case__applicant", "person").defer("case__words").order_by("recorded_at", "pk")


def uninvolved(case: Case, *roles: Role) -> QuerySet[User]:
    """People with one of the roles, but for those who act for the applicant or are barred."""
    return _uninvolved(case.pk, case.applicant_id, timezone.localdate(), *roles)


def _uninvolved(case: int | Given, applicant: int | Given, today: date | Given, *roles: Role) -> QuerySet[User]:
    involved = Mandate.objects.standing(today).filter(organisation=applicant).values("user")
    barred = Conflict.objects.barring().filter(case=case).values("person")
    return people_with_role(*roles).exclude(pk__in=involved).exclude(pk__in=barred)


def officers_for(case: Case) -> QuerySet[User]:
    """People who may handle a filed case, as the permission ``cases.assign_case`` says of each of them."""
    return uninvolved(case, *CASEWORK_ROLES)


def officers_by_name(case: Case) -> list[User]:
    """The same with their names alone."""
    return _OFFICERS.ask(case=case.pk, applicant=case.applicant_id, today=timezone.localdate())


_OFFICERS = Statement(
    lambda: _uninvolved(Given("case"), Given("applicant"), Given("today"), *CASEWORK_ROLES).only("full_name", "email")
)


def messages_of(case: Case) -> list[Message]:
    """What officers wrote to the applicant, the newest first."""
    return _MESSAGES.ask(case=case.pk)


_MESSAGES = Statement(lambda: Message.objects.filter(case=Given("case")).select_related("author"))


def lacks_people(case: Case) -> bool:
    """Whether some stage has nobody who may act in it, or no second person for its second signature."""
    return any(_is_unmanned(case, stage) for stage in case.definition.stages)


def _is_unmanned(case: Case, stage: Stage) -> bool:
    first = _people_for(case, stage.role)
    if not stage.countersign:
        return not first
    second = _people_for(case, stage.countersign)
    return not first or not second or len(first | second) == 1


def _people_for(case: Case, role: str) -> set[int]:
    roles = CASEWORK_ROLES if role == Role.OFFICER else (Role(role),)
    return set(uninvolved(case, *roles).values_list("pk", flat=True))


def get_case(reference: str, *, user: User, permission: str) -> Case:
    """The case, loaded together with the permission.

    Raises
    ------
    Http404
        There is no such case, or the user may not know of it.
    PermissionDenied
        The user sees the case but may not do this, or acts no longer for the applicant; the exception carries the
        reason.
    """
    return _permitted(_found(reference, user), user, permission)


def get_case_with_clock(reference: str, *, user: User, permission: str) -> Case:
    """The same for a page that shows who handles the case and until when."""
    return _permitted(_found(reference, user, with_clock=True), user, permission)


def lock_case(reference: str, *, user: User, permission: str) -> Case:
    """The same in a transaction, at whose end others may change the case again."""
    return _permitted(_found(reference, user, locked=True), user, permission)


def lock_to_change(reference: str, actor: User | None) -> Case | None:
    """The case that the actor may know of, locked until the transaction ends; for the system itself any case.

    What the actor may do with it has to be asked after this: a right may have been taken away during the wait.
    """
    if actor is not None:
        return _case_for(actor, reference, locked=True)
    return for_pages(Case.objects.filter(reference=reference)).select_for_update(of=("self",)).order_by().first()


def _found(reference: str, user: User, *, locked: bool = False, with_clock: bool = False) -> Case:
    case = _case_for(user, reference, locked=locked, with_clock=with_clock)
    if case is None:
        raise _unknown_to(user, reference)
    # A conflict may have been recorded while one waited for the lock; and one's own case is seen past one's conflicts.
    if not locked and not acts_for(user, case.applicant):
        case.loaded_for = user.pk
    return case


def _case_for(user: User, reference: str, *, locked: bool = False, with_clock: bool = False) -> Case | None:
    statement = _one_case(has_role(user, *DESK_ROLES), locked, with_clock)
    found = statement.ask(reference=reference, person=user.pk, organisations=rights_of(user).organisations)
    return found[0] if found else None


@cache
def _one_case(is_staff: bool, locked: bool, with_clock: bool) -> Statement[Case]:
    """The cases of ``cases_visible_to`` with a reference: every page, save and step begins with it."""
    visible = Q(OneOf(F("applicant_id"), Given("organisations")))
    if is_staff:
        visible |= _visible_to_staff(Given("person"))
    found = for_pages(Case.objects.filter(visible, reference=Given("reference")).order_by())
    if locked:
        found = found.select_for_update(of=("self",))
    return Statement(lambda: _with_clock(found) if with_clock else found)


def _with_clock(cases: QuerySet[Case]) -> QuerySet[Case]:
    decided = Exists(Decision.objects.filter(case=OuterRef("pk")))  # most are not, which spares their pages a question
    found = with_clocks(cases).annotate(may_have_decisions=decided)  # type: ignore[no-redef]  # known to the model
    return found.select_related("assignee", "live_clock")  # type: ignore[misc]  # a filtered relation


def _permitted(case: Case, user: User, permission: str) -> Case:
    permit = PERMISSIONS[permission](user, case)
    if not permit:
        raise PermissionDenied(permit.reason)
    return case


def _unknown_to(user: User, reference: str) -> Exception:
    """Who acted for the applicant while the case was there hears that this is over; for others there is no case."""
    found = _UNLESS_BARRED.ask(reference=reference, person=user.pk)
    if not found or not acted_for(user, (case := found[0]).applicant, since=case.opened_at):
        return Http404()
    message = _(
        "You no longer act for %(organisation)s: your mandate has ended. What was saved before stays in the draft for "
        "the others."
    )
    return PermissionDenied(message % {"organisation": case.applicant})


_UNLESS_BARRED = Statement(
    lambda: Case.objects.filter(_free_of_conflicts(Given("person")), reference=Given("reference")).select_related(
        "applicant"
    )
)


def published_procedures() -> list[ProcedureVersion]:
    """The version of every procedure under which one may apply today, by code."""
    return _PUBLISHED.ask()


_PUBLISHED = Statement(
    lambda: (
        ProcedureVersion.objects.filter(retirement=None).defer("content").order_by("code", "-number").distinct("code")
    )
)


def offered_procedures() -> list[ProcedureVersion]:
    """Those of them that one begins by oneself: an appeal begins on the page of its decision."""
    return [version for version in published_procedures() if not version.definition.decides_appeals]


def published_versions(code: str) -> QuerySet[ProcedureVersion]:
    """Versions of a procedure that may still be filed under, the newest first."""
    return ProcedureVersion.objects.filter(code=code, retirement=None).order_by("-number")


def newest_version(code: str) -> ProcedureVersion:
    """The version that a new case of this procedure begins with; ``Http404`` where there is none."""
    version = published_versions(code).first()
    if version is None:
        raise Http404
    return version


def overdue_cases(day: date) -> QuerySet[Case]:
    """Cases whose running clock ended before ``day``. For the system itself; pages use ``desk_cases``."""
    return Case.objects.filter(
        state=CaseState.IN_PROGRESS, clocks__stopped_at=None, clocks__paused_at=None, clocks__due_on__lt=day
    ).select_related("version")


def running_clocks_due_by(day: date) -> QuerySet[Clock]:
    """Running clocks of stages that staff handle and that end on ``day`` or before. For the system itself."""
    return Clock.objects.filter(
        stopped_at=None, paused_at=None, due_on__lte=day, case__state=CaseState.IN_PROGRESS
    ).select_related("case__version", "case__applicant", "case__assignee")
