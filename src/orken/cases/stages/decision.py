"""Decision: granted or refused, with reasons in three languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orken.cases.grounds import as_data, offered
from orken.cases.models import Case, Decision, Outcome, Proposal
from orken.cases.models.stage import APPEALS_END_IN
from orken.cases.stages.appeal import settle_appeal
from orken.cases.stages.kind import Action, StageKind, Step
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.kernel.text import LANGUAGES
from orken.parties.models import User

GAP = "…"


def decide(step: Step) -> None:
    """Decide, or where the procedure wants a second signature, propose the decision to whoever gives it."""
    outcome, decided = what_is_decided(step)
    step.transition.data = {"outcome": outcome.value}
    if not step.stage.countersign:
        take_effect(step, outcome, decided, decided_by=step.person)
        return
    if _open_proposal(step.case) is not None:
        raise RuleViolation("already_proposed", _("A decision is proposed already and waits for its second signature."))
    Proposal.objects.create(
        case=step.case,
        stage=step.stage.code,
        outcome=outcome,
        **decided,
        proposed_by=step.person,
        proposed_at=step.at,
    )
    # The applicant hears of a decision when it takes effect, so this is another step than deciding.
    step.transition.action = "propose"
    step.desk_notices.append("desk_decision_proposed")


def countersign(step: Step) -> None:
    """Confirm the proposed decision; it takes effect with this second signature, of another person."""
    proposal = _demanded_proposal(step)
    if proposal.proposed_by_id == step.person.pk:
        raise RuleViolation("own_proposal", _("You proposed this decision. The second signature is another person's."))
    proposal.confirmed_at = step.at
    proposal.save(update_fields=["confirmed_at"])
    outcome = Outcome(proposal.outcome)
    step.transition.data = {"outcome": outcome.value}
    decided = {"template": proposal.template, "grounds": proposal.grounds, "reasons": proposal.reasons}
    take_effect(step, outcome, decided, decided_by=proposal.proposed_by, countersigned_by=step.person)


def send_back(step: Step) -> None:
    """Give the proposed decision back to who proposed it, with a note that the applicant does not see."""
    proposal = _demanded_proposal(step)
    note = without_iins(step.text("note"))
    if not note:
        raise RuleViolation(
            "note_missing", _("Say what should be changed, so that the officer can go on."), field="note"
        )
    proposal.sent_back_at, proposal.sent_back_note = step.at, note
    proposal.save(update_fields=["sent_back_at", "sent_back_note"])


def what_is_decided(step: Step) -> tuple[Outcome, dict[str, object]]:
    """The outcome that the request names, and the fields of a decision with its grounds and reasons.

    Raises `RuleViolation` where the procedure has no such reason for this outcome, or the words are not whole.
    """
    outcome, reasons = _outcome(step), _reasons(step)
    return outcome, {"template": _codes(step)[0], "grounds": _grounds(step, outcome), "reasons": reasons}


def _outcome(step: Step) -> Outcome:
    given = step.text("outcome")
    if given not in {reason.outcome for reason in step.stage.reasons}:
        raise RuleViolation("no_outcome", _("Choose whether the application is granted or refused."), field="outcome")
    return Outcome(given)


def _codes(step: Step) -> list[str]:
    """The codes of the chosen reasons; a refusal may rest on several (``grounds``)."""
    given = step.data.get("grounds")
    return [str(code) for code in given] if isinstance(given, list) and given else [step.text("template")]


def _grounds(step: Step, outcome: Outcome) -> list[dict[str, object]]:
    reasons = offered(step.case)
    chosen = [reasons.get(code) for code in _codes(step)]
    unknown = [
        code
        for code, reason in zip(_codes(step), chosen, strict=True)
        if reason is None or reason.outcome != outcome.value
    ]
    if unknown:
        raise RuleViolation(
            "unknown_reason",
            _("The procedure has no reason “%(code)s” for this outcome. Choose from its list.")
            % {"code": ", ".join(unknown)},
        )
    return [as_data(reason) for reason in chosen if reason is not None]


def _reasons(step: Step) -> dict[str, str]:
    reasons = {language: without_iins(step.text(f"reasons_{language}")) for language in LANGUAGES}
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
    return reasons


def _open_proposal(case: Case) -> Proposal | None:
    return Proposal.objects.filter(case=case, sent_back_at=None, confirmed_at=None).first()


def _demanded_proposal(step: Step) -> Proposal:
    proposal = _open_proposal(step.case)
    if proposal is None:
        raise RuleViolation("no_proposal", _("No decision waits for a second signature here."))
    return proposal


def take_effect(
    step: Step,
    outcome: Outcome,
    decided: Mapping[str, object],
    *,
    decided_by: User,
    countersigned_by: User | None = None,
) -> Decision:
    """Record the decision. Granted goes on to the next stage; refused closes the case, and so does what ends an appeal.

    Where an appeal has sent the case back, the decision replaces the earlier one, and no effect comes twice.

    ``decided`` are fields of a `Decision`: those of ``what_is_decided``, and the ``body`` where one has decided.
    """
    earlier = _earlier(step)
    decision = Decision.objects.create(
        case=step.case,
        stage=step.stage.code,
        outcome=outcome,
        **decided,
        decided_by=decided_by,
        decided_at=step.at,
        countersigned_by=countersigned_by,
        replaces=earlier,
    )
    if earlier is None or earlier.outcome != outcome:
        step.run_effects(outcome.value)
    if outcome in APPEALS_END_IN:
        settle_appeal(step, outcome, decision)
    elif outcome is Outcome.GRANTED:
        step.advance()
    else:
        step.close(Outcome.REFUSED)
    step.notices.append(f"{'appeal' if outcome in APPEALS_END_IN else 'case'}_{outcome.value}")
    return decision


def _earlier(step: Step) -> Decision | None:
    """The decision of this stage that an appeal has sent back."""
    if step.case.definition.appeal is None:
        return None
    return Decision.objects.filter(case=step.case, stage=step.stage.code, replaced_by=None).first()


DECISION = StageKind(
    actions={
        "decide": Action("cases.handle_stage", "operator", decide),
        "countersign": Action("cases.countersign", "operator", countersign),
        "send_back": Action("cases.countersign", "operator", send_back),
    },
    words={
        "decide": gettext_lazy("Decision taken"),
        "countersign": gettext_lazy("Decision confirmed with the second signature"),
    },
    words_inside={
        "propose": gettext_lazy("Decision proposed"),
        "send_back": gettext_lazy("Proposed decision sent back"),
    },
    meanwhile=gettext_lazy("The operator examines the application and decides. You need not do anything now."),
)
