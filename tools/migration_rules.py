"""Rules for migrations that run while the former release still serves: what would break it, or make it wait.

``docs/upgrading.md`` says each rule with its way out. A migration may say ``accepted = {"rule": "why no harm"}``.
What takes away something of the former release has to say instead since which release nothing uses it:
``unused_since = "0.2.0"``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CheckConstraint, UniqueConstraint
from packaging.version import InvalidVersion, Version

Table = tuple[str, str]

TAKES_AWAY: Final = "takes_away"
RENAMES: Final = "renames"
NEEDS_VALUE: Final = "needs_value"
CHANGES_TYPE: Final = "changes_type"
BLOCKS_WRITES: Final = "blocks_writes"
SCANS_TABLE: Final = "scans_table"
LONG_TRANSACTION: Final = "long_transaction"

_SQL: Final = (
    (TAKES_AWAY, re.compile(r"\bDROP\s+(TABLE|COLUMN)\b", re.IGNORECASE)),
    (RENAMES, re.compile(r"\bALTER\s+TABLE\b[^;]*\bRENAME\b", re.IGNORECASE)),
    (NEEDS_VALUE, re.compile(r"\bSET\s+NOT\s+NULL\b", re.IGNORECASE)),
    (CHANGES_TYPE, re.compile(r"\bALTER\s+(COLUMN\s+)?\S+\s+(SET\s+DATA\s+)?TYPE\b", re.IGNORECASE)),
    (BLOCKS_WRITES, re.compile(r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)|\bLOCK\s+TABLE\b", re.IGNORECASE)),
    (SCANS_TABLE, re.compile(r"\bADD\s+CONSTRAINT\b(?![^;]*\bNOT\s+VALID\b)", re.IGNORECASE)),
    (LONG_TRANSACTION, re.compile(r"(?:^|;)\s*(UPDATE|DELETE\s+FROM|INSERT\s+INTO)\b", re.IGNORECASE)),
)
_FUNCTION_BODY: Final = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
_VARCHAR: Final = re.compile(r"varchar\((\d+)\)")


@dataclass(frozen=True)
class Step:
    """One operation with the models before and after it."""

    operation: Any
    migration: Migration
    before: ProjectState
    after: ProjectState

    @property
    def words(self) -> str:
        return str(self.operation.describe())

    @property
    def table(self) -> Table:
        named = next(name for name in ("model_name", "old_name", "name") if hasattr(self.operation, name))
        return self.migration.app_label, str(getattr(self.operation, named)).lower()

    def field(self, state: ProjectState) -> Any:
        return state.apps.get_model(*self.table)._meta.get_field(self.operation.name)  # noqa: SLF001 - Django's way


@dataclass(frozen=True)
class Breach:
    """One operation that breaks one rule."""

    rule: str
    text: str


def breaches(migration: Migration, before: ProjectState, new: Collection[Table], release: str) -> list[str]:
    """What is wrong with a migration that comes after ``before``, in the release that is being made.

    ``new`` are the tables that no release has yet: with them anything may be done.
    """
    accepted: dict[str, str] = getattr(migration, "accepted", {})
    excused = {rule for rule, why in accepted.items() if why.strip() and rule != TAKES_AWAY}
    if _was_unused(getattr(migration, "unused_since", ""), release):
        excused.add(TAKES_AWAY)
    state, found = before.clone(), []
    for operation in migration.operations:
        after = state.clone()
        operation.state_forwards(migration.app_label, after)
        step = Step(operation, migration, state, after)
        found += [breach for breach in _of_step(step, new) if breach.rule not in excused]
        state = after
    return [f"{migration.app_label}.{migration.name}: {breach.text} [{breach.rule}]" for breach in found]


def _was_unused(since: str, release: str) -> bool:
    """An earlier release, by which whatever still runs has stopped using what goes."""
    try:
        return bool(since) and Version(since) < Version(release)
    except InvalidVersion:
        return False


def _of_step(step: Step, new: Collection[Table]) -> Iterator[Breach]:
    operation = step.operation
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _of_step(replace(step, operation=inner), new)
    elif isinstance(operation, operations.RunSQL):
        yield from _of_sql(str(operation.sql))
    elif isinstance(operation, operations.RunPython):
        yield from _of_python(operation, step.migration)
    elif type(operation) in _CHECKS and step.table not in new:
        yield from _CHECKS[type(operation)](step)


def _takes_away(step: Step) -> Iterator[Breach]:
    text = f"{step.words}: the former release still reads it. Stop using it, release that, then drop it and say "
    yield Breach(TAKES_AWAY, f"{text}unused_since")


def _renames(step: Step) -> Iterator[Breach]:
    yield Breach(RENAMES, f"{step.words}: the former release knows the old name. Add the new one, fill it, "
                          "and drop the old one a release later (or keep the column: db_column, db_table)")  # fmt: skip


def _adds_field(step: Step) -> Iterator[Breach]:
    field = step.operation.field
    if field.many_to_many or field.generated:
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        text = "the former release inserts rows without it. Give it db_default, or null=True"
        yield Breach(NEEDS_VALUE, f"{step.words}: {text}")
    if field.unique or (field.db_index and field.remote_field is None):
        text = "its index keeps everybody from writing. Add the field without, then AddIndexConcurrently"
        yield Breach(BLOCKS_WRITES, f"{step.words}: {text}")


def _alters_field(step: Step) -> Iterator[Breach]:
    before, after = step.field(step.before), step.field(step.after)
    old, new = before.db_type(connection), after.db_type(connection)
    if old != new and not _is_wider(old or "", new or ""):
        text = f"{old} becomes {new}, which rewrites the table. Add a second column and move over in two releases"
        yield Breach(CHANGES_TYPE, f"{step.words}: {text}")
    if before.null and not after.null:
        text = (
            "the former release may still write NULL. Add a check constraint NOT VALID and validate it a release later"
        )
        yield Breach(NEEDS_VALUE, f"{step.words}: {text}")
    if (after.unique and not before.unique) or (after.db_index and not before.db_index):
        yield Breach(BLOCKS_WRITES, f"{step.words}: its index keeps everybody from writing. Use "
                                    "AddIndexConcurrently")  # fmt: skip


def _is_wider(old: str, new: str) -> bool:
    """PostgreSQL only notes these in its catalogue."""
    before, after = _VARCHAR.fullmatch(old), _VARCHAR.fullmatch(new)
    return bool(before) and (new == "text" or bool(after and before and int(after[1]) >= int(before[1])))


def _adds_index(step: Step) -> Iterator[Breach]:
    yield Breach(BLOCKS_WRITES, f"{step.words}: nobody can write meanwhile. Use AddIndexConcurrently in a "
                                "migration of its own with atomic = False")  # fmt: skip


def _adds_constraint(step: Step) -> Iterator[Breach]:
    constraint = step.operation.constraint
    if isinstance(constraint, UniqueConstraint | ExclusionConstraint):
        text = "nobody can write meanwhile. Build the index concurrently by RunSQL and add the constraint USING INDEX"
        yield Breach(BLOCKS_WRITES, f"{step.words}: {text}")
    elif isinstance(constraint, CheckConstraint):
        text = "nobody can read or write while all rows are checked. Use AddConstraintNotValid, then ValidateConstraint"
        yield Breach(SCANS_TABLE, f"{step.words}: {text}")


def _of_sql(sql: str) -> Iterator[Breach]:
    """By its words, without the bodies of functions; tables that the same statement makes cannot be told apart."""
    outside = _FUNCTION_BODY.sub("", sql)
    for rule, pattern in _SQL:
        if found := pattern.search(outside):
            words = " ".join(found[0].split())
            yield Breach(rule, f"RunSQL has {words!r}; see docs/upgrading.md, or accept it with a reason")


def _of_python(operation: operations.RunPython, migration: Migration) -> Iterator[Breach]:
    if migration.atomic and operation.atomic is not False:
        text = "RunPython in one transaction locks every row that it changed. Use atomic = False and batches"
        yield Breach(LONG_TRANSACTION, text)


# By type and not by parent: AddIndexConcurrently and AddConstraintNotValid do the same without the lock.
_CHECKS: Final[dict[type[Operation], Callable[[Step], Iterator[Breach]]]] = {
    operations.DeleteModel: _takes_away,
    operations.RemoveField: _takes_away,
    operations.RenameField: _renames,
    operations.RenameModel: _renames,
    operations.AlterModelTable: _renames,
    operations.AddField: _adds_field,
    operations.AlterField: _alters_field,
    operations.AddIndex: _adds_index,
    operations.AlterUniqueTogether: _adds_index,
    operations.AddConstraint: _adds_constraint,
}
