"""`python -P -m clubaction`."""

import sys

from clubaction.cli import main

sys.exit(main())
