from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from orken.parties.forms.account import AccountForm
from orken.parties.identity import links_of
from orken.parties.queries import organisations_of, roles_of
from orken.parties.requests import SignedInRequest
from orken.parties.services.people import revise_account


@login_required
def account(request: SignedInRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        revise_account(request.user, **form.cleaned_data)
        language = form.cleaned_data["language"]
        with translation.override(language):
            messages.success(request, _("Saved."))
            response = redirect(reverse("parties:account"))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        return response
    page = {
        "form": form,
        "roles": sorted(roles_of(request.user)),
        "organisations": organisations_of(request.user),
        "has_factor": is_mfa_enabled(request.user),
        "links": links_of(request.user),
    }
    return render(request, "parties/account.html", page, status=422 if form.errors else 200)
