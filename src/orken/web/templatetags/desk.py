"""What the desk adds to the page of a case."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from orken.cases.models import Case
from orken.web.desk.page import LAST_VIEW
from orken.web.desk.queue import address_of, neighbours

register = template.Library()


@register.inclusion_tag("web/desk/neighbours.html", takes_context=True)
def queue_neighbours(context: RequestContext, case: Case) -> dict[str, object]:
    """The cases before and after this one in the view of the queue that the officer opened last."""
    request = context["request"]
    chosen = request.session.get(LAST_VIEW)
    if chosen is None:
        return {}
    return {"address": address_of(chosen), **(neighbours(request.user, chosen, case) or {})}
