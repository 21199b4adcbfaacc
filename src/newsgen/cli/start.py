"""The entry point of the command ``newsgen``."""

import sys


def main() -> int:
    """Run the command line of this process. A scheduled build with nothing to do imports nothing but the fast path."""
    from ..site.fast_path import stands

    if stands(sys.argv[1:]):
        return 0
    from .command_line import main as run

    return run()
