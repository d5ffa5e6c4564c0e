from __future__ import annotations

from itertools import islice

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from orken.notices import services
from orken.notices.catcher import CaughtMail, MailFolder
from orken.notices.queries import notices_of

NOTICES_ON_A_PAGE = 30
MAILS_SHOWN = 100


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(notices_of(request.user), NOTICES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page})


@login_required
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    shown = get_object_or_404(notices_of(request.user), reference=reference)
    services.mark_read(shown)
    return render(request, "notices/notice.html", {"notice": shown})


def demo_outbox(request: HttpRequest) -> HttpResponse:
    """Mail that the demo caught. Elsewhere there is no such page: it shows everybody's sign-in links."""
    if not settings.ORKEN_DEMO:
        raise Http404
    mails = islice(MailFolder(settings.ORKEN_VAR / "mail").messages(), MAILS_SHOWN)
    return render(request, "notices/demo_outbox.html", {"kept": [CaughtMail.from_message(mail) for mail in mails]})
