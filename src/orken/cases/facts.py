"""What the rules of a procedure may speak of: flat, typed facts about one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from orken.cases.extension import fact
from orken.cases.models import Case, Evidence
from orken.cases.procedure.answers import Answer
from orken.cases.procedure.definition import Procedure, Question
from orken.kernel.money import Money
from orken.parties.facts import organisation_fact_names, organisation_facts
from orken.rulebook.rules import FactValue


def case_facts(
    case: Case, answers: Mapping[str, Answer], evidence: Sequence[Evidence], at: datetime
) -> dict[str, FactValue]:
    """``filing_date``, ``organisation_*``, ``answer_*``, ``document_*`` and the domain facts that the procedure names.

    A document counts as filed on the day of the filing that first carried it; one that was not filed yet, on the day
    of ``at``. A table gives its number of rows and the total of each of its money columns.
    """
    facts: dict[str, FactValue] = {"filing_date": timezone.localdate(at)}
    facts |= organisation_facts(case.applicant)
    for name in case.definition.facts:
        facts[domain_fact_name(name)] = fact[name](case.applicant)
    for _section, question in case.definition.questions():
        if question.kind == "table":
            facts |= _table_facts(question, answers.get(question.id))
        else:
            facts[f"answer_{question.id}"] = _plain(answers.get(question.id))
    facts |= _document_facts(case, evidence, at)
    return facts


def domain_fact_name(name: str) -> str:
    """``residency.is_resident`` is ``residency_is_resident`` in a rule."""
    return name.replace(".", "_")


def fact_names(procedure: Procedure) -> set[str]:
    """Every fact that a rule of this procedure may name."""
    names = {"filing_date", *organisation_fact_names(), *map(domain_fact_name, procedure.facts)}
    for _section, question in procedure.questions():
        if question.kind == "table":
            money = [column.id for column in question.columns if column.kind == "money"]
            names |= {f"answer_{question.id}_rows", *(f"answer_{question.id}_{column}_total" for column in money)}
        else:
            names.add(f"answer_{question.id}")
    for section in procedure.sections:
        if section.document:
            names |= {f"document_{section.document.kind}", f"document_{section.document.kind}_filed_on"}
    return names


def _plain(answer: Answer) -> FactValue:
    """Rules count in whole numbers; a number with decimals is no fact, and a rule on it cannot be judged."""
    if isinstance(answer, Decimal):
        return int(answer) if answer == int(answer) else None
    if isinstance(answer, list):
        return [code for code in answer if isinstance(code, str)]
    return answer


def _table_facts(question: Question, answer: Answer) -> dict[str, FactValue]:
    rows = [row for row in answer or () if isinstance(row, dict)] if isinstance(answer, list) else []
    facts: dict[str, FactValue] = {f"answer_{question.id}_rows": len(rows)}
    for column in question.columns:
        if column.kind == "money":
            cells = (row.get(column.id) for row in rows)
            total = sum(cell.minor for cell in cells if isinstance(cell, Money))
            facts[f"answer_{question.id}_{column.id}_total"] = total
    return facts


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
