"""The pack's documents are made whole, with the letters of all three languages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from orken.documents import pdf

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
HASH = "0123456789abcdef" * 4


def text_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())


def receipt(**changes: object) -> dict[str, object]:
    return {
        "language": "kk",
        "number": "RES-2026-000007/1",
        "case_number": "RES-2026-000007",
        "procedure": "Резиденттікке қабылдау",
        "applicant": "«Өрнек» ЖШС",
        "applicant_number": "491240999018",
        "filed_by": "Әсел Үлгібаева",
        "filed_at": "2026 ж. 18 наурыз, 10:00",
        "content_hash": HASH,
        "address": "http://localhost:8000/kk/cases/0123456789ABCDEF/",
        "documents": [{"title": "Анықтама", "filename": "anyqtama.pdf", "sha256": HASH}],
        "answers": [{"section": "Жоба", "rows": [{"label": "Атауы", "value": KAZAKH}]}],
        **changes,
    }


@pytest.mark.parametrize(
    ("language", "title"), [("kk", "Өтініш қабылданды"), ("ru", "Заявка принята"), ("en", "Application received")]
)
def test_receipt_says_what_was_filed(language: str, title: str) -> None:
    text = text_of(pdf.render("receipt", receipt(language=language)))
    assert title in text
    assert KAZAKH in text
    assert HASH[:32] in text
    assert "anyqtama.pdf" in text


def test_what_people_type_is_text_and_never_code() -> None:
    typed = '#panic("x") $ *b* _i_ `c` <l> @r \\ // /* "]} #sys.inputs'
    text = text_of(pdf.render("receipt", receipt(applicant=typed)))
    assert typed in text


def test_longest_name_and_answer_fit_on_pages() -> None:
    value = "Ұзын жауап. " * 2000
    made = pdf.render(
        "receipt", receipt(applicant="Ө" * 250, answers=[{"section": "Ж", "rows": [{"label": "Л", "value": value}]}])
    )
    assert len(PdfReader(BytesIO(made)).pages) > 5
    assert text_of(made).count("Ұзын жауап.") == 2000


@pytest.mark.parametrize(
    ("language", "side", "unsigned"),
    [("kk", "Қатысушы тарапынан", "Әлі қол қойылмаған"), ("ru", "Со стороны Участника", "Пока не подписано"),
     ("en", "For the Participant", "Not signed yet")],
)  # fmt: skip
def test_agreement_shows_who_signed_and_who_did_not(language: str, side: str, unsigned: str) -> None:
    signature = {"side": "applicant", "signer": "Әсел", "signed_at": "2026-03-18 10:00", "method": "password"}
    data = {
        "language": language,
        "text": "ШАРТ\n\nБірінші тармақ.\n\nЕкінші тармақ.",
        "case_number": "RES-2026-000007",
        "text_hash": HASH,
        "signatures": [signature],
    }
    text = text_of(pdf.render("agreement", data))
    assert side in text
    assert "Екінші тармақ." in text
    assert unsigned in text
    both = text_of(pdf.render("agreement", data | {"signatures": [signature, signature | {"side": "operator"}]}))
    assert unsigned not in both


def test_files_are_archival_and_carry_their_fonts() -> None:
    reader = PdfReader(BytesIO(pdf.render("receipt", receipt())))
    assert reader.xmp_metadata is not None
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("2", "B")
    assert reader.trailer["/Root"]["/Lang"] == "kk"  # type: ignore[index]


def test_operators_own_template_is_taken_by_path(tmp_path: Path) -> None:
    template = tmp_path / "note.typ"
    template.write_text("#let data = json(bytes(sys.inputs.data))\n#data.words")
    assert text_of(pdf.render(template, {"words": "Қош келдіңіз"})) == "Қош келдіңіз"
