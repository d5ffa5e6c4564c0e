"""Who of the desk has how much to do. Only cases that the reader may see are counted, and nobody is ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from orken.cases.models import CaseState
from orken.parties.models import Role, User
from orken.parties.queries import people_with_role
from orken.web.desk.queue import OVERDUE, PAUSED, SOON, joined_to_clocks, narrowing

RECENTLY = timedelta(days=30)
FIGURES = ("open", "overdue", "soon", "paused", "closed")


@dataclass(frozen=True)
class Load:
    """Open cases of one officer; ``officer`` is ``None`` for those that nobody handles.

    ``overdue`` clocks ended before today, ``soon`` ones end today or within three working days, ``paused`` ones wait
    for the applicant; ``closed`` counts the cases closed within the last 30 days.
    """

    officer: User | None
    figures: Mapping[str, int]


def loads(reader: User) -> list[Load]:
    """One line for each officer and head by name, also for those with nothing to do, and one for nobody's cases."""
    recently = timezone.now() - RECENTLY
    figures = {
        "open": narrowing(reader, {}),
        "overdue": narrowing(reader, {"clock": OVERDUE}),
        "soon": narrowing(reader, {"clock": SOON}),
        "paused": narrowing(reader, {"clock": PAUSED}),
        "closed": Q(state=CaseState.CLOSED, closed_at__gte=recently),
    }
    columns = {f"{name}_cases": Count("pk", filter=which) for name, which in figures.items()}
    rows = joined_to_clocks(reader).order_by().values("assignee").annotate(**columns)
    counted: dict[int | None, dict[str, int]] = {
        assignee: dict(zip(figures, numbers, strict=True))
        for assignee, *numbers in rows.values_list("assignee", *columns)
    }
    nothing = dict.fromkeys(FIGURES, 0)
    people = list(people_with_role(Role.OFFICER, Role.HEAD_OF_UNIT))
    former = User.objects.filter(pk__in=[key for key in counted if key]).exclude(pk__in=[who.pk for who in people])
    known = [*people, *former.order_by("full_name")]
    lines = [Load(who, counted.get(who.pk, nothing)) for who in known]
    return [*lines, Load(None, counted.get(None, nothing))]
