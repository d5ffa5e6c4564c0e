"""Papers of a case as PDF, in the language of the page: the receipt of a filing, the agreement."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from orken.cases.answers_in_words import filed_in_words
from orken.cases.models import Agreement, Filing
from orken.documents.pdf import render
from orken.ui.wording import current_language, moment_in_words


def receipt_pdf(filing: Filing) -> bytes:
    """Proof of what was filed, when and by whom: every answer as it was filed, and the hash of the whole."""
    case, content, language = filing.case, filing.content, current_language()
    titles = {section.document.kind: section.document.title for section in case.definition.sections if section.document}
    path = reverse("cases:case", args=[case.reference])
    data = {
        "language": language,
        "number": filing.number,
        "case_number": case.number,
        "procedure": case.definition.title.in_language(language),
        "applicant": content["applicant"]["name"],
        "applicant_number": content["applicant"]["official_number"],
        "filed_by": str(filing.filed_by),
        "filed_at": moment_in_words(filing.filed_at),
        "content_hash": filing.content_hash,
        "address": f"{settings.ORKEN_PUBLIC_URL}{path}",
        "documents": [
            {"title": titles[kind].in_language(language), "filename": filed["filename"], "sha256": filed["sha256"]}
            for kind, filed in content["documents"].items()
        ],
        "answers": _filed_answers(filing),
    }
    return render("receipt", data)


def _filed_answers(filing: Filing) -> list[dict[str, object]]:
    return [
        {"section": section, "rows": [{"label": label, "value": value} for label, value in rows]}
        for section, rows in filed_in_words(filing.case.definition, filing.content["answers"])
    ]


def agreement_pdf(agreement: Agreement) -> bytes:
    """The text that was offered, and who has signed it."""
    language = current_language()
    data = {
        "language": language,
        "text": agreement.wording.in_language(language),
        "case_number": agreement.case.number,
        "text_hash": agreement.text_hash,
        "signatures": [
            {
                "side": signature.side,
                "signer": signature.signer_name,
                "signed_at": moment_in_words(signature.signed_at),
                "method": signature.method,
            }
            for signature in agreement.signatures.all()
        ],
    }
    return render("agreement", data)
