from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orken.kernel.errors import RuleViolation
from orken.kernel.text import alphabet_key
from orken.parties import classifications, services
from orken.parties.forms.organisation import (
    ForeignOrganisationForm,
    ForeignRevisionForm,
    HomeOrganisationForm,
    HomeRevisionForm,
    OrganisationForm,
)
from orken.parties.models import FOREIGN_FORM, HOME_COUNTRY, Organisation, Scope
from orken.parties.permissions import acts_for, may
from orken.parties.queries import get_organisation, get_own_organisation, organisations_of, people_acting_for
from orken.parties.requests import SignedInRequest

HOME, ABROAD = "home", "abroad"
ADDING = {HOME: HomeOrganisationForm, ABROAD: ForeignOrganisationForm}
REVISING = {HOME: HomeRevisionForm, ABROAD: ForeignRevisionForm}


@login_required
def organisations(request: SignedInRequest) -> HttpResponse:
    own = sorted(organisations_of(request.user), key=lambda organisation: alphabet_key(organisation.name))
    return render(request, "parties/organisations.html", {"organisations": own})


@login_required
def add_organisation(request: SignedInRequest) -> HttpResponse:
    place = ABROAD if request.GET.get("registered") == ABROAD else HOME
    form = _form(request, ADDING[place], _fresh(place))
    if form.is_bound and form.is_valid() and _registered(form, request):
        messages.success(request, _("The organisation is added. You may act for it."))
        return redirect(form.instance)
    page = {"form": form, "place": place}
    return render(request, "parties/add_organisation.html", page, status=422 if form.errors else 200)


@login_required
def organisation(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_organisation(reference, user=request.user)
    is_own = acts_for(request.user, shown)
    if not is_own:
        services.record_about("organisation.viewed", shown, actor=request.user)
    page = {
        "organisation": shown,
        "particulars": classifications.particulars(shown),
        "people": people_acting_for(shown),
        "is_own": is_own,
        "manages": may(request.user, shown, Scope.MANAGE),
    }
    return render(request, "parties/organisation.html", page)


@login_required
def revise_organisation(request: SignedInRequest, reference: str) -> HttpResponse:
    revised = get_own_organisation(reference, user=request.user, scope=Scope.MANAGE)
    form = _form(request, REVISING[ABROAD if revised.is_foreign else HOME], revised)
    if form.is_bound and form.is_valid():
        changed = [name for name in form.changed_data if name in form.Meta.fields]
        services.revise_organisation(revised, changed=changed, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect(revised)
    page = {"form": form, "organisation": Organisation.objects.get(pk=revised.pk)}
    return render(request, "parties/revise_organisation.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def activities(request: SignedInRequest) -> HttpResponse:
    """The list of found activities alone, for the page that searches while one types."""
    form = OrganisationForm(initial=request.GET.dict())
    return render(request, "parties/activities.html", {"form": form})


def _fresh(place: str) -> Organisation:
    return Organisation(country=HOME_COUNTRY) if place == HOME else Organisation(country="", legal_form=FOREIGN_FORM)


def _form(request: SignedInRequest, form_class: type[OrganisationForm], instance: Organisation) -> OrganisationForm:
    """Bound on saving. After "Find" only shown again with what was typed: nobody asked for errors yet."""
    if request.method != "POST":
        return form_class(instance=instance)
    if "find" in request.POST:
        return form_class(initial=request.POST.dict(), instance=instance)
    return form_class(request.POST, instance=instance)


def _registered(form: OrganisationForm, request: SignedInRequest) -> bool:
    try:
        services.register_organisation(form.instance, actor=request.user)
    except RuleViolation as violation:
        form.add_error(violation.field, str(violation.message))
        return False
    return True
