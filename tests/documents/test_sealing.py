"""Whatever is changed in a sealed file, the check finds it."""

from __future__ import annotations

import re
import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

from orken.documents import keys
from orken.documents.sealing import SealingFailed, SealState, main, seal, verify

# The visible name stands uncompressed in the file's metadata and as glyphs on the page.
SOURCE = '#set document(title: "Aq Bulaq LLP")\n#set text(lang: "kk")\n= Куәлік\nЖШС «Өркен әлемі» Aq Bulaq LLP'


@pytest.fixture(scope="module")
def plain() -> bytes:
    made = typst.compile(SOURCE.encode(), format="pdf", ignore_system_fonts=True, pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


@pytest.fixture(scope="module")
def key() -> keys.SealingKey:
    return keys.new_sealing_key("orken.test")


@pytest.fixture(scope="module")
def sealed(plain: bytes, key: keys.SealingKey) -> bytes:
    return seal(plain, key)


def signature_gap(pdf: bytes) -> tuple[int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) ", pdf)
    assert found
    return int(found[1]), int(found[2])


def test_sealed_file_is_intact_and_names_its_key(sealed: bytes, key: keys.SealingKey) -> None:
    report = verify(sealed, key.certificate_pem)
    assert report.state is SealState.INTACT
    assert report.sealed_by == "CN=orken.test"
    assert report.sealed_at is not None
    assert report.sealed_at.utcoffset() is not None


def test_another_program_finds_a_pades_seal_over_the_whole_file(
    sealed: bytes, key: keys.SealingKey, tmp_path: Path
) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(key.certificate_pem)
    [signature] = PdfFileReader(BytesIO(sealed)).embedded_signatures
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(certificate))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # In a thread of its own: the library runs a loop of events, and a browser may hold one here.
        with ThreadPoolExecutor(1) as thread:
            status = thread.submit(validate_pdf_signature, signature, context).result()
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"


def test_openssl_accepts_the_container(sealed: bytes, key: keys.SealingKey, tmp_path: Path) -> None:
    start, end = signature_gap(sealed)
    (tmp_path / "content").write_bytes(sealed[:start] + sealed[end:])
    (tmp_path / "seal.der").write_bytes(bytes.fromhex(sealed[start + 1 : end - 1].decode()))
    (tmp_path / "certificate.pem").write_bytes(key.certificate_pem)
    command = "openssl cms -verify -binary -inform DER -in seal.der -content content -CAfile certificate.pem"
    run = subprocess.run(
        [*command.split(), "-purpose", "any", "-out", "copy"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_sealed_file_opens_with_its_pages_and_its_standard(plain: bytes, sealed: bytes) -> None:
    before, after = PdfReader(BytesIO(plain)), PdfReader(BytesIO(sealed))
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.xmp_metadata is not None
    assert after.xmp_metadata.pdfaid_part == "2"


def test_changed_visible_name_is_found(sealed: bytes, key: keys.SealingKey) -> None:
    forged = sealed.replace(b"Aq Bulaq LLP", b"Qara Tau LLP")
    assert forged != sealed
    assert len(forged) == len(sealed)
    assert verify(forged, key.certificate_pem).state is SealState.ALTERED


def test_page_rewritten_by_an_editor_is_found(sealed: bytes, key: keys.SealingKey) -> None:
    writer = PdfWriter(clone_from=BytesIO(sealed))
    writer.pages[0].rotate(90)
    output = BytesIO()
    writer.write(output)
    assert not verify(output.getvalue(), key.certificate_pem).intact


def test_every_byte_outside_the_seal_counts(sealed: bytes, key: keys.SealingKey) -> None:
    start, end = signature_gap(sealed)
    for position in [*range(0, start, 7), *range(end, len(sealed))]:
        assert not verify(flipped(sealed, position, 1), key.certificate_pem).intact, position


def test_every_byte_inside_the_seal_counts(sealed: bytes, key: keys.SealingKey) -> None:
    start, end = signature_gap(sealed)
    for position in range(start, end):
        for mask in (0x01, 0x20):  # 0x20 turns A into a: the same number, another byte
            assert not verify(flipped(sealed, position, mask), key.certificate_pem).intact, (position, mask)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, sealed: bytes, key: keys.SealingKey) -> None:
    position = data.draw(st.integers(0, len(sealed) - 1))
    mask = data.draw(st.integers(1, 255))
    assert not verify(flipped(sealed, position, mask), key.certificate_pem).intact


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_cut_or_insertion_is_found(data: st.DataObject, sealed: bytes, key: keys.SealingKey) -> None:
    start = data.draw(st.integers(0, len(sealed)))
    end = data.draw(st.integers(start, min(len(sealed), start + 40)))
    inserted = data.draw(st.binary(max_size=20))
    changed = sealed[:start] + inserted + sealed[end:]
    assert verify(changed, key.certificate_pem).intact == (changed == sealed)


@given(content=st.binary(max_size=400))
def test_any_other_file_is_refused_without_an_error(content: bytes, key: keys.SealingKey) -> None:
    assert not verify(content, key.certificate_pem).intact
    assert not verify(b"%PDF-1.7 /ByteRange [0 9 9 9]" + content, key.certificate_pem).intact


def test_appended_revision_is_found(sealed: bytes, key: keys.SealingKey) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/Lang"] = pdf_string("ru")
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    appended = output.getvalue()
    assert appended.startswith(sealed)
    assert verify(appended, key.certificate_pem).state is SealState.ALTERED
    assert verify(sealed + b"\n", key.certificate_pem).state is SealState.ALTERED


def test_seal_stretched_by_padding_is_found(sealed: bytes, key: keys.SealingKey) -> None:
    """Zeros after the container, with the byte range moved to match: what other validators take for padding."""
    start, end = signature_gap(sealed)
    rest = len(sealed) - end
    stretched = sealed[: end - 1] + b"0" * 20 + sealed[end - 1 :]
    moved = stretched.replace(b"[0 %d %d %d]" % (start, end, rest), b"[0 %d %d %d]" % (start, end + 20, rest))
    assert len(moved) == len(stretched)
    assert not verify(moved, key.certificate_pem).intact


def test_seal_of_another_key_is_told_apart(plain: bytes, key: keys.SealingKey) -> None:
    other = keys.new_sealing_key("orken.test")
    assert verify(seal(plain, other), key.certificate_pem).state is SealState.OTHER_KEY


def test_seal_moved_to_another_document_is_found(plain: bytes, sealed: bytes, key: keys.SealingKey) -> None:
    other = seal(plain.replace(b"Aq Bulaq LLP", b"Qara Tau LLP"), key)
    start, end = signature_gap(sealed)
    assert signature_gap(other) == (start, end)
    moved = other[:start] + sealed[start:end] + other[end:]
    assert verify(moved, key.certificate_pem).state is SealState.ALTERED


def test_former_keys_still_verify_from_one_published_file(sealed: bytes, key: keys.SealingKey) -> None:
    present = keys.new_sealing_key("orken.test")
    assert verify(sealed, present.certificate_pem + key.certificate_pem).intact


def test_document_that_imitates_a_signature_field_is_not_sealed(key: keys.SealingKey) -> None:
    """Its title would be taken for a byte range, which could be used to move the seal."""
    source = SOURCE.replace("Aq Bulaq LLP", "/ByteRange [0 100 200 300]", 1)
    imitation = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True, pdf_standards=["a-2b"])
    assert isinstance(imitation, bytes)
    assert b"/ByteRange [0 100 200 300]" in imitation
    with pytest.raises(SealingFailed, match="altered"):
        seal(imitation, key)


