"""The only ways to list or find what bodies do. Items begin with the cases that the reader is not barred from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from orken.cases.in_stages import in_stages
from orken.cases.models import Case, CaseState, Conflict, Declaration
from orken.cases.queries import with_clocks, without_conflicts
from orken.commission.models import (
    BallotPaper,
    Body,
    BodyRules,
    Item,
    ItemState,
    Membership,
    Session,
    SessionState,
    Vote,
)
from orken.commission.models.session import LIVE
from orken.commission.permissions import BODY_PERMISSIONS, ITEM_PERMISSIONS, SESSION_PERMISSIONS
from orken.parties.models import User
from orken.parties.rights import rights_of


def memberships_of(user: User) -> QuerySet[Membership]:
    standing: QuerySet[Membership] = Membership.objects.standing().filter(user=user)
    return standing.select_related("body")


def sessions_of(user: User) -> QuerySet[Session]:
    """Sessions that the person is a member for; before they were invited only the secretary knows of one. Who has to
    sign the minutes also when their term is over by then."""
    standing = Membership.objects.standing().filter(user=user)
    kept = Q(body__in=standing.filter(office="secretary").values("body"))
    called = Q(body__in=standing.values("body"), invited_at__isnull=False)
    presided = Item.objects.filter(presiding__user=user).order_by().values("session")
    signing = Q(state=SessionState.MINUTED) & (Q(minutes__written_by=user) | Q(pk__in=presided))
    return Session.objects.filter(kept | called | signing).select_related("body", "rules")


def get_body(code: str, *, user: User, permission: str) -> Body:
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise Http404
    permit = BODY_PERMISSIONS[permission](user, body)
    if not permit:
        raise PermissionDenied(permit.reason)
    return body


def get_session(reference: str, *, user: User, permission: str, lock: bool = False) -> Session:
    """The session, loaded together with the permission; ``Http404`` for who is no member of the body."""
    known = sessions_of(user).filter(reference=reference)
    session = (known.select_for_update(of=("self",)) if lock else known).first()
    if session is None:
        raise Http404
    permit = SESSION_PERMISSIONS[permission](user, session)
    if not permit:
        raise PermissionDenied(permit.reason)
    return session


def items_open_to(user: User, session: Session | None = None) -> QuerySet[Item]:
    """Items whose case hides nothing from the person: no conflict of interest, nobody they act for."""
    cases = without_conflicts(Case.objects.all(), user).exclude(applicant__in=rights_of(user).organisations)
    items = Item.objects.filter(case__in=cases.order_by().values("pk"))
    if session is not None:
        items = items.filter(session=session)
    return items.select_related(
        "session__body", "case__version", "case__applicant", "presiding__user", "decision"
    ).defer("case__version__content", "case__words")


def get_item(reference: str, *, user: User, permission: str) -> Item:
    """The item, loaded together with the permission.

    Raises
    ------
    Http404
        There is no such item, the person is no member of its body, or is barred from its case.
    PermissionDenied
        The person may not do this; the exception carries the reason.
    """
    items = items_open_to(user).filter(session__in=sessions_of(user).order_by().values("pk"))
    item = items.filter(reference=reference).first()
    if item is None:
        raise Http404
    permit = ITEM_PERMISSIONS[permission](user, item)
    if not permit:
        raise PermissionDenied(permit.reason)
    return item


def rules_on(body: Body, day: date) -> BodyRules | None:
    return body.rules.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day).first()


def waiting_for(body: Body) -> QuerySet[Case]:
    """Cases that stand in a stage where this body decides and are on no agenda, the most urgent clock first."""
    here = in_stages(lambda stage: stage.body == body.code)
    under_way = Case.objects.filter(here, state=CaseState.IN_PROGRESS)
    waiting = with_clocks(under_way).exclude(commission_items__state__in=LIVE)
    due = F("live_clock__due_on").asc(nulls_last=True)
    return (
        waiting.select_related("version", "applicant", "live_clock")  # type: ignore[misc]  # a filtered relation
        .defer("version__content", "words")
        .order_by(due, "filed_at", "pk")
    )


def proposed_for(body: Body, user: User) -> QuerySet[Case]:
    """The same as its secretary sees them."""
    return without_conflicts(waiting_for(body), user).exclude(applicant__in=rights_of(user).organisations)


def voters_of(session: Session) -> QuerySet[Membership]:
    """Members who vote in the session: those of the day on which it begins."""
    members: QuerySet[Membership] = Membership.objects.voting(timezone.localdate(session.starts_at)).filter(
        body=session.body
    )
    return members.select_related("user")


def barred_from(cases: list[int], people: list[int]) -> set[tuple[int, int]]:
    """Pairs of case and person of which the person is barred from the case; with one question for all of them."""
    barring = Conflict.objects.barring().filter(case__in=cases, person__in=people)
    return set(barring.values_list("case_id", "person_id"))


def cast_on(session: Session, items: Iterable[Item]) -> set[tuple[int, int]]:
    """Pairs of item and person who has voted on it, openly or secretly."""
    kept = BallotPaper.objects if session.body.is_secret else Vote.objects
    return set(kept.filter(item__in=[item.pk for item in items]).values_list("item", "member__user"))


def stands_before_its_body(item: Item) -> bool:
    """Whether the case waits for the body of the session; it may have been withdrawn."""
    stage = item.case.current_stage
    return item.case.state == CaseState.IN_PROGRESS and stage is not None and stage.body == item.session.body.code


def barred_since_the_count(session: Session, items: Iterable[Item]) -> dict[int, bool]:
    """Counted items in which somebody is barred by now whose vote counts, and whether that conflict is upheld."""
    counted = {item.case_id: item for item in items if item.state == ItemState.COUNTED}
    cast = cast_on(session, counted.values()) if counted else set()
    people = {person for _item, person in cast}
    barring = Conflict.objects.barring().filter(case__in=list(counted), person__in=people)
    found: dict[int, bool] = {}
    for case, person, upheld_at in barring.values_list("case_id", "person_id", "upheld_at"):
        item = counted[case]
        if (item.pk, person) in cast and person not in item.result.get("left_out", ()):
            found[item.pk] = found.get(item.pk, False) or upheld_at is not None
    return found


def void_votes(session: Session, items: Collection[Item]) -> set[int]:
    """Items whose vote cannot stand: the case has left the body, or a conflict of interest of somebody whose vote
    counts was found after the count and is upheld."""
    voted = [item for item in items if item.state in (ItemState.VOTING, ItemState.COUNTED)]
    left = {item.pk for item in voted if not stands_before_its_body(item)}
    return left | {item for item, upheld in barred_since_the_count(session, voted).items() if upheld}


def declared_free(cases: list[int], people: list[int]) -> set[tuple[int, int]]:
    """Pairs of case and person who last said, before this task, that they are free of conflicts."""
    said = Declaration.objects.filter(case__in=cases, person__in=people, task=Declaration.Task.COMMISSION)
    last: dict[tuple[int, int], bool] = {}
    for case, person, free in said.order_by("declared_at", "pk").values_list(
        "case_id", "person_id", "free_of_conflicts"
    ):
        last[case, person] = free
    return {pair for pair, free in last.items() if free}
