"""Decision: granted or refused, with reasons in three languages."""

from __future__ import annotations

from string import Template

from django.utils.translation import gettext as _

from orken.cases.models import Case, Decision, Outcome
from orken.cases.procedure.definition import ReasonTemplate
from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation
from orken.kernel.text import LANGUAGES, Text

GAP = "…"


def reasons_from(template: ReasonTemplate, case: Case) -> Text:
    """The template's text with the case's names filled in, for the officer to go on with."""
    names = {"applicant": case.applicant.name, "case_number": case.number}
    return Text(**{language: Template(template.text.in_language(language)).substitute(names) for language in LANGUAGES})


def decide(step: Step) -> None:
    """Record the decision. Granted goes on to the next stage; refused closes the case."""
    outcome = Outcome(step.text("outcome"))
    reasons = {language: step.text(f"reasons_{language}") for language in LANGUAGES}
    missing = [language for language, text in reasons.items() if not text]
    if missing:
        raise RuleViolation(
            "reasons_missing",
            _("A decision needs its reasons in Kazakh, Russian and English. Missing: %(languages)s.")
            % {"languages": ", ".join(missing)},
            field=f"reasons_{missing[0]}",
        )
    unfilled = [language for language, text in reasons.items() if GAP in text]
    if unfilled:
        raise RuleViolation(
            "reasons_unfinished",
            _("The reasons still have a gap (%(gap)s) to be filled in: %(languages)s.")
            % {"gap": GAP, "languages": ", ".join(unfilled)},
            field=f"reasons_{unfilled[0]}",
        )
    Decision.objects.create(
        case=step.case,
        stage=step.stage.code,
        outcome=outcome,
        template=step.text("template"),
        reasons=reasons,
        decided_by=step.person,
        decided_at=step.at,
    )
    step.transition.data = {"outcome": outcome.value}
    step.run_effects(outcome.value)
    if outcome is Outcome.GRANTED:
        step.advance()
    else:
        step.close(Outcome.REFUSED)
    step.notices.append(f"case_{outcome.value}")


DECISION = StageKind(actions={"decide": Action("cases.handle_stage", "operator", decide)})
