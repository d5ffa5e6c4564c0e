"""Who did what for whom: the journal of an organisation and its cases, for its people and for staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orken.journal import wording
from orken.journal.models import Entry
from orken.journal.queries import entries_of
from orken.journal.wording import Link
from orken.mandates.models import Invitation
from orken.parties.models import Mandate, Organisation, User
from orken.parties.permissions import acts_for
from orken.parties.queries import get_organisation
from orken.parties.requests import SignedInRequest
from orken.parties.services import record_about

ON_A_PAGE = 50


@dataclass(frozen=True)
class Act:
    """One line of the page."""

    at: datetime
    words: str
    detail: str
    person: str
    capacity: str
    link: Link | None
    is_about_itself: bool


@login_required
@require_GET
def record(request: SignedInRequest, reference: str) -> HttpResponse:
    organisation = get_organisation(reference, user=request.user)
    outside = not acts_for(request.user, organisation)
    if outside:
        record_about("mandates.record_viewed", organisation, actor=request.user)
    entries = entries_of(organisation.pk, reader=request.user, inside=outside).select_related("actor")
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": organisation, "page": page, "acts": list(_acts(page, organisation, request.user))}
    return render(request, "mandates/record.html", context)


def _acts(page: Page[Entry], organisation: Organisation, reader: User) -> Iterator[Act]:
    entries = list(page)
    links = wording.links_to((entry.subject for entry in entries), reader)
    capacities = _capacities(entries, organisation)
    concerned = _concerned(entries, organisation)
    for entry in entries:
        words, detail = wording.in_words(entry)
        person = str(entry.actor) if entry.actor else _("The portal")
        capacity = capacities.get(entry.pk, "") if entry.actor else _("a time limit passed, or the operator set it up")
        link, itself = links.get(entry.subject), entry.subject == organisation.subject
        yield Act(entry.recorded_at, words, concerned.get(entry.pk, detail), person, capacity, link, itself)


def _concerned(entries: Iterable[Entry], organisation: Organisation) -> dict[int, str]:
    """Whom an entry is about, where that is somebody else: a person, or an address that was invited."""
    people = User.objects.in_bulk({entry.data["person"] for entry in entries if "person" in entry.data})
    named = {entry.data["invitation"] for entry in entries if "invitation" in entry.data}
    invitations = organisation.invitations.in_bulk(named, field_name="reference")
    found = {
        entry.pk: people.get(entry.data.get("person")) or invitations.get(entry.data.get("invitation"))
        for entry in entries
    }
    return {pk: about.email if isinstance(about, Invitation) else str(about) for pk, about in found.items() if about}


def _capacities(entries: Iterable[Entry], organisation: Organisation) -> Mapping[int, str]:
    """As what each person acted; entries from before mandates were kept name the person alone."""
    mandates: dict[int, Mandate] = organisation.mandates.in_bulk()
    people = {mandate.user_id for mandate in mandates.values()}
    return {
        entry.pk: str(mandates[entry.mandate_id].get_capacity_display())
        if entry.mandate_id in mandates
        else ("" if entry.actor_id in people else _("Operator"))
        for entry in entries
    }
