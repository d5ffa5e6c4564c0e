"""What a batch would do, case by case, before it is confirmed. Nothing is written; the services have the last word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState
from orken.cases.queries import desk_cases, without_conflicts
from orken.cases.services.casework import already_assigned, cannot_handle
from orken.cases.services.correspondence import Letter, obstacle_to_writing
from orken.parties.models import User
from orken.web.desk.batches import Writing, letter_for
from orken.web.models import Batch, BatchItem

SHOWN_LETTERS = 3


@dataclass(frozen=True)
class Change:
    """One case of the preview: what stands in the way, or whether anything changes at all."""

    item: BatchItem
    obstacle: str = ""
    changes: bool = True

    @property
    def case(self) -> Case:
        return self.item.case


@dataclass(frozen=True)
class Preview:
    """``letters`` are the first messages as their applicants would read them."""

    changes: tuple[Change, ...]
    letters: tuple[tuple[Case, Letter], ...] = ()

    @property
    def to_do(self) -> list[Change]:
        return [change for change in self.changes if change.changes and not change.obstacle]

    @property
    def in_the_way(self) -> list[Change]:
        return [change for change in self.changes if change.obstacle]

    @property
    def as_they_are(self) -> list[Change]:
        return [change for change in self.changes if not change.changes]


def preview_of_assignment(batch: Batch, officer: User | None) -> Preview:
    items = _items(batch)
    seen = _seen_by(batch.author, items)
    handled = _seen_by(officer, items) if officer else seen
    return Preview(tuple(_assignment(item, officer, seen, handled) for item in items))


def _assignment(item: BatchItem, officer: User | None, seen: set[int], handled: set[int]) -> Change:
    case = item.case
    if case.pk not in seen:
        return Change(item, _("You do not see this case any more."))
    if case.state == CaseState.CLOSED:
        return Change(item, _("The case is closed; nobody handles it any more."))
    if officer is not None and case.pk not in handled:
        return Change(item, cannot_handle(officer))
    if case.assignee == officer:
        return Change(item, changes=False)
    if case.assignee_id != item.seen_assignee_id:
        return Change(item, str(already_assigned(case)))
    return Change(item)


def preview_of_messages(batch: Batch, wanted: Writing) -> Preview:
    items = _items(batch)
    seen = _seen_by(batch.author, items)
    gone = _("You do not see this case any more.")
    changes = tuple(Change(item, obstacle_to_writing(item.case) if item.case_id in seen else gone) for item in items)
    first = islice((change.case for change in changes if not change.obstacle), SHOWN_LETTERS)
    return Preview(changes, tuple((case, letter_for(case, wanted)) for case in first))


def items_shown(batch: Batch) -> QuerySet[BatchItem]:
    """The cases of a batch for its author: without those where they have been in a conflict of interest since."""
    return batch.items.filter(case__in=without_conflicts(Case.objects.order_by(), batch.author).values("pk"))


def _items(batch: Batch) -> list[BatchItem]:
    shown = items_shown(batch)
    return list(shown.select_related("case__applicant", "case__version", "case__assignee", "seen_assignee"))


def _seen_by(user: User, items: list[BatchItem]) -> set[int]:
    return set(desk_cases(user).filter(pk__in=[item.case_id for item in items]).values_list("pk", flat=True))
