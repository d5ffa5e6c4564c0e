"""The minutes of a session: read, signed, and as PDF in the language of the page."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from orken.commission.minutes_paper import minutes_in_words, minutes_pdf
from orken.commission.models import Minutes
from orken.commission.queries import get_session
from orken.commission.services.minutes import sign_minutes, signers_of
from orken.commission.views.bodies import refuse
from orken.documents.responses import private_pdf
from orken.kernel.errors import RuleViolation
from orken.parties.requests import SignedInRequest


class SigningForm(forms.Form):
    """Signing by the password, entered once more; the hash says which text was read."""

    content_hash = forms.CharField(widget=forms.HiddenInput)
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        help_text=gettext_lazy("You sign by entering the password with which you sign in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


@login_required
def minutes(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _minutes(request, reference)
    signatures, wanted = list(shown.signatures.all()), signers_of(shown)
    signed = {signature.signer_id for signature in signatures}
    if request.method == "POST" and request.user.pk not in wanted:
        raise PermissionDenied(_("Those who presided over an item and the secretary sign the minutes."))
    form = SigningForm(request.POST or None, initial={"content_hash": shown.content_hash}, use_required_attribute=False)
    if form.is_valid() and _signed(request, shown, form):
        messages.success(request, _("You have signed the minutes."))
        return redirect("commission:minutes", reference)
    context = {
        "session": shown.session,
        "minutes": shown,
        "words": minutes_in_words(shown, request.user),
        "signatures": signatures,
        "awaited": [person for pk, (person, _office) in wanted.items() if pk not in signed],
        "form": form if request.user.pk in wanted.keys() - signed or form.errors else None,
    }
    return render(request, "commission/minutes.html", context, status=422 if form.errors else 200)


def _signed(request: SignedInRequest, shown: Minutes, form: SigningForm) -> bool:
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error(None, _("Too many attempts. Wait a minute, then sign; nothing was signed so far."))
        return False
    try:
        sign_minutes(shown, signer=request.user, data=form.cleaned_data)
    except RuleViolation as refusal:
        refuse(form, refusal)
        return False
    return True


@login_required
@require_GET
def minutes_paper(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _minutes(request, reference)
    return private_pdf(minutes_pdf(shown, request.user), f"{shown.session.reference}-minutes")


def _minutes(request: SignedInRequest, reference: str) -> Minutes:
    session = get_session(reference, user=request.user, permission="commission.view_session")
    shown = Minutes.objects.filter(session=session).select_related("session__body", "written_by").first()
    if shown is None:
        raise Http404
    return shown
