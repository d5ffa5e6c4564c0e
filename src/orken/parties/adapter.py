"""How sign-in by allauth behaves here: our texts, each person's language, the person's name at sign-up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from orken.parties.first_page import first_page
from orken.parties.models import User

PASSWORD_NOTIFICATIONS = {
    "account/email/password_changed": "account/email/password_changed",
    "account/email/password_reset": "account/email/password_changed",
}
WAYS_TO_SHOW_ONESELF = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use the app or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Write to the operator if you think that is a mistake."),
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both and try again."),
        "enter_current_password": _("This is not your present password. Type it again, or reset it by e-mail."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _("Too many wrong passwords were tried. Wait five minutes and try again."),
        "rate_limited": _("That was too often in a short time. Wait a minute and try again."),
    }

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.full_name = form.cleaned_data["full_name"]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where nobody asked for a page: what waits for the person, else home, in the language that they chose."""
        assert request.user.is_authenticated
        with translation.override(request.user.language):
            return first_page(request.user)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, object],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        reader = context.get("user")
        language = reader.language if isinstance(reader, User) else translation.get_language()
        with translation.override(language):
            name = template_prefix.replace("account/email/", "parties/mail/")
            message: EmailMessage = super().render_mail(name, email, context, headers)
        return message

    def add_message(  # noqa: PLR0917 -- allauth's signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, object] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only messages that we have a text for; what the page itself says needs no second voice."""
        name = message_template and f"parties/messages/{message_template.rpartition('/')[2]}"
        super().add_message(request, level, name, message_context, extra_tags, message)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, object]]:
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": WAYS_TO_SHOW_ONESELF[method["id"]]} for method in methods]

    def send_notification_mail(self, template_prefix: str, user: User, *_context: object, **_more: object) -> None:
        """Tell the person of a changed password, whoever changed it; of factors the room's receivers tell."""
        if template_prefix in PASSWORD_NOTIFICATIONS:
            self.send_mail(PASSWORD_NOTIFICATIONS[template_prefix], user.email, {"user": user})
