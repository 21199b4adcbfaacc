"""Where the command begins."""

import sys


def main() -> int:
    """``newsgen``, by the process's own arguments. A clock's job that has nothing to do imports nothing more."""
    from .still import stands

    if stands(sys.argv[1:]):
        return 0
    from .cli import main as run

    return run()
