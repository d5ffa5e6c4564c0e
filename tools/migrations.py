"""Fail when models and migrations tell different stories or Django's system checks complain; needs no database."""

from __future__ import annotations

import os
import sys


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.offline_settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")
    return 1 if _missing_migrations() else 0


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


if __name__ == "__main__":
    sys.exit(main())
