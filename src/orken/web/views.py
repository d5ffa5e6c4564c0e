from __future__ import annotations

import logging
import secrets
import sys

from django.conf import settings
from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.queries import offered_procedures
from orken.kernel.log_context import log_context
from orken.web.forms import AppearanceForm
from orken.web.queries import figures, registers_with_counts

logger = logging.getLogger(__name__)

ONE_YEAR = 365 * 24 * 3600
RETRY_SECONDS = 10


def home(request: HttpRequest) -> HttpResponse:
    context = {
        "procedures": offered_procedures(),
        "registers": registers_with_counts(timezone.localdate()),
        "figures": figures(),
    }
    return render(request, "web/home.html", context)


def appearance(request: HttpRequest) -> HttpResponse:
    form = AppearanceForm(request.POST or None, initial={"theme": request.COOKIES.get("theme", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "web/appearance.html", {"form": form}, status=422 if form.errors else 200)
    response = redirect("web:appearance")
    if form.cleaned_data["theme"]:
        response.set_cookie(
            "theme", form.cleaned_data["theme"], max_age=ONE_YEAR, secure=settings.ORKEN_HTTPS, samesite="Lax"
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    messages.success(request, _("The appearance is kept in this browser."))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort. The page asks neither the session nor the database, either of which may be what failed.

    A database that is away for a moment is no mistake of the portal: the page says when to try again (503).
    """
    number = log_context().get("request") or secrets.token_hex(8)
    logger.error("Error %s", number, exc_info=sys.exc_info())
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = render_to_string("503.html", {"number": number})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
