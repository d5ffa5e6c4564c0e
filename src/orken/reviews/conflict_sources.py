"""What is known of experts that speaks against them: their employer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from orken.cases.conflict_search import grounds
from orken.cases.conflict_search.grounds import Ground
from orken.cases.extension import conflict_source
from orken.cases.models import ConflictKind
from orken.kernel.text import search_form
from orken.parties.models import Organisation, User
from orken.reviews.models import Expert

WORDS = {"expert_employer": _("as an expert is employed by %(organisation)s")}


def employer(person: User, applicant: Organisation) -> Iterator[Ground]:
    """The expert's profile names the applicant, by its account or by its name."""
    expert = Expert.objects.filter(user=person).first()
    if expert is None:
        return
    by_name = search_form(expert.employer_name)
    if expert.employer_id == applicant.pk or (by_name and by_name == search_form(applicant.name)):
        yield Ground(ConflictKind.EMPLOYMENT, "expert_employer", {"organisation": applicant.name})


def register() -> None:
    grounds.call(WORDS)
    conflict_source("reviews.employer")(employer)
