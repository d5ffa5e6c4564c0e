"""The decision pack as PDF, in the language of the page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from orken.cases.decision_pack.parts import Copy
from orken.cases.decision_pack.record import parts_of_pack, record_of
from orken.cases.presentation import state_label
from orken.documents.pdf import render
from orken.kernel.hashing import content_hash
from orken.kernel.text import Text
from orken.ui.wording import current_language, moment_in_words


def pack_pdf(copy: Copy) -> bytes:
    """What the JSON holds, in words; with the checksum of the JSON."""
    record, language = record_of(copy), current_language()
    blocks = [
        block
        for part in parts_of_pack()
        if record[part.code] is not None
        for block in part.say(copy, record[part.code])
    ]
    data = {
        "language": language,
        "case_number": copy.case.number,
        "for_staff": copy.named,
        "facts": _facts(copy, content_hash(record)),
        "blocks": [{"title": block.title, "rows": block.rows} for block in blocks],
    }
    return render("decision_pack", data)


def _facts(copy: Copy, checksum: str) -> list[tuple[str, str]]:
    case, language = copy.case, current_language()
    state = state_label(case)
    return [
        (_("Application number"), str(case.number)),
        (_("Procedure"), case.definition.title.in_language(language)),
        (_("Applicant"), f"{case.applicant.name}\n{case.applicant.official_number}"),
        (_("State"), state.in_language(language) if isinstance(state, Text) else str(state)),
        (_("Made"), moment_in_words(timezone.now())),
        (_("Checksum of the same data as JSON (SHA-256)"), checksum),
    ]
