"""What people type reaches every paper as text: no markup, no code, no placeholder that is filled a second time."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from orken.cases.models import Case
from orken.parties.models import Role, User
from orken.registers.models import Certificate
from tests.factories.cases import (
    REASONS,
    filled_residency_case,
    founder_with_organisation,
    load_rules_and_procedures,
    officer,
    sign,
    step,
)

pytestmark = pytest.mark.django_db

TYPED = '#panic("x") *b* _i_ `c` <l> @r $x$ // /* "]} #read("/etc/passwd") $applicant_number'
NAME = "«#panic(1) *Ө* `q` $case_number» ЖШС"


def text_of(made: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())


@pytest.fixture
def in_force() -> tuple[Case, User]:
    load_rules_and_procedures()
    founder, organisation = founder_with_organisation(name=NAME)
    case = filled_residency_case(founder, organisation, project_name=TYPED, project_purpose=TYPED)
    step(case, "file", founder)
    acting = officer()
    step(case, "pass_on", acting)
    reasons = {language: f"{TYPED} {text}" for language, text in REASONS.items()}
    step(case, "decide", acting, outcome="granted", template="meets_requirements", **reasons)
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    return case, founder


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        ("receipt/1/receipt.pdf", TYPED),
        ("agreement/agreement.pdf", TYPED),
        ("decision.pdf", TYPED),
        ("timeline.pdf", NAME),
        ("", NAME),
    ],
    ids=["receipt", "agreement", "decision", "timeline", "certificate"],
)
def test_what_people_type_is_text_in_every_paper(
    client: Client, in_force: tuple[Case, User], paper: str, words: str
) -> None:
    case, founder = in_force
    client.force_login(founder)
    certificate = Certificate.objects.get()
    path = f"/en/cases/{case.reference}/{paper}" if paper else f"/en/verify/{certificate.reference}/certificate.pdf"
    answer = client.get(path)
    assert "".join(words.split()) in text_of(answer.getvalue())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
