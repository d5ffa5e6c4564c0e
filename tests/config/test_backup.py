"""An installation is saved while people work, wiped and brought back: the same rows, files and keys."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pyrage
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from orken.config.archive import DUMP, ArchiveRefused, decrypted, unpack
from orken.config.backup import back_up, restore
from orken.documents.keys import sealing_key
from orken.documents.models import Document
from orken.journal.sealing import seal_everything
from orken.parties.models import Role
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, offered_residency_case, officer, sign
from tests.simultaneous import at_once

pytestmark = [pytest.mark.django_db(transaction=True)]

Orken = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def busy_portal(transactional_db: None) -> None:
    people_work_here()


def people_work_here() -> None:
    """A resident with a sealed certificate, a filed case with evidence, and a sealed journal."""
    load_rules_and_procedures()
    case, founder, _officer = offered_residency_case()
    sign(case, "sign_for_applicant", founder)
    sign(case, "sign_for_operator", officer(Role.SIGNATORY))
    filed_residency_case()
    sealing_key()
    seal_everything()


def address(database: str) -> str:
    known = connection.settings_dict
    return f"postgresql://{known['USER']}@/{database}?host={known['OPTIONS'].get('host', known['HOST'])}"


@pytest.fixture
def empty_database() -> Iterator[str]:
    name = f"restored_{uuid4().hex[:10]}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address(name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def orken(empty_database: str, tmp_path: Path) -> Orken:
    """The command on another, empty installation."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        places = {"ORKEN_DATABASE_URL": empty_database, "ORKEN_VAR": str(tmp_path / "var"), "ORKEN_DEMO": "1"}
        command = [sys.executable, "-m", "orken.cli", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return subprocess.run(command, env=environment | places, capture_output=True, text=True, check=False)

    return run


def content_of(database: str) -> dict[str, str]:
    """A hash of every table's rows, without what upkeep and caches write, and Django by itself after migrating."""
    with psycopg.connect(database) as there:
        tables = {name for (name,) in there.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        hashes = {}
        for table in sorted(tables - {"cache_entries", "django_session", "auth_permission", "django_content_type"}):
            rows = there.execute(sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table)))
            hashes[table] = hashlib.sha256("\n".join(row for (row,) in rows).encode()).hexdigest()
    return hashes


def test_what_was_wiped_comes_back_row_for_row_and_byte_for_byte(
    busy_portal: None, orken: Orken, empty_database: str, tmp_path: Path
) -> None:
    archive = tmp_path / "orken.tar"
    manifest = back_up(archive, [])
    assert archive.stat().st_mode & 0o077 == 0
    before = content_of(address(str(connection.settings_dict["NAME"])))
    (tmp_path / "var" / "keys").mkdir(parents=True)  # empty, as a volume is
    done = orken("restore", archive)
    assert done.returncode == 0, done.stderr
    assert content_of(empty_database) == before
    for document in Document.objects.all():
        copy = tmp_path / "var" / "documents" / document.file.name
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == document.sha256
    key = Path(settings.ORKEN_VAR) / "keys" / "seal" / "key.pem"
    assert (tmp_path / "var" / "keys" / "seal" / "key.pem").read_bytes() == key.read_bytes()
    checked = orken("journal", "verify", "--head", manifest.journal_head)
    assert (checked.returncode, checked.stdout.splitlines()[-1].endswith(" 0 findings")) == (0, True)


@pytest.fixture
def earlier_release(transactional_db: None) -> Iterator[None]:
    """A database as a release before had it: without saved views, words for search and grounds of decisions.

    One of its own, so that nothing has to be brought back afterwards.
    """
    known, earlier = connection.settings_dict, f"earlier_{uuid4().hex[:10]}"
    name = known["NAME"]
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        migrated = server.execute("SELECT datname FROM pg_database WHERE datname = 'migrated'").fetchone()
        template = sql.Identifier(*(migrated or ("template1",)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(earlier), template))
        connection.close()
        known["NAME"] = earlier
        if not migrated:
            call_command("migrate", verbosity=0)
        people_work_here()
        MigrationExecutor(connection).migrate([("web", None), ("cases", "0005_search_words_and_messages")])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET words = NULL")
        yield
        connection.close()
        known["NAME"] = name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(earlier)))


