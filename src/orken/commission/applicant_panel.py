"""What the applicant reads while a body has the case: which body decides, and when it meets. No member is named."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.cases.models import Case, CaseState
from orken.cases.panels import Panel
from orken.commission.models import Body, Item, Session
from orken.commission.models.session import LIVE
from orken.ui.wording import day_in_words, moment_in_words


def deciding_body(case: Case) -> Panel | None:
    stage = case.current_stage
    if stage is None or not stage.body or case.state != CaseState.IN_PROGRESS:
        return None
    body = Body.objects.filter(code=stage.body).first()
    if body is None:
        return None
    live = Item.objects.filter(case=case, state__in=LIVE, session__invited_at__isnull=False)
    item = live.select_related("session").first()
    return Panel(
        _("Who decides"), "commission/applicant.html", {"body": body, "when": _when(item.session if item else None)}
    )


def _when(session: Session | None) -> str:
    if session is None:
        return _("The application is on no agenda yet.")
    if session.closes_at is not None:
        words = _("The members vote by correspondence until %(time)s.")
        return words % {"time": moment_in_words(session.closes_at)}
    return _("The application is on the agenda of %(day)s.") % {"day": day_in_words(session.starts_at)}
