"""Whether this session was opened with two factors, and who must have opened theirs so.

allauth keeps in the session what a person proved, and forgets it with the session; this room asks it.
"""

from __future__ import annotations

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from orken.parties.permissions import is_staff

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BY_PROVIDER = "second_factor_by_provider"


def was_used(request: HttpRequest) -> bool:
    """A code, a passkey or a recovery code in this session, or a provider that said it had asked for two factors."""
    records = get_authentication_records(request, request.user)
    shown_here = any(record.get("method") == "mfa" for record in records)
    return shown_here or request.session.get(BY_PROVIDER) == request.user.pk


def is_due(request: HttpRequest) -> bool:
    """Staff of an operator do nothing here before their second factor; a password alone is too easily lost."""
    return settings.ORKEN_STAFF_SECOND_FACTOR and not was_used(request) and is_staff(request.user)


def next_step(request: HttpRequest) -> str:
    """The page where the person shows their factor, or sets up the first one, and that leads back afterwards."""
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        page = "mfa_reauthenticate"
    elif Authenticator.Type.WEBAUTHN in kinds:
        page = "mfa_reauthenticate_webauthn"
    else:
        return reverse("mfa_index")
    return f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}"


def trust_provider(request: HttpRequest) -> None:
    request.session[BY_PROVIDER] = request.user.pk


def forget(request: HttpRequest, authenticator: Authenticator) -> None:
    """A factor that is gone proves nothing any more, in this session either."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("id") != authenticator.pk
    ]
