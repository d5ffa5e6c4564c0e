"""A certificate: its number, its paper, and whether it counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from orken.documents.keys import published_certificate
from orken.documents.sealing import verify
from orken.kernel.identifiers import REFERENCE_PATTERN
from orken.registers.certificates import verification_address
from orken.registers.models import Certificate, State
from orken.registers.queries import certificate_named, state_now
from orken.registers.services import issue_certificate, revoke_entry, suspend_entry
from tests.factories.registers import REASON, certified_tester, new_tester, officer

pytestmark = pytest.mark.django_db

Travel = Callable[[str], None]


def content(certificate: Certificate) -> bytes:
    with certificate.document.file.open("rb") as file:
        return bytes(file.read())


def test_numbers_begin_anew_each_year_without_gaps(travel: Travel) -> None:
    travel("2026-12-31")
    numbers = [certified_tester().number for _ in range(3)]
    travel("2027-01-01")
    numbers.append(certified_tester().number)
    assert numbers == ["KZ-T-2026-000001", "KZ-T-2026-000002", "KZ-T-2026-000003", "KZ-T-2027-000001"]


def test_year_of_the_number_is_the_local_one(travel: Travel) -> None:
    travel("2027-01-01 00:30")  # still 2026 by universal time
    assert certified_tester().number.startswith("KZ-T-2027-")


def test_number_is_not_lost_when_the_paper_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = new_tester()
    year = timezone.localdate().year
    with monkeypatch.context() as broken:
        broken.setattr("orken.registers.services.seal", lambda pdf: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue_certificate(entry, actor=None)
    assert issue_certificate(entry, actor=None).number == f"KZ-T-{year}-000001"


def test_paper_is_sealed_and_says_what_the_register_says(travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester("«Өскен Өңір» ЖШС", valid_from=date(2026, 3, 18), valid_to=date(2029, 3, 18))
    paper = content(certificate)
    assert verify(paper, published_certificate()).intact
    text = " ".join(PdfReader(BytesIO(paper)).pages[0].extract_text().split())
    for words in (
        "Қатысушы куәлігі",
        "Свидетельство участника",
        "Certificate of participant",
        "KZ-T-2026-000001",
        "«Өскен Өңір» ЖШС",
        certificate.version.official_number,
        "2026 ж. 18 наурыз",
        "18 марта 2026 г.",
        "2029 ж. 17 наурыз",
        "17 марта 2029 г.",
        "17 March 2029",
        verification_address(certificate.reference),
        "localhost:8000",
    ):
        assert words in text, words


def test_name_that_imitates_a_signature_field_does_not_stop_the_certificate() -> None:
    paper = content(certified_tester("/ByteRange [0 100 200 300] LLP"))
    assert verify(paper, published_certificate()).intact


def test_longest_name_fits_on_the_one_page() -> None:
    certificate = certified_tester("Ұзақ атаулы қауымдастық " * 10)
    assert len(PdfReader(BytesIO(content(certificate))).pages) == 1


def test_reference_cannot_be_guessed_from_the_number() -> None:
    first, second = certified_tester(), certified_tester()
    assert re.fullmatch(REFERENCE_PATTERN, first.reference)
    assert first.reference != second.reference


def test_certificate_is_found_as_people_type_it(travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester()
    for typed in (
        "KZ-T-2026-000001",
        " kz-t-2026-000001 ",
        certificate.reference,
        certificate.reference.lower(),
        certificate.reference.replace("0", "o").replace("1", "l"),
        f"http://localhost:8000/verify/{certificate.reference}/",
        f"localhost:8000/kk/verify/{certificate.reference}",
    ):
        assert certificate_named(typed) == certificate, typed


def test_near_misses_are_not_found(travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester()
    for typed in (
        "",
        "KZ-T-2026-00001",
        "KZ-T-2026-0000011",
        "KZ-T-2026-000001x",
        "КZ-T-2026-000001",  # a Cyrillic letter
        "KZ-T-2026-000001\x00",
        certificate.reference[:-1],
        certificate.reference + "0",
        "%",
    ):
        assert certificate_named(typed) is None, typed


def test_state_is_the_registers_state_now(travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester(valid_from=date(2026, 3, 18), valid_to=date(2027, 3, 18))
    assert state_now(certificate) is State.VALID
    suspend_entry(certificate.entry, day=timezone.localdate(), reason=REASON, actor=officer())
    assert state_now(certificate) is State.SUSPENDED
    travel("2027-03-17 23:59")
    assert state_now(certificate) is State.SUSPENDED
    travel("2027-03-18 00:00")
    assert state_now(certificate) is State.EXPIRED


def test_revoked_certificate_stays_revoked_after_its_dates(travel: Travel) -> None:
    travel("2026-03-18")
    certificate = certified_tester(valid_from=date(2026, 3, 18), valid_to=date(2027, 3, 18))
    revoke_entry(certificate.entry, day=timezone.localdate(), reason=REASON, actor=officer())
    travel("2028-01-01")
    assert state_now(certificate) is State.REVOKED