def test_unsealed_file_is_told_apart(plain: bytes, key: keys.SealingKey) -> None:
    assert verify(plain, key.certificate_pem).state is SealState.NOT_SEALED


def test_command_says_intact_or_changed_by_its_exit_code(
    sealed: bytes, key: keys.SealingKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, file = tmp_path / "key.pem", tmp_path / "certificate.pdf"
    certificate.write_bytes(key.certificate_pem)
    file.write_bytes(sealed)
    assert main(file, certificate) == 0
    assert "INTACT" in capsys.readouterr().out
    file.write_bytes(sealed.replace(b"Aq Bulaq LLP", b"Qara Tau LLP"))
    assert main(file, certificate) == 1
    assert "changed after it was sealed" in capsys.readouterr().out


def test_command_says_what_it_could_not_read(sealed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "certificate.pdf"
    assert main(file, tmp_path / "key.pem") == 2
    assert "Name a PDF file" in capsys.readouterr().err
    file.write_bytes(sealed)
    assert main(file, tmp_path / "key.pem") == 2
    assert "--key" in capsys.readouterr().err
    assert main(file, file) == 2
    assert "PEM" in capsys.readouterr().err


def test_first_start_makes_one_key_that_only_the_operator_reads(settings: object, tmp_path: Path) -> None:
    settings.ORKEN_VAR = tmp_path  # type: ignore[attr-defined]
    first = keys.sealing_key()
    private = keys.key_folder() / "key.pem"
    assert private.stat().st_mode & 0o077 == 0
    assert keys.published_certificate() == first.certificate_pem
    keys._create(keys.key_folder())  # a second process that came just too late
    assert keys.published_certificate() == first.certificate_pem
    assert [path.name for path in keys.key_folder().parent.iterdir()] == ["seal"]


def flipped(pdf: bytes, position: int, mask: int) -> bytes:
    changed = bytearray(pdf)
    changed[position] ^= mask
    return bytes(changed)
