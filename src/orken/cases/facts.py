"""What the rules of a procedure may speak of: flat, typed facts about one case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from orken.cases.extension import fact
from orken.cases.models import Case
from orken.cases.procedure.answers import Answer
from orken.cases.procedure.conditions import answer_facts
from orken.documents.evidence import Standing
from orken.parties.facts import organisation_facts
from orken.rulebook.rules import FactValue


def case_facts(
    case: Case, answers: Mapping[str, Answer], documents: Mapping[str, Standing], at: datetime
) -> dict[str, FactValue]:
    """``filing_date``, ``organisation_*``, ``answer_*``, ``document_*`` and the domain facts that the procedure names.

    ``documents`` are how the attached ones stand, by kind: each on the day of the filing that first carried it, one
    that was not filed yet on the day of ``at``.
    """
    facts: dict[str, FactValue] = {"filing_date": timezone.localdate(at)}
    facts |= organisation_facts(case.applicant)
    for name in case.definition.facts:
        facts[domain_fact_name(name)] = fact[name](case.applicant)
    for _section, question in case.definition.questions():
        facts |= answer_facts(question, answers.get(question.id))
    for section in case.definition.sections:
        if section.document:
            facts |= document_facts(section.document.kind, documents.get(section.document.kind))
    return facts


def domain_fact_name(name: str) -> str:
    """``residency.is_resident`` is ``residency_is_resident`` in a rule."""
    return name.replace(".", "_")


def document_facts(kind: str, standing: Standing | None) -> dict[str, FactValue]:
    """What one document gives to rules; without a document its dates cannot be judged."""
    name = f"document_{kind}"
    return {
        name: standing is not None,
        f"{name}_filed_on": standing.day if standing else None,
        f"{name}_issued_on": standing.document.issued_on if standing else None,
        f"{name}_valid_through": standing.valid_through if standing else None,
        f"{name}_verified": standing is not None and standing.is_accepted,
    }
