"""What is known of experts that speaks against them: their employer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from orken.cases.conflict_search import grounds
from orken.cases.conflict_search.grounds import Ground
from orken.cases.extension import conflict_source
from orken.cases.models import ConflictKind
from orken.kernel.text import search_form
from orken.parties.models import Organisation, User
from orken.reviews.models import Expert

WORDS = {"expert_employer": _("as an expert is employed by %(organisation)s")}


def employer(
    people: Collection[User], applicants: Collection[Organisation]
) -> Iterator[tuple[User, Organisation, Ground]]:
    """The expert's profile names the applicant, by its account or by its name."""
    known = {person.pk: person for person in people}
    names = {applicant.pk: search_form(applicant.name) for applicant in applicants}
    for expert in Expert.objects.filter(user__in=people).order_by("pk"):
        by_name = search_form(expert.employer_name)
        for applicant in applicants:
            if expert.employer_id == applicant.pk or (by_name and by_name == names[applicant.pk]):
                details = {"organisation": applicant.name}
                yield known[expert.user_id], applicant, Ground(ConflictKind.EMPLOYMENT, "expert_employer", details)


def register() -> None:
    grounds.call(WORDS)
    conflict_source("reviews.employer")(employer)
