"""Documents in a bucket, over HTTP to a server that speaks S3: kept, read, swept, saved and brought back."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone
from moto.server import ThreadedMotoServer

from orken.config.backup import back_up
from orken.config.buckets import bucket_storage
from orken.config.doctor import examine
from orken.documents.keys import sealing_key
from orken.documents.models import Document
from orken.documents.responses import private_file
from orken.documents.services import store_generated, store_upload
from orken.documents.storage import is_empty, sweep_orphans
from tests.config.test_backup import address, empty_database
from tests.config.test_settings import PRODUCTION, python
from tests.factories.documents import pdf_file, upload
from tests.factories.parties import PersonFactory

__all__ = ["empty_database"]

pytestmark = pytest.mark.django_db(transaction=True)

ACCESS = {"region": "eu-central-1", "key": "orken", "secret": "a secret of the store"}


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client_of_the_store(store: str) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=store,
        region_name=ACCESS["region"],
        aws_access_key_id=ACCESS["key"],
        aws_secret_access_key=ACCESS["secret"],
    )
    yield client
    client.close()


@pytest.fixture
def bucket(client_of_the_store: Any, store: str, settings: Any, request: pytest.FixtureRequest) -> str:
    name = f"documents-{abs(hash(request.node.name)) % 10**8}"
    make(client_of_the_store, name)
    settings.ORKEN_S3_BUCKET = name
    settings.STORAGES = settings.STORAGES | {"default": bucket_storage(name, endpoint=store, **ACCESS)}
    return name


def make(client: Any, name: str) -> None:
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": ACCESS["region"]})


def keys(client: Any, bucket: str) -> set[str]:
    return {one["Key"] for one in client.list_objects_v2(Bucket=bucket).get("Contents", [])}


def uploaded() -> Document:
    return store_upload(upload(), owner=None, kind="other", actor=PersonFactory())


def test_an_upload_and_a_paper_are_kept_in_the_bucket_and_read_from_it(client_of_the_store: Any, bucket: str) -> None:
    assert is_empty()
    document = uploaded()
    paper = store_generated(pdf_file(), owner=None, kind="receipt", filename="receipt.pdf")
    assert keys(client_of_the_store, bucket) == {f"documents/{one.file.name}" for one in (document, paper)}
    answer = private_file(document)
    content = b"".join(answer)  # type: ignore[arg-type]  # it is read as a server would
    answer.close()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert answer["Content-Length"] == str(len(content))
    grants = client_of_the_store.get_object_acl(Bucket=bucket, Key=f"documents/{document.file.name}")["Grants"]
    assert all("URI" not in grant["Grantee"] for grant in grants), "nobody outside reads it"
    assert not is_empty()


def test_what_a_rolled_back_transaction_left_is_swept_when_a_day_old(
    client_of_the_store: Any, bucket: str, time_machine: Any
) -> None:
    kept = uploaded()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        uploaded()
        raise ZeroDivisionError
    client_of_the_store.put_object(Bucket=bucket, Key="documents/notes/mine.txt", Body=b"mine")
    assert (sweep_orphans(), len(keys(client_of_the_store, bucket))) == (0, 3)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert sweep_orphans() == 1
    assert keys(client_of_the_store, bucket) == {f"documents/{kept.file.name}", "documents/notes/mine.txt"}


def test_backup_reads_the_bucket_and_restore_fills_another(
    client_of_the_store: Any, store: str, bucket: str, empty_database: str, tmp_path: Path
) -> None:
    sealing_key()
    documents = [uploaded(), uploaded()]
    client_of_the_store.delete_object(Bucket=bucket, Key=f"documents/{documents[1].file.name}")
    manifest = back_up(tmp_path / "orken.tar", [])
    assert manifest.missing == [documents[1].file.name]
    make(client_of_the_store, f"{bucket}-restored")
    given = {
        "ORKEN_DEMO": "1",
        "ORKEN_DATABASE_URL": empty_database,
        "ORKEN_VAR": str(tmp_path / "var"),
        "ORKEN_S3_BUCKET": f"{bucket}-restored",
        "ORKEN_S3_ENDPOINT": store,
        "ORKEN_S3_REGION": ACCESS["region"],
        "ORKEN_S3_KEY": ACCESS["key"],
        "ORKEN_S3_SECRET": ACCESS["secret"],
    }
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | given
    command = [sys.executable, "-m", "orken.cli", "restore", str(tmp_path / "orken.tar")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert keys(client_of_the_store, f"{bucket}-restored") == {f"documents/{documents[0].file.name}"}
    with psycopg.connect(empty_database) as there:
        assert there.execute("SELECT count(*) FROM documents_document").fetchone() == (2,)
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE {empty_database.partition('?')[0].rpartition('/')[2]} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {empty_database.partition('?')[0].rpartition('/')[2]}")
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (again.returncode, f"The bucket {bucket}-restored is not empty." in again.stderr) == (2, True)


def test_the_doctor_looks_into_the_bucket(client_of_the_store: Any, bucket: str, settings: Any) -> None:
    document = uploaded()
    assert storage().level == "ok"
    client_of_the_store.delete_object(Bucket=bucket, Key=f"documents/{document.file.name}")
    assert (storage().level, document.file.name in storage().what) == ("wrong", True)
    away = bucket_storage(bucket, endpoint="http://127.0.0.1:9", **ACCESS)
    settings.STORAGES = settings.STORAGES | {"default": away}
    assert (storage().level, "Could not connect" in storage().what) == ("wrong", True)
    assert "ORKEN_S3_*" in storage().mend


def storage() -> Any:
    (found,) = [finding for finding in examine() if finding.check == "storage"]
    return found


def test_the_settings_choose_the_bucket(tmp_path: Path) -> None:
    given = {"ORKEN_S3_BUCKET": "papers", "ORKEN_S3_ENDPOINT": "https://s3.example.kz", "ORKEN_S3_KEY": "k"}
    code = (
        "import django; django.setup(); from django.core.files.storage import default_storage as kept; "
        "print(type(kept._wrapped or kept.exists).__name__, kept.bucket_name, kept.endpoint_url, kept.default_acl)"
    )
    result = python(code, PRODUCTION | given, tmp_path)
    assert result.stdout.split()[-3:] == ["papers", "https://s3.example.kz", "None"], result.stderr
    assert connection.vendor == "postgresql"
