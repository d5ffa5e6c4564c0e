"""Several cases at once: prepared, previewed, confirmed once, then worked off case by case.

Each case goes through the same services and permissions as on its own page, in a transaction of its own: what is
refused there is refused here, with the reason, and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.letters import filled, language_of_applicant
from orken.cases.models import Case, MessageTemplate
from orken.cases.queries import get_case
from orken.cases.refusals import refusal_of
from orken.cases.services.casework import already_assigned, assign_case
from orken.cases.services.correspondence import Letter, send_message
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.web import tasks
from orken.web.models import Batch, BatchItem, BatchKind, Result


class Assignment(TypedDict):
    """What an assigning batch wants: the officer by key, or nobody."""

    officer: int | None


class Writing(TypedDict):
    """What a writing batch wants: texts by language with placeholders, and the template that they began with."""

    template: int | None
    subject: dict[str, str]
    body: dict[str, str]


LARGEST = 1000
AT_ONCE = 50  # a larger batch is worked off by the worker


@transaction.atomic
def prepare_batch(kind: BatchKind, cases: Iterable[Case], *, author: User) -> Batch:
    """Keep which cases are meant and whose they are now; nothing happens with them yet.

    Raises
    ------
    RuleViolation
        No case is selected, or more than a person can answer for.
    """
    selected = list(cases)
    if not selected:
        raise RuleViolation("nothing_selected", _("Select at least one case first."))
    if len(selected) > LARGEST:
        raise RuleViolation(
            "too_many",
            _("At most %(largest)s cases at once; %(given)s are selected. Narrow the view by another filter.")
            % {"largest": LARGEST, "given": len(selected)},
        )
    batch = Batch.objects.create(kind=kind, author=author, prepared_at=timezone.now())
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, case=case, seen_assignee_id=case.assignee_id) for case in selected
    )
    return batch


def confirm_batch(batch: Batch, wanted: Assignment | Writing) -> None:
    """Do it, once: a second press finds it confirmed and changes nothing."""
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.confirmed_at is not None:
            return
        locked.wanted, locked.confirmed_at = wanted, timezone.now()
        locked.save(update_fields=["wanted", "confirmed_at"])
        small = locked.items.count() <= AT_ONCE
        # A small one is done here and now; the worker comes after, should this process end in the midst of it.
        worker = tasks.work_off_batch.configure(schedule_in={"minutes": 1}) if small else tasks.work_off_batch
        worker.defer(batch_id=locked.pk)
    if small:
        work_off(locked)


def work_off(batch: Batch) -> None:
    """Handle every case that waits; may be called again after an interruption."""
    for item_id in batch.items.filter(result=Result.WAITING).values_list("pk", flat=True):
        _handle(batch, item_id)


@transaction.atomic
def _handle(batch: Batch, item_id: int) -> None:
    item = BatchItem.objects.select_for_update(of=("self",)).select_related("case").get(pk=item_id)
    if item.result != Result.WAITING:
        return
    # Services are atomic themselves; what they find (a conflict of interest of the officer) outlives a refusal.
    item.reason = refusal_of(partial(_STEPS[BatchKind(batch.kind)], batch, item))
    item.result = Result.REFUSED if item.reason else Result.DONE
    item.save(update_fields=["result", "reason"])


def _assign(batch: Batch, item: BatchItem) -> None:
    wanted: Assignment = _wanted(batch)
    officer_id = wanted["officer"]
    officer = User.objects.get(pk=officer_id) if officer_id else None
    case = get_case(item.case.reference, user=batch.author, permission="cases.assign_case")
    if case.assignee_id not in (item.seen_assignee_id, officer_id):
        raise already_assigned(case)
    assign_case(case, officer, actor=batch.author)


def _write(batch: Batch, item: BatchItem) -> None:
    case = get_case(item.case.reference, user=batch.author, permission="cases.write_to_applicant")
    send_message(case, letter_for(case, _wanted(batch)), actor=batch.author, key=f"batch:{batch.reference}")


def _wanted(batch: Batch) -> Any:
    assert batch.wanted is not None  # constraint confirmed_batch_knows_what_is_wanted
    return batch.wanted


def letter_for(case: Case, wanted: Writing) -> Letter:
    """The message of a batch as it goes to one applicant, in their language."""
    language = language_of_applicant(case)
    subject, body = wanted["subject"], wanted["body"]
    template = MessageTemplate.objects.filter(pk__in=filter(None, [wanted["template"]])).first()
    return Letter(filled(subject[language], case, language), filled(body[language], case, language), language, template)


_STEPS = {BatchKind.ASSIGN: _assign, BatchKind.MESSAGE: _write}
