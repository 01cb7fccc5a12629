"""`python -P -m clubaction`."""

import sys

from clubaction.entrypoints.cli.main import main

sys.exit(main())
