"""What browsers send and get: a story as keys and blocks, the edits of both, as JSON. docs/desk.md describes it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from .story_edit import Edit, InsertBlock, MoveBlock, RemoveBlock, RemoveKey, ReplaceBlock, SetKey
from .story_file import StoryFile
from .story_merge import Choice, Conflict

MOST_BODY = 8 * 2**20
"""The bytes of one request of a person who is logged in: a story of 2 MB as JSON."""

MOST_EDITS = 10_000
"""The most edits of one save; a story has at most as many blocks."""


class _Set(msgspec.Struct, tag="set", tag_field="do", forbid_unknown_fields=True):
    key: str
    value: Any


class _Unset(msgspec.Struct, tag="unset", tag_field="do", forbid_unknown_fields=True):
    key: str


class _Replace(msgspec.Struct, tag="replace", tag_field="do", forbid_unknown_fields=True):
    block: int
    source: str


class _Insert(msgspec.Struct, tag="insert", tag_field="do", forbid_unknown_fields=True):
    before: int
    source: str


class _Remove(msgspec.Struct, tag="remove", tag_field="do", forbid_unknown_fields=True):
    block: int


class _Move(msgspec.Struct, tag="move", tag_field="do", forbid_unknown_fields=True):
    block: int
    before: int


_Sent = _Set | _Unset | _Replace | _Insert | _Remove | _Move


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    edits: list[_Sent] = msgspec.field(default_factory=list)
    decisions: dict[str, Choice] = msgspec.field(default_factory=dict)
    seen: str = ""


class Request(msgspec.Struct, frozen=True):
    """A save as a browser sends it: the version that was opened, the edits, and what was decided of conflicts, whose other
    side was the version ``seen``."""

    version: str
    edits: tuple[Edit, ...]
    decisions: dict[str, Choice]
    seen: str


class BadRequest(ValueError):
    """The bytes of a request are no JSON of the contract."""


def read_request(data: bytes) -> Request:
    """Read a save. Raises BadRequest."""
    try:
        sent = msgspec.json.decode(data, type=_Request)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as failure:
        raise BadRequest(str(failure)) from None
    if len(sent.edits) > MOST_EDITS:
        raise BadRequest("too many edits")
    return Request(sent.version, tuple(map(_edit, sent.edits)), sent.decisions, sent.seen)


def _edit(sent: _Sent) -> Edit:
    if isinstance(sent, _Set):
        if not _is_value(sent.value):
            raise BadRequest(f"the value of {sent.key!r} holds more than texts, lists and groups of keys")
        return SetKey(sent.key, sent.value)
    if isinstance(sent, _Unset):
        return RemoveKey(sent.key)
    if isinstance(sent, _Replace):
        return ReplaceBlock(sent.block, sent.source)
    if isinstance(sent, _Insert):
        return InsertBlock(sent.before, sent.source)
    return RemoveBlock(sent.block) if isinstance(sent, _Remove) else MoveBlock(sent.block, sent.before)


def _is_value(value: object) -> bool:
    """Whether a value is as newsgen reads YAML: numbers and truth values are texts there."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_value(inner) for key, inner in value.items())
    return value is None or isinstance(value, str) or (isinstance(value, list) and all(map(_is_value, value)))


def story_as_json(path: str, file: StoryFile) -> dict[str, Any]:
    """A story for a browser."""
    return {
        "path": path,
        "kind": file.kind.value,
        "version": file.version,
        "keyed": file.keyed,
        "values": dict(file.values),
        "blocks": [{"kind": block.kind.value, "source": block.source} for block in file.blocks],
    }


def conflicts_as_json(conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Conflicts for a browser."""
    return [
        {"where": c.where.value, "name": c.name, "key": c.key, "base": c.base, "mine": c.mine, "theirs": c.theirs}
        for c in conflicts
    ]
