"""Fail when models and migrations tell different stories, Django's system checks complain, or a new migration would
break the former release while that still serves. Needs no database.

``--release`` notes all migrations as released; run it when a release is made.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

RELEASED = Path(__file__).with_name("released_migrations.txt")


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.offline_settings"
    import django
    from django.core.management import call_command

    django.setup()
    if "--release" in sys.argv[1:]:
        RELEASED.write_text("".join(f"{room}.{name}\n" for room, name in own_migrations()), encoding="utf-8")
        return 0
    call_command("check", deploy=True, fail_level="WARNING")
    missing, breaking = _missing_migrations(), _breaking_migrations()
    return 1 if missing or breaking else 0


def own_migrations() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    migrations = MigrationLoader(None).disk_migrations
    return sorted(key for key, migration in migrations.items() if migration.__module__.startswith("orken."))


def _missing_migrations() -> bool:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    for room, names in conflicts.items():
        print(f"{room}: two migrations are the last one: {', '.join(names)}.")
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    for room, migrations in changes.items():
        for operation in (operation for migration in migrations for operation in migration.operations):
            print(f"{room}: a model changed and no migration says so: {operation.describe()}")
    return bool(conflicts or changes)


def _breaking_migrations() -> bool:
    from django.db.migrations import CreateModel
    from django.db.migrations.loader import MigrationLoader

    from tools.migration_rules import breaches

    released = set(RELEASED.read_text(encoding="utf-8").split())
    unreleased = [key for key in own_migrations() if ".".join(key) not in released]
    loader = MigrationLoader(None)
    made = [(room, operation) for room, name in unreleased for operation in loader.get_migration(room, name).operations]
    new = {(room, operation.name_lower) for room, operation in made if isinstance(operation, CreateModel)}
    found = []
    for key in unreleased:
        before = loader.project_state(key, at_end=False)
        found += breaches(loader.get_migration(*key), before, new, version("orken"))
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