def test_an_archive_of_an_earlier_release_is_migrated(
    earlier_release: None, orken: Orken, empty_database: str, tmp_path: Path
) -> None:
    manifest = back_up(tmp_path / "orken.tar", [])
    assert "web.0001_views_and_batches" not in manifest.migrations
    done = orken("restore", tmp_path / "orken.tar")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(empty_database) as there:
        applied = {f"{app}.{name}" for app, name in there.execute("SELECT app, name FROM django_migrations")}
        assert set(MigrationLoader(None).disk_migrations) == {tuple(name.split(".", 1)) for name in applied}
        assert there.execute("SELECT count(*) FROM web_savedview").fetchone() == (0,)
        filed = there.execute("SELECT count(*), count(words) FROM cases_case").fetchone()
        assert filed == (2, 2)
    assert orken("journal", "verify", "--head", manifest.journal_head).returncode == 0


def test_an_archive_made_while_people_work_is_of_one_moment(
    busy_portal: None, orken: Orken, empty_database: str, tmp_path: Path
) -> None:
    archive = tmp_path / "orken.tar"

    def people_work() -> None:
        for _case in range(6):
            filed_residency_case()

    at_once(lambda: back_up(archive, []), people_work)
    done = orken("restore", archive)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(empty_database) as there:
        documents = there.execute("SELECT file, sha256 FROM documents_document").fetchall()
        unfiled = there.execute(
            "SELECT count(*) FROM cases_case c WHERE c.number <> '' AND NOT EXISTS "
            "(SELECT 1 FROM cases_filing f WHERE f.case_id = c.id)"
        ).fetchone()
    assert unfiled == (0,)
    assert len(documents) >= 3
    for name, digest in documents:
        assert hashlib.sha256((tmp_path / "var" / "documents" / name).read_bytes()).hexdigest() == digest


def test_an_encrypted_archive_opens_with_its_identity_alone(transactional_db: None, tmp_path: Path) -> None:
    identity, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    archive, given, plain = tmp_path / "orken.tar.age", tmp_path / "identity.txt", tmp_path / "plain.tar"
    manifest = back_up(archive, [str(identity.to_public())])
    assert DUMP.encode() not in archive.read_bytes()
    with pytest.raises(ArchiveRefused, match="is encrypted: name the file with its identity"):
        decrypted(archive, None, plain)
    given.write_text(f"{other}\n")
    with pytest.raises(ArchiveRefused, match="does not open"):
        decrypted(archive, given, plain)
    given.write_text(f"# made for a test\n{identity}\n")
    assert unpack(decrypted(archive, given, plain), tmp_path / "content") == manifest
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(ArchiveRefused, match="is damaged"):
        decrypted(archive, given, plain)


def test_a_damaged_archive_changes_nothing(
    busy_portal: None, orken: Orken, empty_database: str, tmp_path: Path
) -> None:
    archive = tmp_path / "orken.tar"
    back_up(archive, [])
    whole = archive.read_bytes()
    for damaged, wanted in ((whole[: len(whole) // 2], "damaged"), (b"no tar", "no archive")):
        archive.write_bytes(damaged)
        with pytest.raises(ArchiveRefused, match=wanted):
            unpack(archive, tmp_path / wanted)
    position = whole.index(b"%PDF") + 40
    archive.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
    refused = orken("restore", archive)
    assert (refused.returncode, "is damaged" in refused.stderr) == (2, True), refused.stderr
    with psycopg.connect(empty_database) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert not list((tmp_path / "var").rglob("*.pem"))


def test_a_filled_installation_is_not_written_over(busy_portal: None, tmp_path: Path) -> None:
    archive = tmp_path / "orken.tar"
    back_up(archive, [])
    with pytest.raises(ArchiveRefused, match="tables already"):
        restore(archive, None)
    with pytest.raises(ArchiveRefused, match="never written over"):
        back_up(archive, [])


def test_a_wrong_recipient_leaves_nothing_behind(busy_portal: None, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="age1"):
        back_up(tmp_path / "orken.tar", ["ssh-rsa AAAA"])
    assert list(tmp_path.iterdir()) == []


def test_a_document_whose_file_is_gone_is_named(busy_portal: None, tmp_path: Path) -> None:
    lost = Document.objects.order_by("pk").first()
    assert lost is not None
    lost.file.storage.delete(lost.file.name)
    manifest = back_up(tmp_path / "orken.tar", [])
    assert manifest.missing == [lost.file.name]
    assert unpack(tmp_path / "orken.tar", tmp_path / "there").missing == [lost.file.name]
