"""An earlier version of a file, as the desk brings it back."""

from .file_kind import FileKind
from .story_edit import Edit, Refusal, RemoveKey, SetKey, edited
from .story_file import StoryFile

STANDING = ("status", "stage", "date", "publish_at", "breaking_until", "note", "corrections")
"""The keys that say whether and when readers see a story, and what was mended since. They are of today, not of a version."""


def brought_back(old: StoryFile, now: StoryFile) -> StoryFile | Refusal:
    """The words of ``old`` in a story that stands where ``now`` stands: a published one stays published, with its moments and
    its corrections. Of a plain page or a profile ``old`` itself.

    A refusal where the front matter of ``old`` cannot be edited.
    """
    if old.kind is not FileKind.STORY:
        return old
    edits: list[Edit] = []
    for key in STANDING:
        if key in now.values:
            if old.values.get(key) != now.values[key]:
                edits.append(SetKey(key, now.values[key]))
        elif key in old.values:
            edits.append(RemoveKey(key))
    return edited(old, edits) if edits else old
