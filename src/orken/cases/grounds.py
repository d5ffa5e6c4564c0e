"""On what a decision may rest: the reasons of the procedure, and each of its requirements with the act behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from django.utils.translation import gettext as _
from django.utils.translation import override

from orken.cases.models import Case
from orken.cases.procedure.definition import ReasonTemplate
from orken.kernel.text import LANGUAGES, Text
from orken.rulebook.rules import Outcome, Rule, RuleResult

REQUIREMENT = "rule."


@dataclass(frozen=True)
class Requirement:
    """A rule of the procedure as a ground of refusal, with what it said of the newest filing."""

    reason: ReasonTemplate
    result: RuleResult

    @property
    def stands_out(self) -> bool:
        return self.result.outcome in (Outcome.FAILS, Outcome.NOT_JUDGED)


def reasons_of(case: Case) -> tuple[ReasonTemplate, ...]:
    """Those of the stage; after somebody else's decision still all, so that the reasons typed meanwhile are shown."""
    stage = case.current_stage
    if stage and stage.reasons:
        return stage.reasons
    return tuple(reason for stage in case.definition.stages for reason in stage.reasons)


def requirements_of(case: Case) -> list[Requirement]:
    """Requirements that applied to the newest filing; what was not met or could not be judged comes first."""
    filing = case.filings.last()
    results = [RuleResult.from_data(result) for result in filing.trace] if filing else []
    found = [
        Requirement(_as_reason(result.rule), result)
        for result in results
        if result.outcome is not Outcome.DOES_NOT_APPLY
    ]
    return sorted(found, key=lambda requirement: not requirement.stands_out)


def offered(case: Case) -> dict[str, ReasonTemplate]:
    """All reasons that a decision on the case may rest on, by code."""
    required = (requirement.reason for requirement in requirements_of(case))
    return {reason.code: reason for reason in (*reasons_of(case), *required)}


def reasons_from(chosen: Sequence[ReasonTemplate], case: Case) -> Text:
    """The words of the chosen reasons with the case's names filled in, for the officer to go on with."""
    return Text(**{language: _worded(chosen, case, language) for language in LANGUAGES})


def as_data(reason: ReasonTemplate) -> dict[str, object]:
    """The reason as a decision keeps it, so that a later version of the procedure does not change what was cited."""
    return {
        "code": reason.code,
        "title": reason.title.to_data(),
        "basis": reason.basis.to_data() if reason.basis else None,
        "certainty": reason.certainty.value if reason.certainty else "",
    }


def _as_reason(rule: Rule) -> ReasonTemplate:
    title, text = {}, {}
    for language in LANGUAGES:
        requirement = {"requirement": rule.title.in_language(language)}
        with override(language):
            title[language] = _("Not met: %(requirement)s") % requirement
            text[language] = _("This requirement is not met: %(requirement)s.") % requirement
    return ReasonTemplate(f"{REQUIREMENT}{rule.id}", "refused", Text(**title), Text(**text), _cited(rule))


def _cited(rule: Rule) -> Text:
    """The act of the rule, and what of it is ours where no act was found."""
    basis = rule.basis if isinstance(rule.basis, Text) else Text(kk=rule.basis, ru=rule.basis, en=rule.basis)
    if rule.assumption is None:
        return basis
    assumed = {language: rule.assumption.in_language(language).rstrip(".") for language in LANGUAGES}
    return Text(**{language: f"{basis.in_language(language)}. {assumed[language]}" for language in LANGUAGES})


def _worded(chosen: Sequence[ReasonTemplate], case: Case, language: str) -> str:
    names = {"applicant": case.applicant.name, "case_number": case.number}
    stage = case.current_stage
    with override(language):
        texts = [Template(_with_basis(reason, language)).safe_substitute(names) for reason in chosen]
    if chosen[0].outcome == "granted" or stage is None or stage.refusal is None:
        return "\n\n".join(texts)
    numbered = texts if len(texts) == 1 else [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    return Template(stage.refusal.in_language(language)).safe_substitute(names, reasons="\n".join(numbered))


def _with_basis(reason: ReasonTemplate, language: str) -> str:
    text = reason.text.in_language(language)
    if reason.basis is None:
        return text
    cited = _("Basis: %(basis)s.") % {"basis": reason.basis.in_language(language)}
    return f"{text} {cited}"
