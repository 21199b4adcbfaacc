"""Where the command begins."""

import gc
import os
import sys

_COLLECT_AFTER = 200_000
"""Objects allocated between two runs of the garbage collector. Python's 2,000 or less collects dozens of times while modules
are imported, where nothing is garbage: a tenth of a build after one edit. Such a build allocates some 130,000."""


def main() -> int:
    """Run ``newsgen`` with the arguments of the process; returns the exit code.

    A quiet build that would be a no-op imports nothing but the fast path.
    """
    arguments = sys.argv[1:]
    if "build" in arguments and "--quiet" in arguments:
        from ..site.fast_path import is_no_op

        if is_no_op(arguments):
            return 0
    gc.set_threshold(_COLLECT_AFTER)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # a plugin of the machine could change what a build reads
    from .command_line import main as run

    try:
        return run()
    finally:
        gc.freeze()  # else Python looks through all objects once more as it ends: another tenth
