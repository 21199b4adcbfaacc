"""The part of the Unicode bidirectional algorithm that decides how a foreign run looks inside Arabic text."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import bidirectional

_OPENING = {"(": ")", "[": "]", "{": "}"}
_NEUTRAL = frozenset(("WS", "ON", "B", "S", "BN"))
LONGEST = 400
"""The length up to which runs are examined. Longer runs are always isolated: such a paragraph ends in a full stop anyway."""


@lru_cache(maxsize=4096)
def keeps_order(run: str) -> bool:
    """Return whether a run keeps its left-to-right order without isolation.

    It must keep it both after an Arabic letter and at a paragraph's start.
    False for a run that holds a right-to-left letter, and for one longer than ``LONGEST``, which is not examined.
    In a right-to-left paragraph every letter and digit of the run gets level 2; the run keeps its order if its neutrals get it
    too (UAX #9, rules W1 to W7 and N0 to N2, for a run with Arabic after it).
    """
    if len(run) > LONGEST:
        return False
    types = [bidirectional(char) or _unknown(char) for char in run]
    return all(_resolved(run, types[:], before) for before in ("AL", "R"))


def _unknown(char: str) -> str:
    """The type of a character that this Python's Unicode does not have: currency signs in their block, else letters."""
    return "ET" if "\u20a0" <= char <= "\u20cf" else "L"


def _resolved(run: str, types: list[str], before: str) -> bool:
    _weak(types, before)
    _brackets(run, types)
    last, neutral = "R", False
    for kind in types:
        if kind in _NEUTRAL:
            # N1: neutrals take a direction only from both sides; numbers count as right-to-left there.
            if last != "L":
                return False
            neutral = True
        elif kind in ("R", "AL"):
            return False
        else:
            if neutral and kind != "L":
                return False
            neutral = False
            last = "L" if kind == "L" else "R"
    return not neutral


def _weak(types: list[str], before: str) -> None:
    previous, strong = "R", before
    for n, kind in enumerate(types):  # W1, W2
        if kind == "NSM":
            kind = previous
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        types[n] = previous = kind
    for n in range(1, len(types) - 1):  # W4
        side = types[n - 1]
        if side == types[n + 1] and (types[n], side) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            types[n] = side
    for order in (range(len(types)), range(len(types) - 1, -1, -1)):  # W5
        number = False
        for n in order:
            if types[n] == "ET" and number:
                types[n] = "EN"
            number = types[n] == "EN"
    strong = "R"
    for n, kind in enumerate(types):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            types[n] = "ON"
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[n] = "L"


def _brackets(run: str, types: list[str]) -> None:
    """Apply rule N0: change the types of paired brackets in ``types``.

    A pair with L and none of R, AL, EN, AN inside becomes L if the nearest of these five types before it is L, else R.
    Other pairs keep their types.
    """
    open_: list[int] = []
    for n, char in enumerate(run):
        if char in _OPENING:
            open_.append(n)
        elif open_ and char == _OPENING[run[open_[-1]]]:
            start = open_.pop()
            inside = types[start + 1 : n]
            context = next((t for t in reversed(types[:start]) if t in ("L", "R", "AL", "EN", "AN")), "R")
            if "L" in inside and not {"R", "AL", "EN", "AN"} & set(inside):
                types[start] = types[n] = context if context == "L" else "R"
