"""allauth's views with our forms and pages. The flows themselves are allauth's: they are watched by many eyes."""

from __future__ import annotations

from allauth.account import views
from django.conf import settings

from orken.parties.forms import sign_in as forms


class SignInView(views.LoginView):  # type: ignore[misc]  # allauth is not typed
    form_class = forms.SignInForm
    template_name = "parties/sign_in.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        providers = settings.ORKEN_OIDC_PROVIDERS
        context["for_people"] = [provider for provider in providers if provider.audience == "people"]
        context["for_staff"] = [provider for provider in providers if provider.audience == "staff"]
        return context


sign_in = SignInView.as_view()
sign_up = views.SignupView.as_view(form_class=forms.SignUpForm, template_name="parties/sign_up.html")
sign_out = views.LogoutView.as_view(template_name="parties/sign_out.html")
account_closed = views.AccountInactiveView.as_view(template_name="parties/account_closed.html")
confirmation_sent = views.EmailVerificationSentView.as_view(template_name="parties/confirmation_sent.html")
confirm_email = views.ConfirmEmailView.as_view(template_name="parties/confirm_email.html")
password_reset = views.PasswordResetView.as_view(
    form_class=forms.PasswordResetForm, template_name="parties/password_reset.html"
)
password_reset_sent = views.PasswordResetDoneView.as_view(template_name="parties/password_reset_sent.html")
new_password = views.PasswordResetFromKeyView.as_view(
    form_class=forms.NewPasswordForm, template_name="parties/new_password.html"
)
new_password_set = views.PasswordResetFromKeyDoneView.as_view(template_name="parties/new_password_set.html")
password_change = views.PasswordChangeView.as_view(
    form_class=forms.PasswordChangeForm, template_name="parties/password_change.html"
)
reauthenticate = views.ReauthenticateView.as_view(
    form_class=forms.ReauthenticationForm, template_name="parties/reauthenticate.html"
)
