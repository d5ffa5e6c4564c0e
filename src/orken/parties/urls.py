"""Addresses of this room.

Those under ``accounts/`` stand before allauth's own with the same paths (``config.urls``), so that every page of
sign-in is ours; allauth's names lead to them.
"""

from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from orken.parties.views import account, identity, organisations, second_factor, sessions, sign_in

app_name = "parties"

TO_ACCOUNT = RedirectView.as_view(pattern_name="parties:account")
TO_FACTORS = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("account/", account.account, name="account"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.add_organisation, name="add_organisation"),
    path("organisations/activities/", organisations.activities, name="activities"),
    path("organisations/<reference:reference>/", organisations.organisation, name="organisation"),
    path("organisations/<reference:reference>/edit/", organisations.revise_organisation, name="revise_organisation"),
    path("accounts/login/", sign_in.sign_in, name="sign_in"),
    path("accounts/logout/", sign_in.sign_out, name="sign_out"),
    path("accounts/inactive/", sign_in.account_closed, name="account_closed"),
    path("accounts/signup/", sign_in.sign_up, name="sign_up"),
    path("accounts/reauthenticate/", sign_in.reauthenticate, name="reauthenticate"),
    path("accounts/confirm-email/", sign_in.confirmation_sent, name="confirmation_sent"),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", sign_in.confirm_email, name="confirm_email"),
    path("accounts/password/change/", sign_in.password_change, name="password_change"),
    path("accounts/password/reset/", sign_in.password_reset, name="password_reset"),
    path("accounts/password/reset/done/", sign_in.password_reset_sent, name="password_reset_sent"),
    path("accounts/password/reset/key/done/", sign_in.new_password_set, name="new_password_set"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.new_password,
        name="new_password",
    ),
    path("accounts/2fa/", second_factor.factors, name="factors"),
    path("accounts/2fa/authenticate/", second_factor.ask, name="ask_factor"),
    path("accounts/2fa/reauthenticate/", second_factor.code_again, name="code_again"),
    path("accounts/2fa/totp/activate/", second_factor.set_up_app, name="set_up_app"),
    path("accounts/2fa/totp/deactivate/", second_factor.remove_app, name="remove_app"),
    path("accounts/2fa/recovery-codes/", second_factor.codes, name="recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", second_factor.new_codes, name="new_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", second_factor.download_codes, name="download_recovery_codes"),
    path("accounts/2fa/webauthn/", TO_FACTORS),
    path("accounts/2fa/webauthn/add/", second_factor.add_passkey, name="add_passkey"),
    path("accounts/2fa/webauthn/reauthenticate/", second_factor.passkey_again, name="passkey_again"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", second_factor.remove_passkey, name="remove_passkey"),
    path("accounts/2fa/webauthn/keys/<int:pk>/edit/", second_factor.rename_passkey, name="rename_passkey"),
    path("accounts/2fa/webauthn/login/", second_factor.passkey_sign_in, name="passkey_sign_in"),
    path("accounts/by/<slug:provider>/", identity.sign_in_by, name="sign_in_by"),
    path("accounts/linked/<slug:provider>/", identity.link, name="link_provider"),
    path("accounts/unlink/", identity.unlink, name="unlink_provider"),
    path("accounts/devices/", sessions.devices, name="devices"),
    path("accounts/devices/others/end/", sessions.end_other_sessions, name="end_other_sessions"),
    path("accounts/devices/<int:number>/end/", sessions.end_session, name="end_session"),
    # allauth's other pages: addresses are not added or changed here, and everybody has a password.
    path("accounts/email/", TO_ACCOUNT),
    path("accounts/password/set/", TO_ACCOUNT),
    path("accounts/login/code/confirm/", TO_ACCOUNT),
]
