"""The whole installation in one archive, consistent while people work; and back from it.

All parts are of one moment: the dump is taken from a snapshot, and the documents are those that the snapshot names.
Stored documents never change, so copying them takes no lock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from orken.config.archive import DUMP, ArchiveRefused, ArchiveWriter, Manifest, decrypted, encrypt, unpack
from orken.config.installing import migrate
from orken.config.postgres import program
from orken.documents.models import Document
from orken.documents.storage import is_empty
from orken.journal.models import Seal
from orken.rulebook.packs import pack_directory

PRIVATE = 0o077


def back_up(target: Path, recipients: list[str]) -> Manifest:
    """Write the archive to ``target``; nothing stands there before it is whole.

    Raises
    ------
    ArchiveRefused
        ``target`` exists, a recipient is wrong, or the database could not be dumped.
    """
    if target.exists():
        raise ArchiveRefused(f"{target} exists already; an archive is never written over. Choose another name.")
    mask = os.umask(PRIVATE)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".orken-backup-") as folder:
            plain = Path(folder, "plain.tar")
            manifest = _pack(plain, Path(folder))
            whole = Path(folder, "whole")
            if recipients:
                encrypt(plain, whole, recipients)
            (whole if recipients else plain).rename(target)
    finally:
        os.umask(mask)
    return manifest


def _pack(plain: Path, folder: Path) -> Manifest:
    with _snapshot() as snapshot, plain.open("wb") as file:
        dump = folder / DUMP
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}")
        writer = ArchiveWriter(file, _manifest())
        writer.add_file(DUMP, dump)
        dump.unlink()
        for name in Document.objects.order_by("pk").values_list("file", flat=True).iterator():
            _add_document(writer, name)
        _add_folder(writer, "keys", Path(settings.ORKEN_VAR) / "keys")
        _add_folder(writer, "pack", pack_directory(settings.ORKEN_PACK))
        writer.close()
    return writer.manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    """Everything read inside, and by the dump that is given the snapshot, is of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _manifest() -> Manifest:
    applied = MigrationRecorder(connection).applied_migrations()
    head = Seal.objects.order_by("-number").first()
    return Manifest(
        release=installed_version("orken"),
        created_at=timezone.now().isoformat(),
        pack=settings.ORKEN_PACK,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        rows=_rows(),
        journal_head=str(head) if head else "",
    )


def _rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts


def _add_folder(writer: ArchiveWriter, part: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            writer.add_file(f"{part}/{path.relative_to(folder)}", path)


def _add_document(writer: ArchiveWriter, name: str) -> None:
    """A document whose file is gone does not keep the others from being saved; the manifest names it."""
    try:
        with default_storage.open(name) as content:
            writer.add(f"documents/{name}", content, default_storage.size(name))
    except FileNotFoundError:
        writer.manifest.missing.append(name)


def restore(archive: Path, identity: Path | None) -> Manifest:
    """Bring an empty installation to what the archive holds, then up to this release.

    Raises
    ------
    ArchiveRefused
        The archive is damaged, locked or of a later release, or the installation is not empty. Nothing was changed.
    """
    _refuse_filled()
    var = Path(settings.ORKEN_VAR)
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=var, prefix=".restore-") as name:
        folder = Path(name)
        content = folder / "content"
        manifest = unpack(decrypted(archive, identity, folder / "plain.tar"), content)
        _refuse_later_release(manifest)
        with _undone_on_failure(content, manifest, var):
            _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(content / DUMP))
            if (found := _rows()) != manifest.rows:
                differing = sorted(table for table in manifest.rows if found.get(table) != manifest.rows[table])
                raise ArchiveRefused(f"The restored database differs from the archive in {', '.join(differing)}.")
    migrate()
    return manifest


@contextmanager
def _undone_on_failure(content: Path, manifest: Manifest, var: Path) -> Iterator[None]:
    """Put documents and keys in place before the database; take them away again if that fails."""
    kept = []
    try:
        for name in (name.removeprefix("documents/") for name in manifest.files if name.startswith("documents/")):
            with (content / "documents" / name).open("rb") as file:
                kept.append(default_storage.save(name, file))
        (var / "keys").mkdir(exist_ok=True)  # it may be there empty, for instance as a volume
        for part in (content / "keys").glob("*"):
            shutil.move(part, var / "keys")
        yield
    except BaseException:
        for name in kept:
            default_storage.delete(name)
        shutil.rmtree(var / "keys", ignore_errors=True)
        raise


def _refuse_filled() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if tables:
        raise ArchiveRefused(
            f"The database has {len(tables)} tables already. Restore into an empty one: create it and set "
            "ORKEN_DATABASE_URL."
        )
    if not is_empty():
        place = f"The bucket {settings.ORKEN_S3_BUCKET}" if settings.ORKEN_S3_BUCKET else settings.MEDIA_ROOT
        raise ArchiveRefused(f"{place} is not empty. Move it away, or restore with another.")
    keys = Path(settings.ORKEN_VAR) / "keys"
    if keys.exists() and any(keys.iterdir()):
        raise ArchiveRefused(f"{keys} is not empty. Move it away, or restore with another ORKEN_VAR.")


def _refuse_later_release(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise ArchiveRefused(
            f"The archive was made by release {manifest.release}, which has changes of the database that this release "
            f"does not know ({', '.join(unknown[:3])}). Install that release or a later one."
        )


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the portal's database; its password goes by the environment."""
    database = connection.get_connection_params()
    places = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    chosen = {variable: str(database[key]) for variable, key in places.items() if database.get(key)}
    target = ["--dbname", chosen["PGDATABASE"]] if name == "pg_restore" else []
    result = subprocess.run(
        [str(program(name)), *target, *arguments],
        env={**os.environ, **chosen},
        text=True,
        capture_output=True,
        check=False,
    )
    if result.returncode:
        raise ArchiveRefused(f"{name} failed: {result.stderr.strip() or result.stdout.strip()}")
