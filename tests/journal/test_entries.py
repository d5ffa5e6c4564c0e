"""The journal only grows, whoever asks the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from orken.journal.models import Entry
from orken.journal.queries import entries_about
from orken.journal.services import record
from orken.parties.models import User

pytestmark = pytest.mark.django_db

CHANGES = [
    "UPDATE journal_entry SET action = 'cases.forgotten'",
    "DELETE FROM journal_entry",
    "TRUNCATE journal_entry",
    "TRUNCATE journal_entry CASCADE",
    "SET LOCAL session_replication_role = replica; DELETE FROM journal_entry",
    "SET LOCAL session_replication_role = replica; TRUNCATE journal_entry",
]


@pytest.mark.parametrize("change", CHANGES)
def test_entry_survives_the_owner_of_the_table(change):
    record("cases.submitted", actor=None, subject="case:AB12")
    with pytest.raises(DatabaseError, match="Journal entries are only added"), transaction.atomic():
        # A truncation would fail for another reason as long as the new row's foreign key is unchecked.
        connection.cursor().execute(f"SET CONSTRAINTS ALL IMMEDIATE; {change}")
    assert Entry.objects.get().action == "cases.submitted"


def test_tests_run_as_the_owner_of_the_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'journal_entry'")
        assert cursor.fetchone() == (True,)


def test_entry_falls_with_the_act_that_failed():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("cases.submitted", actor=None, subject="case:AB12")
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_entries_about_a_subject_are_in_order_and_of_that_subject_only():
    founder = User.objects.create_user("founder@example.kz", full_name="Aigerim")
    record("cases.submitted", actor=founder, subject="case:AB12", data={"stage": "completeness"}, organisation_id=7)
    record("cases.submitted", actor=founder, subject="case:AB123")
    record("cases.returned", actor=None, subject="case:AB12")
    assert [(entry.action, entry.actor, entry.data) for entry in entries_about("case:AB12")] == [
        ("cases.submitted", founder, {"stage": "completeness"}),
        ("cases.returned", None, {}),
    ]


def test_subject_without_a_kind_is_refused():
    with pytest.raises(DatabaseError, match="subject_is_kind_and_name"), transaction.atomic():
        record("cases.submitted", actor=None, subject="AB12")
