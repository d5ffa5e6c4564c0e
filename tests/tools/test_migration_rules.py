"""Each rule by a migration that breaks it and by the way out that it names."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Index, Q

from tools import migration_rules
from tools.migrations import RELEASED, own_migrations

ID = ("id", models.BigAutoField(primary_key=True))
NOTHING = migrations.RunPython.noop


def told(*steps: Operation, new: set[tuple[str, str]] | None = None, **said: Any) -> list[str]:
    """The rules that a migration of these steps breaks, on a table of cases that is there already."""
    before = ProjectState()
    before.add_model(ModelState("cases", "Procedure", [ID]))
    fields = [
        ID,
        ("number", models.CharField(max_length=20)),
        ("state", models.CharField(max_length=20, null=True)),
        ("span", DateRangeField(null=True)),
        ("procedure", models.ForeignKey("cases.Procedure", models.PROTECT)),
    ]
    before.add_model(ModelState("cases", "Case", fields))
    migration = type("Migration", (migrations.Migration,), {"operations": list(steps), **said})("0009_x", "cases")
    found = migration_rules.breaches(migration, before, new or set(), "0.3.0")
    assert all(line.startswith("cases.0009_x: ") for line in found)
    return [line.rsplit("[", 1)[1].rstrip("]") for line in found]


def field(name: str, **options: Any) -> migrations.AddField:
    return migrations.AddField("case", name, models.CharField(max_length=20, **options))


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (migrations.RemoveField("case", "number"), "takes_away"),
        (migrations.DeleteModel("Case"), "takes_away"),
        (migrations.RunSQL("ALTER TABLE cases_case DROP COLUMN number"), "takes_away"),
        (migrations.SeparateDatabaseAndState([migrations.RunSQL("drop table cases_case")]), "takes_away"),
        (migrations.RenameField("case", "number", "code"), "renames"),
        (migrations.RenameModel("Case", "File"), "renames"),
        (migrations.AlterModelTable("Case", "files"), "renames"),
        (migrations.RunSQL("ALTER TABLE cases_case\n RENAME number TO code"), "renames"),
        (field("colour", default=""), "needs_value"),
        (migrations.AlterField("case", "state", models.CharField(max_length=20)), "needs_value"),
        (migrations.RunSQL("ALTER TABLE cases_case ALTER state SET NOT NULL"), "needs_value"),
        (migrations.AlterField("case", "number", models.IntegerField()), "changes_type"),
        (migrations.AlterField("case", "number", models.CharField(max_length=10)), "changes_type"),
        (migrations.RunSQL("ALTER TABLE cases_case ALTER COLUMN number TYPE bigint"), "changes_type"),
        (migrations.AddIndex("case", Index(name="by_number", fields=["number"])), "blocks_writes"),
        (field("colour", null=True, unique=True), "blocks_writes"),
        (migrations.AlterField("case", "number", models.CharField(max_length=20, db_index=True)), "blocks_writes"),
        (migrations.RunSQL("CREATE UNIQUE INDEX x ON cases_case (number)"), "blocks_writes"),
        (migrations.RunSQL("LOCK TABLE cases_case"), "blocks_writes"),
        (
            migrations.AddConstraint("case", models.UniqueConstraint(name="once", fields=["number"])),
            "blocks_writes",
        ),
        (
            migrations.AddConstraint(
                "case", ExclusionConstraint(name="apart", expressions=[("span", RangeOperators.OVERLAPS)])
            ),
            "blocks_writes",
        ),
        (
            migrations.AddConstraint("case", models.CheckConstraint(name="filled", condition=~Q(number=""))),
            "scans_table",
        ),
        (migrations.RunSQL("ALTER TABLE cases_case ADD CONSTRAINT filled CHECK (number <> '')"), "scans_table"),
        (migrations.RunPython(NOTHING), "long_transaction"),
        (migrations.RunSQL("SELECT 1; UPDATE cases_case SET number = ''"), "long_transaction"),
    ],
)  # fmt: skip
def test_what_would_break_or_stop_the_former_release_is_refused(step: Operation, rule: str) -> None:
    assert told(step) == [rule]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (field("colour", null=True), {}),
        (field("colour", db_default=""), {}),
        (migrations.AlterField("case", "number", models.CharField(max_length=40)), {}),
        (migrations.AlterField("case", "number", models.CharField(max_length=20, null=True)), {}),
        (migrations.AlterField("case", "procedure", models.ForeignKey("cases.Procedure", models.CASCADE)), {}),
        (AddIndexConcurrently("case", Index(name="by_number", fields=["number"])), {"atomic": False}),
        (AddConstraintNotValid("case", models.CheckConstraint(name="filled", condition=~Q(number=""))), {}),
        (ValidateConstraint("case", "filled"), {}),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON cases_case (number)"), {"atomic": False}),
        (migrations.RunSQL("ALTER TABLE cases_case ADD CONSTRAINT a CHECK (number <> '') NOT VALID"), {}),
        (migrations.RunSQL("CREATE FUNCTION f() AS $$ BEGIN UPDATE cases_case SET number = 1; END $$"), {}),
        (migrations.RunPython(NOTHING), {"atomic": False}),
        (migrations.RunPython(NOTHING, atomic=False), {}),
        (migrations.SeparateDatabaseAndState([], [migrations.RemoveField("case", "number")]), {}),
        (migrations.RemoveField("case", "number"), {"unused_since": "0.2.0"}),
        (migrations.RunPython(NOTHING), {"accepted": {"long_transaction": "There is a row for each procedure."}}),
    ],
)
def test_the_way_out_is_let_through(step: Operation, said: dict[str, Any]) -> None:
    assert told(step, **said) == []


@pytest.mark.parametrize("since", ["", "0.3.0", "0.4.0", "next"])
def test_a_column_goes_only_when_an_earlier_release_did_without_it(since: str) -> None:
    step = migrations.RemoveField("case", "number")
    assert told(step, unused_since=since, accepted={"takes_away": "We are sure."}) == ["takes_away"]


def test_a_rule_is_not_waived_without_a_reason() -> None:
    assert told(migrations.RunPython(NOTHING), accepted={"long_transaction": " "}) == ["long_transaction"]


def test_with_a_table_that_no_release_has_anything_may_be_done() -> None:
    create = migrations.CreateModel("Stall", [ID, ("name", models.TextField())])
    index = migrations.AddIndex("stall", Index(name="by_name", fields=["name"]))
    assert told(create, index, new={("cases", "stall")}) == []
    assert told(create, index) == ["blocks_writes"]


def test_released_migrations_are_still_there() -> None:
    """A released migration that is renamed would be applied a second time."""
    assert set(RELEASED.read_text().split()) <= {f"{room}.{name}" for room, name in own_migrations()}
