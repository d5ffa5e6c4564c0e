"""Who acts for an organisation and who is invited to; for those who manage it, giving and ending these rights."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orken.documents.responses import private_file
from orken.kernel.errors import RuleViolation
from orken.mandates import services
from orken.mandates.forms import InvitationForm
from orken.mandates.models import Invitation
from orken.mandates.queries import mandates_in
from orken.parties.models import Mandate, Organisation, Scope
from orken.parties.permissions import acts_for, may
from orken.parties.queries import get_organisation, get_own_organisation
from orken.parties.requests import SignedInRequest
from orken.parties.services import record_about, revoke_mandate


@login_required
@require_GET
def people(request: SignedInRequest, reference: str) -> HttpResponse:
    organisation = get_organisation(reference, user=request.user)
    outside, manages = not acts_for(request.user, organisation), may(request.user, organisation, Scope.MANAGE)
    if outside:
        record_about("mandates.viewed", organisation, actor=request.user)
    page = {
        "organisation": organisation,
        "manages": manages,
        "sees_proof": manages or outside,
        "invitations": organisation.invitations.unanswered().select_related("invited_by", "proof"),
        **_by_days(organisation),
    }
    return render(request, "mandates/people.html", page)


def _by_days(organisation: Organisation) -> dict[str, list[Mandate]]:
    """Mandates that stand today, that begin later, and that are over."""
    today = timezone.localdate()
    found: dict[str, list[Mandate]] = {"standing": [], "upcoming": [], "ended": []}
    for mandate in mandates_in(organisation):
        found["ended" if mandate.is_over else "upcoming" if mandate.valid_from > today else "standing"].append(mandate)
    return found


@login_required
def invite(request: SignedInRequest, reference: str) -> HttpResponse:
    organisation = get_own_organisation(reference, user=request.user, scope=Scope.MANAGE)
    if request.method == "POST":
        form = InvitationForm(request.POST, request.FILES)
    else:
        form = InvitationForm(initial={"language": get_language()})
    if form.is_valid() and _invited(request, organisation, form):
        return redirect("mandates:people", reference)
    page = {"organisation": organisation, "form": form}
    return render(request, "mandates/invite.html", page, status=422 if form.errors else 200)


def _invited(request: SignedInRequest, organisation: Organisation, form: InvitationForm) -> bool:
    proof = form.cleaned_data["proof"]
    try:
        services.invite(organisation, form.addressee, form.terms, proof=proof, actor=request.user)
    except RuleViolation as refusal:
        field = "proof" if refusal.field == "file" else refusal.field
        form.add_error(field, str(refusal))
        return False
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.addressee.email})
    return True


@login_required
def end(request: SignedInRequest, reference: str, mandate_reference: str) -> HttpResponse:
    """Ask once, then end the mandate at once."""
    organisation = get_own_organisation(reference, user=request.user, scope=Scope.MANAGE)
    mandate = get_object_or_404(organisation.mandates.select_related("user"), reference=mandate_reference)
    if request.method == "POST":
        try:
            revoke_mandate(mandate, actor=request.user)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            message = _("%(person)s no longer acts for the organisation.")
            messages.success(request, message % {"person": mandate.user})
        return redirect("mandates:people", reference) if mandate.user_id != request.user.pk else _away(request)
    return render(request, "mandates/end.html", {"organisation": organisation, "mandate": mandate})


def _away(request: SignedInRequest) -> HttpResponse:
    return redirect("mandates:own_mandates")


@login_required
@require_POST
def change_invitation(request: SignedInRequest, reference: str, invitation_reference: str) -> HttpResponse:
    """Send the link again, or withdraw it."""
    organisation = get_own_organisation(reference, user=request.user, scope=Scope.MANAGE)
    invitation = get_object_or_404(organisation.invitations, reference=invitation_reference)
    try:
        if "withdraw" in request.POST:
            services.withdraw(invitation, actor=request.user)
            messages.success(request, _("The invitation is withdrawn; its link works no more."))
        else:
            services.send_again(invitation, actor=request.user)
            messages.success(request, _("The invitation is sent again; the earlier link works no more."))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect("mandates:people", reference)


@login_required
@require_GET
def proof(request: SignedInRequest, reference: str, invitation_reference: str) -> FileResponse:
    """The document behind a mandate: for those who manage, for the person, and for staff, whose look is recorded."""
    organisation = get_organisation(reference, user=request.user)
    invitation = _with_proof(organisation, invitation_reference)
    is_own = invitation.mandate is not None and invitation.mandate.user_id == request.user.pk
    if not acts_for(request.user, organisation):
        record_about("mandates.proof_viewed", organisation, actor=request.user, invitation=invitation.reference)
    elif not (is_own or may(request.user, organisation, Scope.MANAGE)):
        raise Http404
    assert invitation.proof is not None
    return private_file(invitation.proof)


def _with_proof(organisation: Organisation, reference: str) -> Invitation:
    rows = organisation.invitations.select_related("proof", "mandate").filter(proof__isnull=False)
    return get_object_or_404(rows, reference=reference)
