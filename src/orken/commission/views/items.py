"""An item of the agenda: nothing of the case opens to a member before they have declared."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orken.cases.desk_forms import StepForm, posted_key
from orken.cases.models import Declaration
from orken.cases.review import filing_in_review
from orken.cases.services.conflicts import declare, has_declared
from orken.commission.forms import DeclarationForm, DissentForm
from orken.commission.models import BallotPaper, Dissent, Item, Vote
from orken.commission.muster import muster
from orken.commission.panels import panels_of
from orken.commission.permissions import ITEM_PERMISSIONS
from orken.commission.precedents import precedents_of
from orken.commission.presentation import arithmetic, may_vote, motion_words, state_words, tone_of
from orken.commission.queries import get_item
from orken.commission.services.agenda import member_of
from orken.commission.services.balloting import cast_vote, dissent
from orken.commission.voting import Choice
from orken.documents.models import Document
from orken.documents.responses import private_file
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from orken.parties.requests import SignedInRequest


def is_open_to(item: Item, user: User) -> bool:
    """Its secretary, who handles the case at the desk, or a member who has declared."""
    if ITEM_PERMISSIONS["commission.keep_item"](user, item):
        return True
    return has_declared(user, item.case, Declaration.Task.COMMISSION)


def _opened_item(reference: str, user: User, permission: str = "commission.know_item") -> Item:
    item = get_item(reference, user=user, permission=permission)
    if not is_open_to(item, user):
        raise PermissionDenied(_("Declare first whether you are free of conflicts of interest; then this opens."))
    return item


@login_required
@require_GET
def item(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_item(reference, user=request.user, permission="commission.know_item")
    if not is_open_to(shown, request.user):
        return redirect("commission:declaration", reference)
    return _item_page(request, shown)


def _item_page(request: SignedInRequest, shown: Item, form: DissentForm | None = None) -> HttpResponse:
    session, member = shown.session, member_of(shown.session, request.user)
    own = Vote.objects.filter(item=shown, member=member).first() if member else None
    voted = own is not None or (member is not None and BallotPaper.objects.filter(item=shown, member=member).exists())
    votes = may_vote(shown, muster(session, [shown]), member) and not voted
    winning = {"adopted": "for", "rejected": "against"}.get(shown.verdict)
    counted = bool(shown.result)
    context = {
        "item": shown,
        "session": session,
        "case": shown.case,
        "tone": tone_of(shown),
        "state_words": state_words(shown),
        "motion": motion_words(shown),
        "reviewed": filing_in_review(shown.case),
        "panels": panels_of(shown.case),
        "precedents": precedents_of(shown.case, request.user),
        "own": own,
        "voted": voted,
        "votes": votes,
        "abstention": session.rules is None or session.rules.abstention,
        "form": StepForm(),
        "arithmetic": arithmetic(shown.result),
        "cast": Vote.objects.filter(item=shown).select_related("member__user") if counted else [],
        "dissents": Dissent.objects.filter(item=shown).select_related("member__user"),
        "dissent_form": form or (DissentForm() if own and winning and own.choice != winning else None),
    }
    return render(request, "commission/item.html", context, status=422 if form and form.errors else 200)


@login_required
def declaration(request: SignedInRequest, reference: str) -> HttpResponse:
    """What one must know to judge a conflict, and nothing more; a conflict closes the item at once."""
    permission = "commission.vote" if request.method == "POST" else "commission.know_item"
    shown = get_item(reference, user=request.user, permission=permission)
    form = DeclarationForm(request.POST or None)
    if form.is_valid() and _declared(request, shown, form):
        if form.conflict is None:
            return redirect("commission:item", reference)
        return redirect("commission:session", shown.session.reference)
    context = {"item": shown, "session": shown.session, "case": shown.case, "form": form}
    return render(request, "commission/declaration.html", context, status=422 if form.errors else 200)


def _declared(request: SignedInRequest, shown: Item, form: DeclarationForm) -> bool:
    task, text = Declaration.Task.COMMISSION, form.cleaned_data["text"]
    try:
        declare(shown.case, person=request.user, task=task, kind=form.conflict, text=text)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return False
    if form.conflict is not None:
        messages.success(request, _("Thank you. You take no part in this item; the secretary is told."))
    return True


@login_required
@require_POST
def vote(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = get_item(reference, user=request.user, permission="commission.vote")
    choice = request.POST.get("choice", "")
    if choice not in [known.value for known in Choice]:
        messages.error(request, _("Choose for, against or abstain."))
        return redirect("commission:item", reference)
    try:
        cast_vote(shown, person=request.user, choice=Choice(choice), key=posted_key(request.POST))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your vote is kept."))
    return redirect("commission:item", reference)


@login_required
@require_POST
def dissenting(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _opened_item(reference, request.user, "commission.vote")
    form = DissentForm(request.POST)
    if form.is_valid():
        try:
            dissent(shown, person=request.user, text=form.cleaned_data["text"])
        except RuleViolation as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your opinion stands in the minutes."))
            return redirect("commission:item", reference)
    return _item_page(request, shown, form)


@login_required
@require_GET
def document(request: SignedInRequest, reference: str, document_reference: str) -> FileResponse:
    """A document of the newest filing."""
    shown = _opened_item(reference, request.user)
    if document_reference not in filing_in_review(shown.case).documents:
        raise Http404
    return private_file(Document.objects.get(reference=document_reference))
