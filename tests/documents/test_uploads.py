"""What people may bring, and what they are told when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.core.files.uploadhandler import StopUpload
from django.db import IntegrityError
from django.test import RequestFactory

from orken.documents import content
from orken.documents.models import Document
from orken.documents.responses import private_file
from orken.documents.services import UPLOAD_LIMIT, store_generated, store_upload
from orken.documents.signatures import signature_provider
from orken.documents.uploads import CappedUploadHandler
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from tests.factories.documents import pdf_file, picture, upload
from tests.factories.parties import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db

WINDOWS_PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 500


@pytest.fixture
def founder() -> User:
    return PersonFactory()


@pytest.fixture
def refusal(founder: User) -> Callable[..., RuleViolation]:
    def refused(data: bytes, name: str = "anyqtama.pdf", **options: object) -> RuleViolation:
        with pytest.raises(RuleViolation) as caught:
            store_upload(upload(data, name), owner=None, kind="evidence", actor=founder, **options)  # type: ignore[arg-type]
        assert caught.value.field == "file"
        assert Document.objects.count() == 0
        return caught.value

    return refused


def stored(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return bytes(file.read())


def test_pdf_is_kept_with_its_checksum_under_a_name_that_nobody_chose(founder: User) -> None:
    data = pdf_file()
    document = store_upload(upload(data, "Анықтама №5.PDF"), owner=None, kind="evidence", actor=founder)
    document.refresh_from_db()
    assert stored(document) == data
    assert document.size == len(data)
    assert document.sha256 == sha256(data).hexdigest()
    assert document.filename == "Анықтама №5.pdf"
    assert document.file.name == f"{document.reference[:2]}/{document.reference}"


@pytest.mark.parametrize(("kind", "expected"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_picture_is_kept_by_what_it_is_not_by_its_name(founder: User, kind: str, expected: str) -> None:
    document = store_upload(upload(picture(kind), "scan.pdf"), owner=None, kind="evidence", actor=founder)
    assert document.content_type == expected
    assert document.filename == {"PNG": "scan.png", "JPEG": "scan.jpg"}[kind]


def test_program_named_pdf_is_refused_by_its_kind(refusal: Callable[..., RuleViolation]) -> None:
    refused = refusal(WINDOWS_PROGRAM, "anyqtama.pdf")
    assert refused.code == "file_type"
    assert str(refused) == (
        "“anyqtama.pdf” is a Windows program. Accepted here: PDF, PNG, JPEG. "
        "Save the document in one of these and upload it."
    )


def test_program_with_a_pdf_inside_is_a_program(refusal: Callable[..., RuleViolation]) -> None:
    assert "Windows program" in str(refusal(WINDOWS_PROGRAM + pdf_file()))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x7fELF\x02\x01\x01", "Linux program"),
        (b"#!/bin/sh\nrm -rf /", "script"),
        (b"<html><script>alert(1)</script>", "web page"),
        (b"PK\x03\x04" + bytes(60), "Office document"),
        (b"GIF89a", "GIF"),
        (b"plain text", "unknown kind"),
        (b" %PDF-1.7", "unknown kind"),
    ],
)
def test_other_kinds_are_named(refusal: Callable[..., RuleViolation], data: bytes, words: str) -> None:
    assert words in str(refusal(data))


def test_accepted_kind_is_refused_where_another_is_asked_for(refusal: Callable[..., RuleViolation]) -> None:
    refused = refusal(picture(), "scan.png", allowed=(content.PDF,))
    assert "a PNG file" in str(refused)
    assert "Accepted here: PDF." in str(refused)


def test_limit_holds_to_the_byte(founder: User, refusal: Callable[..., RuleViolation]) -> None:
    data = pdf_file()
    refused = refusal(data, limit=len(data) - 1)
    assert refused.code == "file_too_large"
    assert store_upload(upload(data), owner=None, kind="evidence", actor=founder, limit=len(data)).size == len(data)


def test_reading_stops_at_the_limit_whatever_size_was_claimed(founder: User) -> None:
    class Endless:
        name = "endless.pdf"
        size = 10
        handed_out = 0

        def chunks(self) -> object:
            while True:
                self.handed_out += 1
                yield b"%PDF-1.7".ljust(1024 * 1024)

    endless = Endless()
    with pytest.raises(RuleViolation) as caught:
        store_upload(endless, owner=None, kind="evidence", actor=founder)  # type: ignore[arg-type]
    assert caught.value.code == "file_too_large"
    assert "20 MB" in str(caught.value)
    assert endless.handed_out == 21


def test_empty_file_is_told_apart(refusal: Callable[..., RuleViolation]) -> None:
    assert refusal(b"").code == "file_empty"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\nnothing in it", pdf_file()[:200], b"%PDF-1.7" + bytes(range(256)) * 20, pdf_file(pages=0)],
    ids=["no objects", "cut off", "noise", "no pages"],
)
def test_pdf_that_does_not_open_is_refused(refusal: Callable[..., RuleViolation], data: bytes) -> None:
    assert refusal(data).code == "file_broken"


def test_picture_that_does_not_open_is_refused(refusal: Callable[..., RuleViolation]) -> None:
    assert refusal(picture()[:60], "scan.png").code == "file_broken"


def test_picture_that_would_fill_the_memory_is_refused(refusal: Callable[..., RuleViolation]) -> None:
    bomb = bytearray(picture())
    bomb[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    assert refusal(bytes(bomb), "scan.png").code == "file_broken"


def test_locked_pdf_is_refused_with_the_remedy(refusal: Callable[..., RuleViolation]) -> None:
    refused = refusal(pdf_file(password="secret"))
    assert refused.code == "file_locked"
    assert "Save it without a password" in str(refused)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Aigerim\\шарт.pdf", "шарт.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("…", "….pdf"),
        ("  .pdf", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
        ("v1.2 final", "v1.2 final.pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert content.safe_filename(given, content.PDF) == kept


def test_content_of_a_kept_document_never_changes(founder: User) -> None:
    document = store_upload(upload(), owner=None, kind="evidence", actor=founder)
    document.sha256 = "0" * 64
    with pytest.raises(IntegrityError, match="never changes"):
        document.save()


def test_download_is_private_and_not_interpreted(founder: User) -> None:
    document = store_upload(upload(name="шарт.pdf"), owner=None, kind="evidence", actor=founder)
    response = private_file(document)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == stored(document)  # type: ignore[arg-type]
    response.close()


def test_generated_file_must_be_one_that_the_portal_keeps() -> None:
    with pytest.raises(ValueError, match=r"report\.txt is a file of an unknown kind"):
        store_generated(b"text", owner=None, kind="report", filename="report.txt")


def test_upload_over_the_limit_reaches_the_form_but_not_the_disk(founder: User) -> None:
    handler = CappedUploadHandler()
    handler.new_file("file", "big.pdf", "application/pdf", None)
    chunk = b"%PDF-1.7".ljust(1024 * 1024)
    for start in range(0, UPLOAD_LIMIT + 10 * len(chunk), len(chunk)):
        try:
            assert handler.receive_data_chunk(chunk, start) is None
        except StopUpload:
            pytest.fail("the rest of the form would be lost")
    file = handler.file_complete(UPLOAD_LIMIT + 10 * len(chunk))
    assert file is not None
    assert file.size == UPLOAD_LIMIT + 1
    file.seek(0, 2)
    assert file.tell() == UPLOAD_LIMIT + 1
    with pytest.raises(RuleViolation, match="larger than 20 MB"):
        store_upload(file, owner=None, kind="evidence", actor=founder)
    file.close()


def test_capped_upload_arrives_whole_with_the_other_fields(founder: User) -> None:
    request = RequestFactory().post("/", {"file": upload(), "note": "бір"})
    request.upload_handlers = [CappedUploadHandler(request)]
    assert request.POST["note"] == "бір"
    assert store_upload(request.FILES["file"], owner=None, kind="evidence", actor=founder).size == len(pdf_file())
    request.close()


def test_wrong_password_signs_nothing(founder: User) -> None:
    for given in ({"password": "wrong"}, {"password": ""}, {}):
        with pytest.raises(RuleViolation) as caught:
            signature_provider().sign(founder, "ab" * 32, given)
        assert caught.value.field == "password"


def test_password_signs_the_hash(founder: User) -> None:
    signed = signature_provider().sign(founder, "ab" * 32, {"password": PASSWORD})
    assert signed.method == "password"
    assert signed.proof["sha256"] == "ab" * 32
    assert signed.proof["account"] == founder.email
    assert PASSWORD not in str(signed)
