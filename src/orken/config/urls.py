"""Addresses. Pages carry a language prefix; what machines call does not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from orken.config import headers, health, metrics
from orken.config.api import api
from orken.parties.views.identity import callback

handler400 = "orken.documents.views.bad_request"
handler429 = "orken.parties.views.limits.too_often"  # asked for by allauth
handler500 = "orken.web.views.server_error"

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", headers.security_txt, name="security_txt"),
    path("api/v1/", api.urls),
    path("sign-in/<slug:provider>/callback", callback, name="sign_in_callback"),
    *i18n_patterns(
        path("", include("orken.web.urls")),
        path("", include("orken.parties.urls")),
        path("", include("orken.mandates.urls")),
        path("", include("orken.cases.urls")),
        path("", include("orken.reviews.urls")),
        path("", include("orken.commission.urls")),
        path("", include("orken.registers.urls")),
        path("", include("orken.residency.urls")),
        path("", include("orken.notices.urls")),
        path("accounts/", include("allauth.account.urls")),
        path("accounts/2fa/", include("allauth.mfa.urls")),
    ),
]
