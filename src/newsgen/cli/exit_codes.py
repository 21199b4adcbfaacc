"""Exit codes of all commands, as docs/commands.md lists them."""

DONE = 0
FAILED = 1
"""The command did nothing, or did not finish. A build: nothing was published. ``check``: there are errors.
``next --due``: no build is due."""
USAGE = 2
"""The command line is wrong."""
PARTIAL = 3
"""A build published all but some sources with errors; a deploy sent everything but could not purge some addresses."""
FINDINGS = 4
"""``check`` found warnings, and no errors."""
INTERRUPTED = 130
"""Ctrl-C."""
