"""``newsgen next``: when the next build is due by itself."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime

from ..build import Options
from ..messages import lines, say
from ..moments import of_microseconds
from ..problems import N_
from ..queries import ALL, BREAKING, LIVE
from ..record import FAILURES
from .looking import UNREADABLE, looking

REASONS = {
    ALL: N_("is published"),
    BREAKING: N_("is breaking news no more"),
    LIVE: N_("is live no more"),
}
OTHERWISE = N_("changes")


@dataclass(frozen=True, slots=True)
class Due:
    """A story that changes of itself at a moment; ``why`` is ``published``, ``breaking``, ``live`` or ``other``."""

    at: datetime
    path: str
    facet: str

    @property
    def why(self) -> str:
        return {ALL: "published", BREAKING: "breaking", LIVE: "live"}.get(self.facet, "other")


def next_build(options: Options, lang: str, *, as_json: bool) -> int:
    """Print the next moment at which a build would publish or retire something, and the stories. Exit code 0, or 1 when
    the sources have errors."""
    try:
        with looking(options) as looked:
            if looked.prepared is None:
                for problem in looked.problems:
                    print("\n".join(lines(problem, lang)), file=sys.stderr)
                return 1
            zone, view = looked.prepared.inputs.settings.zone, looked.prepared.index.after
            due: list[Due] = []
            for facet, moment, identifier in looked.record.coming(view):
                at = of_microseconds(moment, zone)
                if due and at != due[0].at:
                    break
                story = looked.record.story(identifier)
                due.append(Due(at, story.path if story else identifier, facet))
    except FAILURES:
        print("\n".join(lines(UNREADABLE, lang)), file=sys.stderr)
        return 1
    if as_json:
        stories = [{"file": one.path, "why": one.why} for one in due]
        print(json.dumps({"next": due[0].at.isoformat() if due else None, "stories": stories}, ensure_ascii=False))
    elif not due:
        print(say(lang, N_("Nothing is due.")))
    else:
        print(due[0].at.isoformat())
        for one in due:
            print(f"  {one.path}: {say(lang, REASONS.get(one.facet, OTHERWISE))}")
    return 0
