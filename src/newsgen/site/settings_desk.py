"""``desk`` in site.yml: how the newsroom works in the browser, and what the desk does after a save. No build reads it."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ..base.problems import N_
from .schema import Form, Line, fault
from .settings_deploy import WithoutSecrets, no_secret

_REMOTE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def _remote(value: str) -> str:
    """The name of a remote, unchanged. Raises the fault ``bad-remote`` for an address and everything else."""
    if value and not _REMOTE.fullmatch(no_secret(value)):
        raise fault(
            "bad-remote",
            N_("“{value}” is not the name of a remote of git."),
            N_("Write a name that “git remote” lists, such as origin."),
        )
    return value


class StageNames(Form):
    """What the newsroom calls the stages of a story; empty for the desk's own word."""

    idea: Line = ""
    draft: Line = ""
    review: Line = ""
    ready: Line = ""


class DeskSettings(WithoutSecrets):
    """The settings of ``newsgen desk``.

    ``stages`` names the stages of a story. ``history`` is ``git`` where each save becomes a commit. ``remote`` is the name of
    the remote from which the desk pulls and to which it pushes every ``pull_every`` minutes; empty for none. With ``build``
    it builds the output, and then deploys to ``deploy``, the name of a target; empty for none.
    """

    stages: StageNames = StageNames()
    history: Literal["none", "git"] = "none"
    remote: Annotated[Line, AfterValidator(_remote)] = ""
    pull_every: Annotated[int, Field(ge=1, le=1440)] = 5
    build: bool = True
    deploy: Line = ""

    @model_validator(mode="after")
    def _each_has_what_it_needs(self) -> "DeskSettings":
        if self.remote and self.history != "git":
            raise fault(
                "desk-settings",
                N_("The desk can exchange nothing with “{value}”: it makes no commits."),
                N_("Write “history: git” as well, or leave out “remote”."),
                at=("remote",),
                value=self.remote,
            )
        if self.deploy and not self.build:
            raise fault(
                "desk-settings",
                N_("The desk cannot deploy to “{value}”: it builds nothing."),
                N_("Leave out “build: false”, or leave out “deploy”."),
                at=("deploy",),
                value=self.deploy,
            )
        return self
