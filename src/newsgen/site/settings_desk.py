"""``desk`` in site.yml: how the newsroom works in the browser. No build reads it."""

from .schema import Form, Line


class StageNames(Form):
    """What the newsroom calls the stages of a story; empty for the desk's own word."""

    idea: Line = ""
    draft: Line = ""
    review: Line = ""
    ready: Line = ""


class DeskSettings(Form):
    """The settings of ``newsgen desk``."""

    stages: StageNames = StageNames()
