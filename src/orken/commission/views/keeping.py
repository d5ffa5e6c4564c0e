"""The secretary's page of a session: the agenda, who is there, voting opened and closed, results recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orken.cases.desk_forms import StepForm
from orken.commission.models import Item, ItemState, Session, SessionState
from orken.commission.presentation import SESSION_TONES, agenda, recording_of
from orken.commission.queries import get_session, items_open_to, proposed_for
from orken.commission.services import agenda as agendas
from orken.commission.services.balloting import open_items, open_session
from orken.commission.services.counting import close_items, close_session
from orken.commission.services.minutes import write_minutes
from orken.commission.services.recording import record_decisions
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest

PROPOSED = 200


@login_required
def keep(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_session(reference, user=request.user, permission="commission.keep_session")
    if request.method == "POST":
        step = STEPS.get(request.POST.get("then", ""))
        if step is not None:
            _take(request, step, shown)
        return redirect("commission:keep", reference)
    return render(request, "commission/desk/keep.html", _page(request, shown))


def _page(request: SignedInRequest, shown: Session) -> dict[str, object]:
    kept = agenda(shown, request.user)
    rows, there = kept.rows, kept.there
    editable = shown.state in (SessionState.PREPARED, SessionState.OPEN)
    states = [row.item.state for row in rows]
    return {
        "session": shown,
        "tone": SESSION_TONES[shown.state],
        "rows": rows,
        "editable": editable,
        "proposed": proposed_for(shown.body, request.user)[:PROPOSED] if editable else [],
        "voters": there.voters,
        "present": there.attending,
        "listed": states.count(ItemState.LISTED),
        "voting": states.count(ItemState.VOTING),
        "counted": states.count(ItemState.COUNTED),
        "void": any(row.void for row in rows),
        "recording": recording_of(shown, rows),
        "form": StepForm(),
    }


def _take(request: SignedInRequest, step: Callable[[SignedInRequest, Session], str], shown: Session) -> None:
    try:
        said = step(request, shown)
    except (RuleViolation, PermissionDenied) as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)


def _chosen(request: SignedInRequest, shown: Session, state: ItemState | None = None) -> list[Item]:
    """The items whose boxes were ticked, or all in the wanted state; never one that the secretary is barred from."""
    items = items_open_to(request.user, shown)
    if state is not None:
        items = items.filter(state=state)
    if request.POST.get("scope") == "all":
        return list(items)
    return list(items.filter(reference__in=request.POST.getlist("item")))


def _put_on(request: SignedInRequest, shown: Session) -> str:
    cases = proposed_for(shown.body, request.user)
    if request.POST.get("scope") != "all":
        cases = cases.filter(reference__in=request.POST.getlist("case"))
    added = len(agendas.put_on_agenda(shown, cases, actor=request.user))
    return ngettext("%(count)s case is on the agenda.", "%(count)s cases are on the agenda.", added) % {"count": added}


def _take_off(request: SignedInRequest, shown: Session) -> str:
    return _settled(agendas.take_off(shown, _chosen(request, shown), actor=request.user))


def _postpone(request: SignedInRequest, shown: Session) -> str:
    return _settled(agendas.postpone(shown, _chosen(request, shown, ItemState.LISTED), actor=request.user))


def _settled(changed: int) -> str:
    return ngettext("%(count)s item is changed.", "%(count)s items are changed.", changed) % {"count": changed}


def _invite(request: SignedInRequest, shown: Session) -> str:
    told = agendas.invite(shown, actor=request.user)
    return ngettext("%(count)s person is invited.", "%(count)s people are invited.", told) % {"count": told}


def _attendance(request: SignedInRequest, shown: Session) -> str:
    present = [int(number) for number in request.POST.getlist("member") if number.isdecimal()]
    agendas.note_attendance(shown, present, actor=request.user)
    return _("Who is present is noted.")


def _open(request: SignedInRequest, shown: Session) -> str:
    open_session(shown, actor=request.user)
    return _("The session is open.")


def _open_items(request: SignedInRequest, shown: Session) -> str:
    opened = open_items(shown, _chosen(request, shown, ItemState.LISTED), actor=request.user)
    for reason in sorted({why for _item, why in opened.refused}):
        count = sum(why == reason for _item, why in opened.refused)
        messages.warning(request, f"{reason} ({count})")
    count = len(opened.items)
    return ngettext("Voting is open on %(count)s item.", "Voting is open on %(count)s items.", count) % {"count": count}


def _close_items(request: SignedInRequest, shown: Session) -> str:
    count = len(close_items(shown, _chosen(request, shown, ItemState.VOTING), actor=request.user))
    return ngettext("%(count)s item is counted.", "%(count)s items are counted.", count) % {"count": count}


def _close(request: SignedInRequest, shown: Session) -> str:
    close_session(shown, actor=request.user)
    return _("The session is closed. What was not reached goes to the next one.")


def _record(request: SignedInRequest, shown: Session) -> str:
    done = record_decisions(shown, actor=request.user)
    if done is None:
        return ""
    for item, reason in done.refused:
        messages.error(request, f"{item.case.number}: {reason}")
    if done.to_word:
        count = len(done.to_word)
        messages.warning(
            request,
            ngettext(
                "%(count)s item needs words of its own: open it in the list.",
                "%(count)s items need words of their own: open them in the list.",
                count,
            )
            % {"count": count},
        )
    return ngettext("%(count)s decision is recorded.", "%(count)s decisions are recorded.", done.count) % {
        "count": done.count
    }


def _minutes(request: SignedInRequest, shown: Session) -> str:
    write_minutes(shown, actor=request.user)
    return _("The minutes are written. They wait for signatures.")


STEPS: Mapping[str, Callable[[SignedInRequest, Session], str]] = {
    "put_on": _put_on,
    "take_off": _take_off,
    "postpone": _postpone,
    "invite": _invite,
    "attendance": _attendance,
    "open": _open,
    "open_items": _open_items,
    "close_items": _close_items,
    "close": _close,
    "record": _record,
    "minutes": _minutes,
}
