"""A decision as PDF: its reasons and grounds in all three languages, as they were given, and how to object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from orken.cases.appeals import last_day_to_appeal, was_taken_on_appeal
from orken.cases.models import Decision
from orken.cases.wording import OUTCOMES
from orken.documents.pdf import render
from orken.kernel.text import LANGUAGES
from orken.ui.wording import day_in_words


def decision_pdf(decision: Decision) -> bytes:
    case = decision.case
    data = {
        "case_number": case.number,
        "applicant": case.applicant.name,
        "applicant_number": case.applicant.official_number,
        "procedure": case.definition.title.to_data(),
        "outcome": _in_three_languages(lambda: str(OUTCOMES[decision.outcome])),
        "decided_on": _in_three_languages(lambda: day_in_words(decision.decided_at)),
        "decided_by": decision.decider.to_data(),
        "countersigned_by": str(decision.countersigned_by or ""),
        "reasons": decision.reasons,
        "grounds": [{"title": ground["title"], "basis": ground["basis"]} for ground in decision.cited],
    }
    return render("decision", data | {"objection": _how_to_object(decision)})


def _how_to_object(decision: Decision) -> dict[str, dict[str, str]] | None:
    """The words of the procedure, and the last day where the portal takes appeals."""
    terms = decision.case.definition.appeal
    if terms is None or was_taken_on_appeal(decision):
        return None
    last_day = last_day_to_appeal(decision)
    until = _in_three_languages(lambda: _until(last_day)) if last_day else dict.fromkeys(LANGUAGES, "")
    return {"words": terms.words.to_data(), "until": until}


def _until(day: date) -> str:
    return _("An appeal can be submitted until %(day)s.") % {"day": day_in_words(day)}


def _in_three_languages(words: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = words()
    return said
