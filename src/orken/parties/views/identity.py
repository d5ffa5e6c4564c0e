"""Sign-in through others: on the way there, back again, and what is linked to an account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import consume_or_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from orken.parties import admission
from orken.parties.identity import get_provider, refused, unreachable
from orken.parties.identity_providers import IdentityProvider
from orken.parties.provider import OidcClient
from orken.parties.requests import SignedInRequest

LANGUAGE = "sign_in_language"
OUTSIDE = (RequestException, OAuth2Error)


@require_POST
def sign_in_by(request: HttpRequest, provider: str) -> HttpResponse:
    return _way_there(request, get_provider(provider), AuthProcess.LOGIN, get_next_redirect_url(request))


@login_required
@require_POST
@reauthentication_required(app="allauth.socialaccount")  # type: ignore[untyped-decorator]
def link(request: SignedInRequest, provider: str) -> HttpResponse:
    """Connect a provider to the own account; the password or the second factor is asked for first."""
    return _way_there(request, get_provider(provider), AuthProcess.CONNECT, None)


@login_required
@require_POST
@reauthentication_required(app="allauth.socialaccount")  # type: ignore[untyped-decorator]
@transaction.atomic
def unlink(request: SignedInRequest) -> HttpResponse:
    form = DisconnectForm(request.POST, request=request)
    if form.is_valid():
        form.save()
        messages.success(request, _("It lets you in no more."))
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("parties:account")


@never_cache
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Where a provider sends people back to; in the language in which they left."""
    chosen = get_provider(provider)
    with translation.override(request.session.get(LANGUAGE) or translation.get_language()):
        try:
            response: HttpResponse = OAuth2CallbackView.adapter_view(OidcClient(request, chosen.id))(request)
        except OUTSIDE as fault:
            response = unreachable(request, chosen, fault)
        except IntegrityError:  # the same person came back through two windows at once, and was first in the other one
            response = refused(request, chosen, admission.NOT_COMPLETED, status=409)
    return response


def _way_there(request: HttpRequest, provider: IdentityProvider, process: str, then: str | None) -> HttpResponse:
    """A page that leads on by itself, and not a redirect: browsers hold the policy for forms against those as well,
    wherever the provider leads on to."""
    too_often: HttpResponse | None = consume_or_429(request, action="login")
    if too_often is not None:
        return too_often
    request.session[LANGUAGE] = translation.get_language()
    try:
        answer: HttpResponse = (
            get_adapter().get_provider(request, provider.id).redirect(request, process, next_url=then)
        )
    except OUTSIDE as fault:
        return unreachable(request, provider, fault)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "parties/sign_in_by/going.html", {"provider": provider, "address": answer.url})
