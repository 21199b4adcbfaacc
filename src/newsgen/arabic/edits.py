"""Rounds of substitutions in one text, reported in positions of the original text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """A substitution: the characters from ``start`` to ``end``, at least one, become ``after``."""

    start: int
    end: int
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the original, from ``start`` to ``end``, with its present text; without rules it is unchanged."""

    text: str
    start: int
    end: int
    rules: tuple[str, ...] = ()


def revise(pieces: list[Piece], edits: list[Edit]) -> list[Piece]:
    """Apply one round of edits, which are sorted, do not overlap, and count in positions of the present text.

    An edit that overlaps a piece that was changed before is merged with it, so that pieces never overlap in the original. Takes
    one pass over pieces and edits.
    """
    text = "".join(piece.text for piece in pieces)
    atoms = list(_split(pieces, (cut for edit in edits for cut in (edit.start, edit.end))))
    out: list[Piece] = []
    place = n = e = 0
    while n < len(atoms):
        atom = atoms[n]
        stop = place + len(atom.text)
        n += 1
        if e == len(edits) or edits[e].start >= stop:
            out.append(atom)
            place = stop
            continue
        written: list[str] = []
        rules = list(atom.rules)
        at, last = place, atom
        while e < len(edits) and edits[e].start < stop:
            edit = edits[e]
            e += 1
            written += (text[at : edit.start], edit.after)
            rules.append(edit.rule)
            at = edit.end
            while stop < edit.end:
                last = atoms[n]
                stop += len(last.text)
                rules += last.rules
                n += 1
        written.append(text[at:stop])
        out.append(Piece("".join(written), atom.start, last.end, tuple(dict.fromkeys(rules))))
        place = stop
    return out


def _split(pieces: list[Piece], cuts: Iterable[int]) -> Iterator[Piece]:
    """Cut the unchanged pieces at these ascending positions of the present text."""
    waiting = iter(cuts)
    cut = next(waiting, None)
    place = 0
    for piece in pieces:
        stop = place + len(piece.text)
        rest = piece
        while cut is not None and cut < stop:
            if cut > place and not piece.rules:
                size = cut - place
                yield Piece(rest.text[:size], rest.start, rest.start + size)
                rest = Piece(rest.text[size:], rest.start + size, rest.end)
                place = cut
            cut = next(waiting, None)
        yield rest
        place = stop
