"""Agreement: its text is made when the stage begins; each side signs once; the second signature ends the stage."""

from __future__ import annotations

from functools import partial
from string import Template

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from orken.cases.answers_in_words import answer_in_words
from orken.cases.models import Agreement, Outcome, Side, Signature
from orken.cases.stages.kind import Action, StageKind, Step
from orken.documents.signatures import signature_provider
from orken.kernel.errors import RuleViolation
from orken.kernel.hashing import content_hash
from orken.kernel.text import LANGUAGES
from orken.ui.wording import day_in_words

NO_ANSWER = "—"


def offer_agreement(step: Step) -> None:
    wording = step.stage.agreement
    assert wording is not None  # the loader refuses an agreement stage without a text
    text = {}
    for language in LANGUAGES:
        with override(language):
            text[language] = Template(wording.in_language(language)).substitute(_names(step))
    Agreement.objects.create(case=step.case, text=text, text_hash=content_hash(text), offered_at=step.at)


def _names(step: Step) -> dict[str, str]:
    """What the text may name, in the active language: the case, and each filed answer as ``answer_<question>``."""
    filed = step.case.filings.order_by("round").last()
    answers = filed.content["answers"] if filed else {}
    said = {
        f"answer_{question.id}": answer_in_words(question, answers.get(question.id)) or NO_ANSWER
        for _section, question in step.case.definition.questions()
    }
    return said | {
        "applicant": step.case.applicant.name,
        "applicant_number": step.case.applicant.official_number,
        "applicant_address": step.case.applicant.address,
        "case_number": str(step.case.number),
        "date": day_in_words(timezone.localdate(step.at)),
    }


def sign(side: Side, step: Step) -> None:
    """Sign what was shown: the hash of the text comes with the request and must be the stored one."""
    agreement = Agreement.objects.get(case=step.case)
    if step.text("text_hash") != agreement.text_hash:
        raise RuleViolation("other_text", _("The text changed since you opened it. Read it again, then sign."))
    if Signature.objects.filter(agreement=agreement, side=side).exists():
        raise RuleViolation("already_signed", _("Your side has signed already. Nothing more is needed from it."))
    signed = signature_provider().sign(step.person, agreement.text_hash, step.data)
    Signature.objects.create(
        agreement=agreement,
        side=side,
        signer=step.person,
        signer_name=str(step.person),
        method=signed.method,
        signed_hash=agreement.text_hash,
        proof=signed.proof,
        signed_at=step.at,
    )
    step.transition.data = {"side": side.value}
    if agreement.signatures.count() < len(Side):
        step.notices.append("case_signed")
        return
    step.run_effects("signed")
    step.advance()
    step.notices.append("case_in_force")


def lapse(step: Step) -> None:
    """Not signed by both sides within the days of the procedure: the offer is gone."""
    step.run_effects("lapsed")
    step.close(Outcome.LAPSED)
    step.notices.append("case_lapsed")


AGREEMENT = StageKind(
    enter=offer_agreement,
    lapse="lapse",
    actions={
        "sign_for_applicant": Action("cases.sign_for_applicant", "applicant", partial(sign, Side.APPLICANT)),
        "sign_for_operator": Action("cases.sign_for_operator", "operator", partial(sign, Side.OPERATOR)),
        "lapse": Action(None, "system", lapse),
    },
    words={
        "sign_for_applicant": gettext_lazy("Agreement signed by the applicant"),
        "sign_for_operator": gettext_lazy("Agreement signed by the operator"),
        "lapse": gettext_lazy("The days for signing have passed; the offer has lapsed"),
    },
)
