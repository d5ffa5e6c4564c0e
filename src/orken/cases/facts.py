"""What the rules of a procedure may speak of: flat, typed facts about one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from orken.cases.extension import fact
from orken.cases.models import Case, Evidence
from orken.cases.procedure.answers import Answer
from orken.cases.procedure.conditions import answer_fact_names, answer_facts
from orken.cases.procedure.definition import Procedure
from orken.parties.facts import organisation_fact_names, organisation_facts
from orken.rulebook.rules import FactValue


def case_facts(
    case: Case, answers: Mapping[str, Answer], evidence: Sequence[Evidence], at: datetime
) -> dict[str, FactValue]:
    """``filing_date``, ``organisation_*``, ``answer_*``, ``document_*`` and the domain facts that the procedure names.

    A document counts as filed on the day of the filing that first carried it; one that was not filed yet, on the day
    of ``at``.
    """
    facts: dict[str, FactValue] = {"filing_date": timezone.localdate(at)}
    facts |= organisation_facts(case.applicant)
    for name in case.definition.facts:
        facts[domain_fact_name(name)] = fact[name](case.applicant)
    for _section, question in case.definition.questions():
        facts |= answer_facts(question, answers.get(question.id))
    facts |= _document_facts(case, evidence, at)
    return facts


def domain_fact_name(name: str) -> str:
    """``residency.is_resident`` is ``residency_is_resident`` in a rule."""
    return name.replace(".", "_")


def fact_names(procedure: Procedure) -> set[str]:
    """Every fact that a rule of this procedure may name."""
    names = {"filing_date", *organisation_fact_names(), *map(domain_fact_name, procedure.facts)}
    for _section, question in procedure.questions():
        names |= answer_fact_names(question)
    for section in procedure.sections:
        if section.document:
            names |= {f"document_{section.document.kind}", f"document_{section.document.kind}_filed_on"}
    return names


def _document_facts(case: Case, evidence: Sequence[Evidence], at: datetime) -> dict[str, FactValue]:
    first_filed: dict[str, datetime] = {}
    for filing in case.filings.all():
        for document in filing.content["documents"].values():
            first_filed.setdefault(document["reference"], filing.filed_at)
    current = {attached.kind: attached.document.reference for attached in evidence}
    facts: dict[str, FactValue] = {}
    for section in case.definition.sections:
        if section.document is None:
            continue
        reference = current.get(section.document.kind)
        facts[f"document_{section.document.kind}"] = reference is not None
        facts[f"document_{section.document.kind}_filed_on"] = (
            timezone.localdate(first_filed.get(reference, at)) if reference else None
        )
    return facts
