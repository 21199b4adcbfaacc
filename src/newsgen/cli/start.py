"""Where the command begins."""

import sys


def main() -> int:
    """``newsgen``, by the process's own arguments. A clock's job that has nothing to do imports nothing more."""
    from ..site.fast_path import is_no_op

    if is_no_op(sys.argv[1:]):
        return 0
    from .command_line import main as run

    return run()
