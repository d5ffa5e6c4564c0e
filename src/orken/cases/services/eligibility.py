"""The rules of a procedure before anything is filed: which answers they need, and what they say of those given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from orken.cases.extension import fact
from orken.cases.facts import domain_fact_name
from orken.cases.procedure.answers import Problem, Typed
from orken.cases.procedure.conditions import answer_fact_names, answer_facts, read_form
from orken.cases.procedure.definition import DocumentRequirement, Procedure, Question, Section
from orken.cases.services.filing import codes_of, judge_today
from orken.kernel.text import Text
from orken.parties.facts import organisation_facts
from orken.parties.models import HOME_COUNTRY, Organisation
from orken.rulebook.queries import parameter_book
from orken.rulebook.rules import FactValue, RuleResult, evaluate

ISSUED = Text(kk="Құжат берілген күн", ru="Дата выдачи документа", en="Date of issue of the document")


@dataclass(frozen=True)
class Applicant:
    """Who would apply: an organisation that we know, or only whether it is registered at home or abroad."""

    organisation: Organisation | None
    is_foreign: bool

    def facts(self) -> dict[str, FactValue]:
        """Facts of the organisation; of a company that was not added only where it is registered is known."""
        if self.organisation is not None:
            return dict(organisation_facts(self.organisation))
        unknown: dict[str, FactValue] = dict.fromkeys(organisation_facts(Organisation()))
        country = None if self.is_foreign else HOME_COUNTRY
        return unknown | {"organisation_is_foreign": self.is_foreign, "organisation_country": country or "other"}


@dataclass(frozen=True)
class SelfCheck:
    """What would be asked of this applicant to judge the rules, and what the rules say of the answers."""

    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    results: tuple[RuleResult, ...]


def check_eligibility(procedure: Procedure, applicant: Applicant, typed: Mapping[str, Typed]) -> SelfCheck:
    """Judge the rules for somebody who would file today with these answers. Nothing is written.

    What was not answered is no mistake here: the rules that need it cannot be judged, and say so. Documents count as
    filed today; their dates are asked for where a rule names them.
    """
    today, known = timezone.localdate(), applicant.facts()
    asked = _deciding_sections(procedure)
    drafts = {
        section.code: {question.id: typed.get(question.id, "") for question in section.questions} for section in asked
    }
    readings = list(read_form(asked, drafts, known, judge_today(), codes_of))
    facts: dict[str, FactValue] = {"filing_date": today, **known}
    for name in procedure.facts:
        facts[domain_fact_name(name)] = fact[name](applicant.organisation) if applicant.organisation else None
    for _section, question in procedure.questions():
        facts |= answer_facts(question, None)
    for reading in readings:
        for question in reading.section.questions:
            if question.id in reading.answers:
                facts |= answer_facts(question, reading.answers[question.id])
    facts |= _document_facts(procedure, facts, today)
    problems = [problem for reading in readings for problem in reading.problems if problem.code != "required"]
    results = evaluate(procedure.rules, facts, parameter_book(), today)
    return SelfCheck(
        tuple(reading.section for reading in readings if reading.section.questions), tuple(problems), tuple(results)
    )


def _deciding_sections(procedure: Procedure) -> list[Section]:
    """The sections with those of their questions that rules speak of, dates of documents, and what these depend on."""
    named = set().union(*(rule.names for rule in procedure.rules))
    for section in procedure.sections:
        deciding = _deciding_questions(section, named)
        conditions = [section.applies if deciding else None, *(question.applies for question in deciding)]
        named |= set().union(*(condition.names for condition in conditions if condition))
    return [
        replace(section, questions=tuple(questions))
        for section in procedure.sections
        if (questions := _deciding_questions(section, named))
    ]


def _deciding_questions(section: Section, named: set[str]) -> list[Question]:
    questions = [question for question in section.questions if answer_fact_names(question) & named]
    if section.document and issue_date_id(section.document) in named:
        questions.append(Question(issue_date_id(section.document), "date", ISSUED, help=section.document.title))
    return questions


def issue_date_id(document: DocumentRequirement) -> str:
    """The name of the fact, and here of the question, about the day on which a document was issued."""
    return f"document_{document.kind}_issued_on"


def _document_facts(procedure: Procedure, facts: Mapping[str, FactValue], today: date) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    for document in (section.document for section in procedure.sections if section.document):
        issued = issue_date_id(document)
        found |= {f"document_{document.kind}": True, f"document_{document.kind}_filed_on": today}
        found[issued] = facts.get(f"answer_{issued}")
    return found
