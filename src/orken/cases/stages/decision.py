"""Decision: granted or refused, with reasons in three languages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orken.cases.models import Decision, Outcome
from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation
from orken.kernel.text import LANGUAGES


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
    Decision.objects.create(
        case=step.case,
        stage=step.stage.code,
        outcome=outcome,
        template=step.text("template"),
        reasons=reasons,
        decided_by=step.actor,
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
