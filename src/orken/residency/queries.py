from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from orken.parties.models import Organisation
from orken.residency.models import HELD, Residency


def residencies_past_their_term(day: date) -> QuerySet[Residency]:
    """Those whose dates say that they ended, while nobody has noted it yet."""
    return Residency.objects.filter(state__in=HELD, valid_to__lte=day)


def is_resident(organisation: Organisation) -> bool:
    """Whether the organisation holds the status today; a suspended one is still held."""
    running = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    return Residency.objects.filter(running, organisation=organisation, state__in=HELD).exists()
