"""How evidence is shown, on the applicant's and the officer's pages alike."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from orken.documents.evidence import Standing
from orken.documents.services import UPLOAD_LIMIT
from orken.documents.wording import problem_of, state_of
from orken.parties.models import Organisation, User
from orken.parties.permissions import acts_for
from orken.ui.templatetags import ui

register = template.Library()


@register.simple_tag
def evidence_state(standing: Standing) -> SafeString:
    return ui.state(*state_of(standing))


@register.filter
def problem(standing: Standing | None) -> str:
    return problem_of(standing) if standing else ""


@register.filter
def shows_documents_to(organisation: Organisation, user: User | AnonymousUser) -> bool:
    """An organisation's documents are for its own people; officers see those of their cases, there."""
    return acts_for(user, organisation)


@register.simple_tag
def upload_limit() -> int:
    """The largest file in bytes; a number for scripts, so it is not written as people write numbers."""
    return UPLOAD_LIMIT
