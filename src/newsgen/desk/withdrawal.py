"""Take a published story back from readers, with the reason that they see, and give it to them again."""

from ..base.problems import N_
from .story_edit import Refusal, RemoveKey, SetKey, edited
from .story_file import StoryFile
from .unfit import Unfit, fitting_line

NO_NOTE = N_("Write the reason: readers see it in place of the story.")
LONG = N_("The reason has at most {most} characters.")
DRAFT = N_("This story is a draft: readers do not see it, so there is nothing to withdraw.")
NOT_WITHDRAWN = N_("This story is not withdrawn.")


def withdrawn(file: StoryFile, note: str) -> StoryFile | Refusal:
    """The story with ``status: withdrawn`` and the reason; of a story that is withdrawn already, with another reason.

    Raises Unfit for a draft, and without a reason.
    """
    words = fitting_line(note, none=NO_NOTE, long=LONG)
    if file.values.get("status") == "draft":
        raise Unfit(DRAFT)
    return edited(file, [SetKey("status", "withdrawn"), SetKey("note", words)])


def published_again(file: StoryFile) -> StoryFile | Refusal:
    """The withdrawn story as a published one, without the reason. Raises Unfit for one that is not withdrawn."""
    if file.values.get("status") != "withdrawn":
        raise Unfit(NOT_WITHDRAWN)
    return edited(file, [SetKey("status", "published"), RemoveKey("note")])
