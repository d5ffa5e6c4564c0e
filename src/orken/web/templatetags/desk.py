"""What the desk adds to the page of a case, and the rows of its queue."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from orken.cases.models import Case
from orken.web.desk.page import LAST_VIEW
from orken.web.desk.queue import address_of, neighbours
from orken.web.desk.rows import rows_markup

register = template.Library()


@register.simple_tag
def queue_rows(rows: Sequence[tuple[Case, int]], handles: bool) -> SafeString:
    return rows_markup(rows, handles=handles)


@register.inclusion_tag("web/desk/neighbours.html", takes_context=True)
def queue_neighbours(context: RequestContext, case: Case) -> dict[str, object]:
    """The cases before and after this one in the view of the queue that the officer opened last."""
    request = context["request"]
    chosen = request.session.get(LAST_VIEW)
    if chosen is None:
        return {}
    return {"address": address_of(chosen), **(neighbours(request.user, chosen, case) or {})}
