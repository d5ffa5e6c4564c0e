"""Cases by what the stage is in which they stand, whichever version they run under."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from orken.cases.models import ProcedureVersion
from orken.cases.procedure.definition import Stage


def in_stages(wanted: Callable[[Stage], bool]) -> Q:
    """A condition on cases: they stand in a stage that is wanted. Nothing where no procedure has one."""
    found = Q(pk__in=[])
    for version in ProcedureVersion.objects.defer("content"):
        if codes := [stage.code for stage in version.definition.stages if wanted(stage)]:
            found |= Q(version=version.pk, stage__in=codes)
    return found
