"""allauth's views of second factors with our forms and pages.

Those that change a factor run in one transaction, so that its record in the journal stands or falls with it.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as base
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from orken.parties import second_factor
from orken.parties.forms import second_factor as forms

FACTORS = reverse_lazy("mfa_index")
PASSWORD_METHOD = "reauthenticate"  # noqa: S105 -- allauth's name of a way, not a password


class FactorsView(base.IndexView):  # type: ignore[misc]  # allauth is not typed
    template_name = "parties/second_factor/factors.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        context["is_due"] = second_factor.is_due(self.request)
        return context


class ShownAtOnce:
    """Setting up a factor takes using it, so that this session has shown it and is asked for nothing more."""

    kind: Authenticator.Type

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        user = self.request.user  # type: ignore[attr-defined]
        newest = Authenticator.objects.filter(user=user, type=self.kind).latest("created_at")
        post_authentication(self.request, newest, reauthenticated=True)  # type: ignore[attr-defined]
        return response


class SetUpAppView(ShownAtOnce, totp.ActivateTOTPView):  # type: ignore[misc]
    kind = Authenticator.Type.TOTP
    form_class = forms.SetUpAppForm
    template_name = "parties/second_factor/set_up_app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The key in groups of four, as one types it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["key"] = " ".join(wrap(context["form"].secret, 4))
        return context


class AddPasskeyView(ShownAtOnce, webauthn.AddWebAuthnView):  # type: ignore[misc]
    kind = Authenticator.Type.WEBAUTHN
    form_class = forms.AddPasskeyForm
    template_name = "parties/second_factor/add_passkey.html"


class OtherWays:
    """How else one can show who one is; the password is no other way where a second factor is asked for."""

    def get_reauthentication_alternatives(self) -> list[dict[str, object]]:
        ways: list[dict[str, object]] = super().get_reauthentication_alternatives()  # type: ignore[misc]
        due = second_factor.is_due(self.request)  # type: ignore[attr-defined]
        return [way for way in ways if not (due and way["id"] == PASSWORD_METHOD)]


class CodeAgainView(OtherWays, base.ReauthenticateView):  # type: ignore[misc]
    form_class = forms.CodeAgainForm
    template_name = "parties/second_factor/code_again.html"


class PasskeyAgainView(OtherWays, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    form_class = forms.PasskeyAgainForm
    template_name = "parties/second_factor/passkey_again.html"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        for error in form.errors.get("credential", []):
            messages.error(self.request, str(error))
        return HttpResponseRedirect(self.request.get_full_path())


class PasskeySignInView(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """Leads to the page that was asked for, as the password does."""

    form_class = forms.PasskeySignInForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = perform_passwordless_login(self.request, passkey, login)
        return response


factors = FactorsView.as_view()
ask = never_cache(
    base.AuthenticateView.as_view(
        form_class=forms.CodeForm,
        webauthn_form_class=forms.PasskeyForm,
        template_name="parties/second_factor/ask.html",
    )
)
code_again = CodeAgainView.as_view()
passkey_again = PasskeyAgainView.as_view()
passkey_sign_in = PasskeySignInView.as_view()
set_up_app = transaction.atomic(never_cache(SetUpAppView.as_view()))
remove_app = transaction.atomic(
    totp.DeactivateTOTPView.as_view(template_name="parties/second_factor/remove_app.html", success_url=FACTORS)
)
add_passkey = transaction.atomic(AddPasskeyView.as_view())
rename_passkey = webauthn.EditWebAuthnView.as_view(
    form_class=forms.RenamePasskeyForm, template_name="parties/second_factor/rename_passkey.html", success_url=FACTORS
)
remove_passkey = transaction.atomic(
    webauthn.RemoveWebAuthnView.as_view(template_name="parties/second_factor/remove_passkey.html", success_url=FACTORS)
)
codes = never_cache(recovery_codes.ViewRecoveryCodesView.as_view(template_name="parties/second_factor/codes.html"))
download_codes = recovery_codes.DownloadRecoveryCodesView.as_view(template_name="parties/second_factor/codes.txt")
new_codes = transaction.atomic(
    recovery_codes.GenerateRecoveryCodesView.as_view(template_name="parties/second_factor/new_codes.html")
)
