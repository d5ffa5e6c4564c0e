"""What the body has decided becomes the decision on the case, with reasons in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from orken.cases.grounds import reasons_from
from orken.cases.models import Decision
from orken.cases.refusals import refusal_of
from orken.cases.stages.decision import GAP, take_effect, what_is_decided
from orken.cases.stages.kind import Action, StageKind, Step
from orken.cases.transitions import perform
from orken.commission.models import Item, ItemState, Session
from orken.commission.motions import fitting_reasons, outcome_of, takes_conditions
from orken.commission.queries import barred_since_the_count, items_open_to
from orken.kernel.errors import RuleViolation
from orken.kernel.masking import without_iins
from orken.kernel.text import LANGUAGES
from orken.parties.models import User


def record_decision(item: Item, data: Mapping[str, object], *, actor: User) -> Decision:
    """Record what was voted; ``data`` as a decision by a person needs it, and ``conditions_<language>``.

    Raises as ``cases.transitions.perform`` does.
    """
    decided = {**data, "outcome": outcome_of(item).value}
    perform(item.case.reference, "record_decision", actor=actor, key=f"session:{item.reference}", data=decided)
    item.refresh_from_db()
    assert item.decision is not None  # the step has written it
    return item.decision


@dataclass
class Recorded:
    """How many decisions were recorded; the items that the secretary has to word, and why others were refused."""

    count: int = 0
    to_word: list[Item] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)


def record_plain_decisions(session: Session, *, actor: User) -> Recorded:
    """Record the decisions for which the procedure has one reason that needs no words of one's own.

    Each is a transaction of its own; a refusal stops no other one.
    """
    done = Recorded()
    for item in items_open_to(actor, session).filter(state=ItemState.COUNTED).order_by("position"):
        data = plain_decision(item)
        if data is None:
            done.to_word.append(item)
            continue
        if reason := refusal_of(partial(record_decision, item, data, actor=actor)):
            done.refused.append((item, reason))
        else:
            done.count += 1
    return done


def plain_decision(item: Item) -> dict[str, object] | None:
    """The words of the only reason for the outcome; ``None`` where there is a choice, or a gap to fill."""
    fitting = fitting_reasons(item)
    if len(fitting) != 1:
        return None
    words = reasons_from(fitting, item.case).to_data()
    if any(GAP in text for text in words.values()):
        return None
    return {"template": fitting[0].code, **{f"reasons_{language}": text for language, text in words.items()}}


def _record(step: Step) -> None:
    voted = Item.objects.select_for_update(of=("self",)).select_related("session__body")
    item = voted.filter(case=step.case, state=ItemState.COUNTED).first()
    if item is None:
        raise RuleViolation("not_voted", _("The body has not voted on this case, or its decision is recorded already."))
    if barred_since_the_count(item.session, [item]):
        message = _(
            "A member whose vote counts is in a conflict of interest that came up after the count. It has to be "
            "resolved first; if it stands, take the item off the agenda, and the body votes again."
        )
        raise RuleViolation("barred_voter", message)
    outcome, decided = what_is_decided(step)
    if outcome is not outcome_of(item):
        message = _("The body has voted otherwise. Choose reasons for the outcome of the vote.")
        raise RuleViolation("other_outcome", message)
    _demand_what_was_voted(item, outcome.value, decided["grounds"])
    item.conditions = _conditions(step) if takes_conditions(item) else {}
    reasons = decided["reasons"]
    assert isinstance(reasons, dict)
    decided["reasons"] = _with_conditions(reasons, item.conditions)
    body = item.session.body
    step.transition.data = {"outcome": outcome.value, "body": body.code, "decider": body.name}
    item.decision = take_effect(step, outcome, {**decided, "body": body.name}, decided_by=step.person)
    item.state = ItemState.DECIDED
    item.save(update_fields=["state", "decision", "conditions"])


def _demand_what_was_voted(item: Item, outcome: str, grounds: object) -> None:
    """What was adopted on an appeal rests on the reason that was put to the vote, and on no other one."""
    assert isinstance(grounds, list)
    if outcome == item.motion and [ground["code"] for ground in grounds] != [item.motion_reason]:
        message = _("The body has voted on another reason. The decision rests on the one that was put to the vote.")
        raise RuleViolation("other_reason", message)


def _conditions(step: Step) -> dict[str, str]:
    """Conditions in all three languages, or in none."""
    given = {language: without_iins(step.text(f"conditions_{language}")) for language in LANGUAGES}
    missing = [language for language, text in given.items() if not text]
    if len(missing) == len(LANGUAGES):
        return {}
    if missing:
        message = _("Conditions are written in Kazakh, Russian and English. Missing: %(languages)s.")
        raise RuleViolation(
            "conditions_missing", message % {"languages": ", ".join(missing)}, field=f"conditions_{missing[0]}"
        )
    return given


def _with_conditions(reasons: dict[str, str], conditions: dict[str, str]) -> dict[str, str]:
    said = dict(reasons)
    for language, text in conditions.items():
        with override(language):
            said[language] = f"{reasons[language]}\n\n" + _("Conditions: %(conditions)s") % {"conditions": text}
    return said


COMMISSION = StageKind(
    actions={"record_decision": Action("commission.record", "operator", _record)},
    words={"record_decision": gettext_lazy("Decision taken")},
    meanwhile=gettext_lazy("A commission considers the application and decides. You need not do anything now."),
)
