"""Where the command begins."""

import sys


def main() -> int:
    """Run ``newsgen`` with the arguments of the process; returns the exit code.

    A quiet build that would be a no-op imports nothing but the fast path.
    """
    arguments = sys.argv[1:]
    if "build" in arguments and "--quiet" in arguments:
        from ..site.fast_path import is_no_op

        if is_no_op(arguments):
            return 0
    from .command_line import main as run

    return run()
