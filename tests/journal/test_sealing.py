"""What was sealed cannot be changed unseen, not even by the owner of the database."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from orken.journal import chain
from orken.journal.models import Entry, Seal
from orken.journal.sealing import export_journal, overdue_entries, seal_entries, seal_everything, verify_journal
from orken.journal.services import record
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db


def fill(batches: int = 3, size: int = 4) -> list[Seal]:
    """Some seals over entries with text of three languages and nested data."""
    made = []
    for batch in range(batches):
        for number in range(size):
            data = {"реті": number, "nested": {"қ": [1, 2.5, None]}}
            record("cases.submitted", actor=None, subject=f"case:B{batch}N{number}", data=data)
        seal = seal_entries()
        assert seal is not None
        made.append(seal)
    return made


def as_owner(statement: str) -> None:
    """What the owner of the tables can do: switch the triggers off, write, switch them on again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("journal_entry", "journal_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("journal_entry", "journal_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found(*heads: tuple[int, str]) -> list[str]:
    findings, _checked = verify_journal(heads)
    return [str(finding) for finding in findings]


def exported() -> list[str]:
    file = io.StringIO()
    export_journal(file)
    return file.getvalue().splitlines()


def test_an_untouched_journal_has_no_findings() -> None:
    seals = fill()
    record("cases.opened", actor=None, subject="case:LATER")
    findings, checked = verify_journal([(seal.number, seal.hash) for seal in seals])
    assert (findings, checked) == ([], 12)
    assert chain.verify_export(exported(), [(3, seals[2].hash)]) == ([], 12)


def test_nothing_to_seal_makes_no_seal() -> None:
    fill(batches=1)
    assert seal_entries() is None
    assert seal_everything() == 0


TAMPERING = {
    "a word changed": (
        "UPDATE journal_entry SET action = 'cases.withdrawn' WHERE subject = 'case:B1N2'",
        ["seal 2: an entry was changed"],
    ),
    "a figure in the data changed": (
        """UPDATE journal_entry SET data = jsonb_set(data, '{nested,қ,1}', '2.6') WHERE subject = 'case:B0N0'""",
        ["seal 1: an entry was changed"],
    ),
    "a time changed": (
        "UPDATE journal_entry SET recorded_at = recorded_at + interval '1 second' WHERE subject = 'case:B2N3'",
        ["seal 3: an entry was changed"],
    ),
    "two acts exchanged": (
        """UPDATE journal_entry SET subject = CASE subject WHEN 'case:B1N0' THEN 'case:B1N1' ELSE 'case:B1N0' END
        WHERE subject IN ('case:B1N0', 'case:B1N1')""",
        ["seal 2: an entry was changed"],
    ),
    "an entry removed": (
        "DELETE FROM journal_entry WHERE subject = 'case:B1N1'",
        ["seal 2: 1 of its 4 entries are gone"],
    ),
    "an entry put in": (
        """INSERT INTO journal_entry (recorded_at, action, subject, data, seal_id)
        SELECT recorded_at, 'cases.granted', 'case:X', '{}', seal_id FROM journal_entry WHERE subject = 'case:B1N1'""",
        ["seal 2: 1 entries were put in beside its 4"],
    ),
    "an entry moved to another seal": (
        "UPDATE journal_entry SET seal_id = (SELECT id FROM journal_seal WHERE number = 1) WHERE subject = 'case:B1N1'",
        ["seal 1: 1 entries were put in beside its 4", "seal 2: 1 of its 4 entries are gone"],
    ),
    "a seal in the middle removed": (
        "DELETE FROM journal_entry WHERE subject LIKE 'case:B1%'; DELETE FROM journal_seal WHERE number = 2",
        [
            "seal 3: it follows seal 1: what was between them is gone",
            "seal 3: it does not continue the seal before it",
        ],
    ),
    "a seal changed": (
        "UPDATE journal_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 3",
        ["seal 3: the seal itself was changed"],
    ),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_what_the_owner_of_the_database_changes_is_found(case: str) -> None:
    statement, expected = TAMPERING[case]
    fill()
    as_owner(statement)
    assert found() == expected
    findings, _checked = chain.verify_export(exported())
    assert [str(finding) for finding in findings] == expected


def test_a_tail_that_was_cut_off_is_found_by_the_published_head() -> None:
    seals = fill()
    as_owner("DELETE FROM journal_entry WHERE subject LIKE 'case:B2%'; DELETE FROM journal_seal WHERE number = 3")
    assert found() == []
    assert found((3, seals[2].hash)) == ["seal 3: it was published, but the journal ends at seal 2: a tail is gone"]


def test_a_journal_written_anew_is_found_by_the_published_head() -> None:
    head = fill()[2]
    as_owner("DELETE FROM journal_entry; DELETE FROM journal_seal")
    fill()
    assert found() == []
    [finding] = found((3, head.hash))
    assert "the journal was rewritten" in finding


def test_an_entry_dated_back_is_found_once_it_is_sealed() -> None:
    fill()
    record("cases.granted", actor=None, subject="case:FORGED")
    as_owner("UPDATE journal_entry SET recorded_at = recorded_at - interval '2 days' WHERE subject = 'case:FORGED'")
    seal_entries()
    [finding] = found()
    assert finding.startswith("seal 4: entry")
    assert "long before it was sealed" in finding


def test_what_waited_for_a_worker_in_more_than_one_batch_is_not_taken_for_dated_back(
    travel: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BATCH", 4)
    travel("2026-03-18 10:00")
    for number in range(10):
        record("cases.opened", actor=None, subject=f"case:A{number}")
    travel("2026-03-19 10:00")
    while seal_entries(4):
        pass
    assert [seal.count for seal in Seal.objects.order_by("number")] == [4, 4, 2]
    assert found() == []


def test_an_export_has_what_is_sealed_while_it_is_written() -> None:
    class Busy(io.StringIO):
        def write(self, text: str) -> int:
            seal_everything()
            return super().write(text)

    fill(batches=1)
    record("cases.opened", actor=None, subject="case:LATER")
    file = Busy()
    assert export_journal(file) == 5
    assert "case:LATER" in file.getvalue()
    assert chain.verify_export(file.getvalue().splitlines()) == ([], 4)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET seal_id = NULL",
        "UPDATE journal_entry SET seal_id = (SELECT min(id) FROM journal_seal)",
        "UPDATE journal_entry SET seal_id = (SELECT max(id) FROM journal_seal), action = 'x' WHERE seal_id IS NULL",
        "UPDATE journal_seal SET hash = previous",
        "DELETE FROM journal_seal",
    ],
)
def test_the_database_lets_an_entry_be_sealed_once_and_nothing_else(change: str) -> None:
    fill(batches=2)
    record("cases.opened", actor=None, subject="case:OPEN")
    with pytest.raises(DatabaseError, match="Journal entries are only added"), transaction.atomic():
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {change}")


def test_the_script_checks_an_export_with_python_alone(tmp_path: Path) -> None:
    head = fill()[2]
    lines = exported()
    script = tmp_path / "chain.py"
    script.write_text(Path(chain.__file__).read_text())
    export = tmp_path / "journal.ndjson"

    def run(*lines_: str, head_: str) -> subprocess.CompletedProcess[str]:
        export.write_text("\n".join(lines_) + "\n")
        command = [sys.executable, "-I", str(script), str(export), "--head", head_]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good = run(*lines, head_=f"3:{head.hash}")
    assert (good.returncode, good.stdout) == (0, "12 sealed entries checked, 0 findings\n")
    bad = run(*[line.replace("case:B1N1", "case:B1N9") for line in lines], head_=f"3:{head.hash}")
    assert bad.returncode == 1
    assert bad.stdout.startswith("seal 2: an entry was changed")
    mistyped = run(*lines, head_="3")
    assert mistyped.returncode == 2
    assert "NUMBER:HASH" in mistyped.stderr


def test_what_waits_too_long_says_that_no_worker_is_at_work(travel: Callable[[str], None]) -> None:
    travel("2026-03-18 10:00")
    record("cases.opened", actor=None, subject="case:OPEN")
    assert overdue_entries() == 0
    travel("2026-03-18 10:06")
    assert overdue_entries() == 1
    seal_everything()
    assert overdue_entries() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_chain_and_a_late_transaction_is_sealed_later() -> None:
    for number in range(50):
        record("cases.opened", actor=None, subject=f"case:A{number}")
    at_once(lambda: seal_entries(20), lambda: seal_entries(20), lambda: seal_entries(20))
    assert [seal.count for seal in Seal.objects.order_by("number")] == [20, 20, 10]
    assert verify_journal() == ([], 50)
    assert not Entry.objects.filter(seal=None).exists()


def test_anybody_reads_the_newest_heads(client: Client) -> None:
    seals = fill()
    published = client.get("/api/v1/journal/seals?limit=2").json()
    assert [(seal["number"], seal["hash"]) for seal in published] == [
        (seal.number, seal.hash) for seal in reversed(seals[1:])
    ]
    assert published[0]["previous"] == published[1]["hash"]
    assert client.get("/api/v1/journal/seals?limit=0").status_code == 422
