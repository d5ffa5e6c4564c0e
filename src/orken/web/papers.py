"""What a case has brought and other rooms keep: the page of a case links to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from orken.cases.models import Case
from orken.cases.presentation import Paper, outcome_papers
from orken.registers.models import Certificate
from orken.residency.models import BEFORE_AGREEMENT, Residency


def residency(case: Case) -> Iterator[Paper]:
    """The status, and the certificates that it has brought."""
    for held in Residency.objects.filter(case=case).exclude(state__in=BEFORE_AGREEMENT).select_related("case"):
        yield Paper(_("Your residency"), held.get_absolute_url(), is_page=True)
        for certificate in Certificate.objects.filter(version__entry__residency=held):
            yield Paper(_("Certificate %(number)s") % {"number": certificate.number}, certificate.get_absolute_url())


def link_papers() -> None:
    outcome_papers.append(residency)
