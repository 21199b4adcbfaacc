"""The corrections of a story: the entries of the front matter's ``corrections``, one added, changed or deleted at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ..base.problems import N_
from ..site.timestamps import parse_moment
from .roles import Values
from .story_edit import Refusal, RemoveKey, SetKey, edited
from .story_file import StoryFile
from .unfit import Unfit, fitting_line
from .yaml_edit import Value

KEY = "corrections"

NO_TEXT = N_("Write what was wrong, and what is right.")
LONG = N_("A correction has at most {most} characters.")
NO_TIME = N_("Write the time of the correction like 2026-07-30 14:05.")
GONE = N_("Somebody else has changed or deleted this correction meanwhile: look at the list.")
NO_LIST = N_("The corrections of this story are written in a way that the desk does not know. Mend the file first.")


def corrections_of(values: Values) -> list[dict[str, str]]:
    """The corrections of a story as written, each with ``at`` and ``text``; entries that are none are left out."""
    written = values.get(KEY)
    entries = written if isinstance(written, list) else []
    return [
        {"at": str(entry.get("at") or ""), "text": str(entry.get("text") or "")}
        for entry in entries
        if isinstance(entry, dict)
    ]


def with_correction(file: StoryFile, at: str, text: str, was: Mapping[str, str] | None = None) -> StoryFile | Refusal:
    """The story with one more correction, or with this one in the place of the correction ``was``.

    ``at`` is written like 2026-07-30 14:05, in the site's zone. A new correction stands at the end of the list, or at its
    beginning where the newest one is written first. The story is as it was where that very correction is there already.
    Raises Unfit for words that cannot enter, and where ``was`` is there no more.
    """
    words = fitting_line(text, none=NO_TEXT, long=LONG)
    moment = _moment(at)
    if moment is None:
        raise Unfit(NO_TIME)
    entries = _entries(file)
    if any(one["text"] == words and _moment(one["at"]) == moment for one in corrections_of(file.values)):
        return file
    new = {"at": moment.isoformat(" ", "seconds" if moment.second else "minutes"), "text": words}
    if was is not None:
        place = _place(entries, was)
        return edited(file, [SetKey(KEY, [*entries[:place], new, *entries[place + 1 :]])])
    return edited(file, [SetKey(KEY, [new, *entries] if _newest_first(file.values) else [*entries, new])])


def without_correction(file: StoryFile, was: Mapping[str, str]) -> StoryFile | Refusal:
    """The story without a correction, as ``corrections_of`` gives it. Raises Unfit where it is there no more."""
    entries = _entries(file)
    place = _place(entries, was)
    left = [*entries[:place], *entries[place + 1 :]]
    return edited(file, [SetKey(KEY, left) if left else RemoveKey(KEY)])


def _entries(file: StoryFile) -> list[Value]:
    written = file.values.get(KEY)
    if written is not None and not isinstance(written, list):
        raise Unfit(NO_LIST)
    return list(written or ())


def _place(entries: Sequence[Value], was: Mapping[str, str]) -> int:
    """The index of a correction. Raises Unfit where it is not there."""
    wanted = {"at": was.get("at", ""), "text": was.get("text", "")}
    for place, entry in enumerate(entries):
        if isinstance(entry, dict) and corrections_of({KEY: [entry]}) == [wanted]:
            return place
    raise Unfit(GONE)


def _newest_first(values: Values) -> bool:
    moments = [moment for one in corrections_of(values) if (moment := _moment(one["at"])) is not None]
    times = [moment.replace(tzinfo=None) for moment in moments]
    return len(times) > 1 and times[0] > times[-1]


def _moment(written: str) -> datetime | None:
    try:
        return parse_moment(written.replace("T", " "))
    except ValueError:
        return None
