"""A real clamd with a signature database of our own, and what people are told of what it says."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orken.cases.services.attaching import attach_document
from orken.cases.services.drafting import open_case
from orken.documents.antivirus import FileInfected, ScannerAway, scan
from orken.documents.models import Document
from orken.documents.services import UPLOAD_LIMIT, store_upload
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from tests.factories.cases import RESIDENCY, founder_with_organisation, load_rules_and_procedures
from tests.factories.documents import pdf_file, upload
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.working import free_port
from tools import antivirus

CLAMD = antivirus.clamd()
# Put together here, so that no scanner takes this file for the test virus itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"
HARMFUL_PDF = pdf_file() + EICAR

needs_clamd = pytest.mark.skipif(CLAMD is None, reason="clamd is not installed (Debian: apt install clamav-daemon)")


def configuration(folder: Path, address: str) -> Path:
    """clamd with one signature: the test string of EICAR, anywhere in a file of any kind."""
    (folder / "database").mkdir()
    (folder / "database" / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    file = folder / "clamd.conf"
    settings = ("Foreground yes", f"DatabaseDirectory {folder / 'database'}", "StreamMaxLength 25M", address)
    file.write_text("\n".join(settings) + "\n")
    folder.chmod(0o755)
    return file


def wait_for(path_or_port: str | int) -> None:
    """Until it listens: clamd opens its socket when the database is read."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        family = socket.AF_UNIX if isinstance(path_or_port, str) else socket.AF_INET
        with socket.socket(family) as probe:
            try:
                probe.connect(path_or_port if isinstance(path_or_port, str) else ("127.0.0.1", path_or_port))
            except OSError:
                threading.Event().wait(0.1)
            else:
                return
    pytest.fail("clamd did not start within a minute")


@pytest.fixture(scope="module", params=["socket", "port"])
def clamd(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int] | str]:
    folder = tmp_path_factory.mktemp("clamd")
    if request.param == "socket":
        listening: str | int = str(folder / "clamd.socket")
        file = configuration(folder, f"LocalSocket {listening}")
    else:
        listening = free_port()
        file = configuration(folder, f"TCPSocket {listening}\nTCPAddr 127.0.0.1")
    assert CLAMD is not None
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([CLAMD, "--config-file", str(file)], stdout=log, stderr=log)
        try:
            wait_for(listening)
            yield listening if isinstance(listening, str) else ("127.0.0.1", listening)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def answering(settings: Any) -> Iterator[Callable[[bytes], None]]:
    """``answering(b"…")`` puts a scanner in the settings that reads everything and then says that."""
    servers = []

    def serve(reply: bytes) -> None:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        settings.ORKEN_CLAMD = server.getsockname()

        def answer() -> None:
            connection, _address = server.accept()
            with connection:
                received = b""
                while not received.endswith(bytes(4)) and (more := connection.recv(1 << 20)):
                    received = received[-4:] + more
                connection.sendall(reply)

        threading.Thread(target=answer, daemon=True).start()

    yield serve
    for server in servers:
        server.close()


def refused(data: bytes) -> RuleViolation:
    organisation, founder = OrganisationFactory(), PersonFactory()
    with pytest.raises(RuleViolation) as caught:
        store_upload(upload(data), owner=organisation, kind="other", actor=founder)
    assert caught.value.field == "file"
    assert not Document.objects.exists()
    return caught.value


def files_kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@needs_clamd
@pytest.mark.django_db
def test_infected_file_is_refused_written_down_and_not_kept(clamd: Any, settings: Any, tmp_path: Path) -> None:
    settings.ORKEN_CLAMD, settings.MEDIA_ROOT = clamd, tmp_path
    refusal = refused(HARMFUL_PDF)
    assert refusal.code == "file_infected"
    assert str(refusal).startswith(
        "“anyqtama.pdf” carries a known virus (Eicar-Test-Signature.UNOFFICIAL), so it was not kept."
    )
    assert files_kept(tmp_path) == []
    entry = Entry.objects.get(action="document.refused_infected")
    assert entry.data["signature"] == "Eicar-Test-Signature.UNOFFICIAL"
    assert re.fullmatch("organisation:[0-9A-Z]{16}", entry.subject)


@needs_clamd
@pytest.mark.django_db
def test_clean_file_is_kept(clamd: Any, settings: Any) -> None:
    settings.ORKEN_CLAMD = clamd
    assert store_upload(upload(), owner=None, kind="other", actor=PersonFactory()).size == len(pdf_file())


@needs_clamd
def test_largest_file_that_may_be_uploaded_is_scanned_to_its_end(clamd: Any) -> None:
    assert scan(bytes(UPLOAD_LIMIT), clamd) is None
    largest = b"%PDF-1.7".ljust(UPLOAD_LIMIT - len(EICAR)) + EICAR
    assert scan(largest, clamd) == "Eicar-Test-Signature.UNOFFICIAL"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [("127.0.0.1", 9), "/nowhere/clamd.socket"])
def test_nothing_is_kept_while_the_scanner_is_away(settings: Any, address: Any, tmp_path: Path) -> None:
    settings.ORKEN_CLAMD, settings.MEDIA_ROOT = address, tmp_path
    refusal = refused(pdf_file())
    assert refusal.code == "scanner_away"
    assert "Try again in a few minutes." in str(refusal)
    assert files_kept(tmp_path) == []
    assert not Entry.objects.filter(action="document.refused_infected").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reply", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK but not quite\0", b"\xff" * 5000]
)
def test_answer_that_is_neither_yes_nor_no_keeps_nothing(answering: Callable[[bytes], None], reply: bytes) -> None:
    answering(reply)
    assert refused(pdf_file()).code == "scanner_away"


def test_scanner_that_breaks_off_is_away(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def break_off() -> None:
            server.accept()[0].close()

        threading.Thread(target=break_off, daemon=True).start()
        with pytest.raises(ScannerAway):
            scan(bytes(UPLOAD_LIMIT), server.getsockname())


@pytest.mark.django_db
def test_without_a_scanner_files_are_kept_unchecked(settings: Any) -> None:
    assert settings.ORKEN_CLAMD is None
    assert store_upload(upload(HARMFUL_PDF), owner=None, kind="other", actor=PersonFactory())


@pytest.mark.django_db(transaction=True)
def test_virus_stays_in_the_journal_although_the_upload_is_undone(answering: Callable[[bytes], None]) -> None:
    load_rules_and_procedures()
    founder, organisation = founder_with_organisation()
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    answering(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
    with pytest.raises(FileInfected):
        attach_document(case, case.definition.section("tax_standing"), upload(), actor=founder)
    assert not case.evidence.exists()
    assert not Document.objects.exists()
    assert Entry.objects.get(action="document.refused_infected").organisation_id == organisation.pk
