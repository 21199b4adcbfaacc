"""``python -m newsgen`` is the command ``newsgen``."""

import sys

from .cli.start import main

sys.exit(main())
