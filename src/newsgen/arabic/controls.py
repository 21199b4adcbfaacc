"""Bidi controls in a text: take them out, or find those that no source should contain."""

from __future__ import annotations

import re

from .character_classes import BIDI_CONTROLS, DIRECTION_MARKS, EMBEDDINGS, ISOLATES, POP_ISOLATE

_CONTROL = re.compile(f"[{BIDI_CONTROLS}]")


def strip_controls(text: str) -> str:
    """Remove all bidi controls: embeddings, overrides, isolates and marks."""
    return _CONTROL.sub("", text)


def bidi_controls(text: str) -> tuple[int, ...]:
    """Return the offsets of controls that no source should contain, ascending; () for a text without any.

    They are U+202A..202E, and the isolates and pop isolates that have no partner in their paragraph.
    Direction marks (U+200E, U+200F, U+061C) and paired isolates affect only their own surroundings, and are not listed.
    """
    if not _CONTROL.search(text):
        return ()
    found, open_ = [], []
    for match in re.finditer(rf"[{BIDI_CONTROLS}\n\r\x1c-\x1e\x85\u2029]", text):
        char, at = match[0], match.start()
        if char in EMBEDDINGS:
            found.append(at)
        elif char in ISOLATES:
            open_.append(at)
        elif char == POP_ISOLATE:
            if open_:
                open_.pop()
            else:
                found.append(at)
        elif char not in DIRECTION_MARKS:
            found += open_
            open_ = []
    return tuple(sorted(found + open_))
