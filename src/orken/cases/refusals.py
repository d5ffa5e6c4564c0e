"""Steps with many cases at once, each of which may be refused for itself."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from orken.kernel.errors import RuleViolation


def refusal_of(step: Callable[[], object]) -> str:
    """Take the step; why it was refused, in words for whoever asked for it, and nothing where it was taken."""
    try:
        step()
    except (RuleViolation, PermissionDenied) as refusal:
        return str(refusal)
    except Http404:
        return _("You do not see this case any more.")
    return ""
