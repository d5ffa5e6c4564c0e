"""The command ``orken``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orken.config.settings")
    execute_from_command_line(["orken manage", *sys.argv[2:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
