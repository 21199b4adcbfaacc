"""The last net: an exception that nobody foresaw becomes a Problem of the source that raised it, and stops no other."""

import os

from .problems import N_, FatalProblems, Problem, error

RAISE = "NEWSGEN_RAISE"
"""The environment variable that lets unforeseen exceptions through, with their traceback. The tests set it."""


def unexpected(failure: Exception) -> Problem:
    """The error, without a position, that stands for an unforeseen exception: call it in an ``except`` around one source.

    Raises the exception itself where ``RAISE`` is set, and if it is ``FatalProblems``, which is foreseen.
    """
    if os.environ.get(RAISE) or isinstance(failure, FatalProblems):
        raise failure
    return error(
        "unexpected",
        N_("newsgen itself failed on this file ({type})."),
        N_("Report it with the file; NEWSGEN_RAISE=1 shows the traceback. The file's last change may be the cause."),
        type=type(failure).__name__,
    )
