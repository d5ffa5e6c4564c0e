"""At start-up: every procedure that cases run under names only what is registered."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models import Exists, OuterRef

from orken.cases.extension import effect, fact


@register(Tags.database)
def named_effects_and_facts_exist(*, databases: Sequence[str] | None = None, **_options: object) -> list[CheckMessage]:
    """Only where the tables are there: a new database is checked by publishing."""
    from orken.cases.models import Case, CaseState, ProcedureVersion

    if not databases or "cases_procedureversion" not in connections[databases[0]].introspection.table_names():
        return []
    live = Case.objects.filter(version=OuterRef("pk")).exclude(state=CaseState.CLOSED)
    errors: list[CheckMessage] = []
    for version in ProcedureVersion.objects.filter(Exists(live)):
        definition = version.definition
        named = {name for stage in definition.stages for names in stage.effects.values() for name in names}
        missing = sorted(
            {name for name in definition.facts if name not in fact} | {name for name in named if name not in effect}
        )
        if missing:
            errors.append(
                Error(
                    f"Live cases run under {version}, which names what no room registers: {', '.join(missing)}.",
                    hint="Install the room that registers these names, or register them in its AppConfig.ready().",
                    id="cases.E001",
                )
            )
    return errors
