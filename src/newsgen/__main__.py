"""``python -m newsgen``: the command ``newsgen`` where its script is not on the ``PATH``."""

import sys

from .cli.start import main

sys.exit(main())
