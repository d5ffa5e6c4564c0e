"""The doctor looks at the real parts: each ailment is brought about, found, and told how to mend."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from orken.cases.procedure.loading import read_procedure_file
from orken.cases.services.publishing import publish_procedure
from orken.commission.models import Ballot, Membership, Office
from orken.commission.readiness import bodies_not_ready
from orken.commission.services.bodies import Term, appoint, create_body, set_rules
from orken.config import doctor
from orken.config.doctor import Finding, examine
from orken.documents.keys import key_folder, sealing_key
from orken.documents.models import Document
from orken.journal.services import record
from orken.notices.models import MailState, OutgoingMail
from orken.parties.models import Role
from orken.rulebook.models import ParameterValue
from orken.rulebook.packs import pack_directory
from tests.factories.cases import STALL, filed_residency_case, load_rules_and_procedures
from tests.factories.commission import CITATION, COUNCIL, HALF, publish_council_stall
from tests.factories.parties import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(db: None, mail_folder: Any) -> None:
    """A portal with rules, files and a key, and a mail server that takes connections."""
    load_rules_and_procedures()
    filed_residency_case()
    sealing_key()


def findings(check: str) -> list[Finding]:
    return [finding for finding in examine() if finding.check == check]


def worst(check: str) -> Finding:
    return max(findings(check), key=lambda finding: ("ok", "soon", "wrong").index(finding.level))


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_ailment_has_a_remedy_and_nothing_else_has() -> None:
    for finding in examine():
        assert bool(finding.mend) == (finding.level != "ok"), finding


@pytest.mark.parametrize(
    "check", ["database", "clock", "migrations", "journal", "storage", "disk", "keys", "mail server"]
)
def test_what_is_well_is_said_to_be(check: str) -> None:
    assert {finding.level for finding in findings(check)} == {"ok"}


def test_no_worker_is_found() -> None:
    assert worst("worker").level == "wrong"


def test_a_journal_that_is_not_sealed_is_found(travel: Callable[[str], None]) -> None:
    travel("2026-11-20 10:00")
    record("cases.opened", actor=None, subject="case:OPEN")
    travel("2026-11-20 10:10")
    assert "wait for their seal" in worst("journal").what


def test_a_mail_server_that_is_away_is_found(settings: Any) -> None:
    settings.ORKEN_SMTP_URL = f"smtp://127.0.0.1:{unused_port()}"
    assert "Connection refused" in worst("mail server").what


def test_mail_that_waits_or_was_given_up_is_found() -> None:
    now = timezone.now()
    common = {"sender": "a@orken.example", "recipients": ["b@orken.example"], "subject": "s", "content": b"c"}
    OutgoingMail.objects.create(
        message_id="1", queued_at=now - timedelta(hours=1), last_failure="451 try later", **common
    )
    OutgoingMail.objects.create(message_id="2", state=MailState.UNDELIVERABLE, finished_at=now, **common)
    waiting, given_up = findings("mail")
    assert (waiting.level, waiting.what) == ("wrong", "1 messages wait; the oldest: 451 try later")
    assert given_up.level == "soon"


def test_a_lost_file_is_named() -> None:
    document = Document.objects.order_by("-pk").first()
    assert document is not None
    document.file.storage.delete(document.file.name)
    assert document.file.name in worst("storage").what


def test_a_folder_that_cannot_be_written_is_found(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    found = worst("storage")
    assert (found.level, found.mend) == ("wrong", "Let the portal's user write to the folder of documents.")


def test_a_body_that_a_procedure_names_is_to_be_set_up_with_all_that_it_needs() -> None:
    publish_council_stall()
    assert {finding.level for finding in findings("bodies")} == {"soon"}
    named = [finding.what for finding in findings("bodies")]
    assert f"the body council, which {STALL} names, is not set up" in named

    def lacks() -> str:
        return next((finding.what for finding in findings("bodies") if "council" in finding.what), "")

    secretary, today = PersonFactory(roles=[Role.SECRETARY]), timezone.localdate()
    body = create_body("council", COUNCIL, Ballot.OPEN, actor=secretary)
    assert lacks().endswith(f"has no rules that hold on {today}")
    set_rules(body, HALF, today, CITATION, actor=secretary)
    appoint(body, PersonFactory(), Office.MEMBER, Term(today), actor=secretary)
    assert lacks().endswith("has nobody who may preside")
    appoint(body, PersonFactory(), Office.CHAIR, Term(today), actor=secretary)
    assert lacks() == ""
    Membership.objects.filter(office=Office.SECRETARY).update(valid_to=today)
    tomorrow = {found.body: found.lacks for found in bodies_not_ready(today + timedelta(days=1))}
    assert tomorrow["council"] == "has no secretary"


def test_a_disk_that_is_nearly_full_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", 1024**6)
    assert (worst("disk").level, "move ORKEN_VAR" in worst("disk").mend) == ("wrong", True)


def test_a_language_without_its_words_is_named(settings: Any) -> None:
    assert worst("translations").level == "ok"
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    assert (worst("translations").level, worst("translations").what) == ("wrong", "not compiled: de")


def test_a_key_that_is_none_is_found(settings: Any, tmp_path: Path) -> None:
    settings.ORKEN_VAR = tmp_path
    (tmp_path / "keys" / "seal").mkdir(parents=True)
    for name in ("key.pem", "certificate.pem"):
        (tmp_path / "keys" / "seal" / name).write_text("no key")
    found = worst("keys")
    assert (found.level, found.mend) == ("wrong", "Put back keys/ of ORKEN_VAR from a backup.")


def test_parameters_of_conditions_and_of_documents_are_looked_at_too() -> None:
    full = read_procedure_file(pack_directory("kz") / "procedures" / "residency_admission.yaml")
    publish_procedure(full | {"number_prefix": "NEW"})
    ParameterValue.objects.filter(code__in=["hub_governing_law_choice", "hub_tax_certificate_max_age"]).delete()
    missing = {finding.what for finding in findings("parameters") if finding.level == "soon"}
    assert {
        f"{code} has no value today" for code in ("hub_governing_law_choice", "hub_tax_certificate_max_age")
    } <= missing


def test_a_database_that_is_away_is_all_that_is_said_and_the_command_fails(tmp_path: Path) -> None:
    away = f"postgresql://orken@127.0.0.1:{unused_port()}/orken"
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "orken.cli", "doctor", "--json"],
        env=environment | {"ORKEN_DATABASE_URL": away, "ORKEN_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    (said,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert (said["check"], said["level"]) == ("database", "wrong")
    assert said["what"].startswith("does not answer: ")
    assert said["mend"] == "Start PostgreSQL, or set ORKEN_DATABASE_URL to where it is."


def test_a_database_that_could_forget_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE setting = 'off' AND name IN ('fsync', 'full_page_writes')")
        off = {name for (name,) in cursor.fetchall()}  # the embedded server of the tests has both off
        cursor.execute("SET LOCAL synchronous_commit = off")
        found = worst("durability")
        assert found.level == "wrong"
        assert all(f"ALTER SYSTEM SET {name} = on" in found.mend for name in {*off, "synchronous_commit"})
        cursor.execute("SET LOCAL synchronous_commit = on")
        assert "synchronous_commit" not in worst("durability").what


def test_an_antivirus_that_is_away_is_found(settings: Any) -> None:
    settings.ORKEN_CLAMD = ("127.0.0.1", unused_port())
    assert "uploads are refused" in worst("antivirus").what


def test_a_key_that_others_can_read_is_found() -> None:
    key = key_folder() / "key.pem"
    before = key.stat().st_mode
    try:
        key.chmod(0o644)
        assert "others on this machine" in worst("keys").what
    finally:
        key.chmod(before)


def test_a_certificate_near_its_end_is_found(time_machine: Any) -> None:
    end = sealing_key().certificate.not_valid_after_utc
    time_machine.move_to(end - timedelta(days=30), tick=False)
    assert (worst("keys").level, "30 days" in worst("keys").what) == ("soon", True)
    time_machine.move_to(end + timedelta(days=1), tick=False)
    assert worst("keys").level == "wrong"


def test_a_clock_that_is_wrong_is_found(time_machine: Any) -> None:
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=2), tick=False)
    assert worst("clock").level == "wrong"


def test_the_coming_year_is_asked_for_in_november(travel: Callable[[str], None]) -> None:
    travel("2026-10-30")
    assert worst("calendar").level == "ok"
    travel("2026-11-02")
    assert (worst("calendar").level, "2027" in worst("calendar").what) == ("soon", True)


def test_a_parameter_that_ends_or_has_no_value_is_named(travel: Callable[[str], None]) -> None:
    travel("2026-11-20")
    assert any("mci ends on 2026-12-31" in finding.what for finding in findings("parameters"))
    travel("2027-01-10")
    assert any("mci has no value today" in finding.what for finding in findings("parameters"))


def test_pending_migrations_are_found_and_nothing_is_read_past_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
    found = examine()
    assert (found[-1].check, found[-1].level) == ("migrations", "wrong")
