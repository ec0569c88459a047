"""`python -m seeding` is `seed`."""

import sys

from seeding.cli import main

sys.exit(main())
