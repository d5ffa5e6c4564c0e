import sys

from orken.cli import main

sys.exit(main())
