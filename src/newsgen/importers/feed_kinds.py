"""What an entry of Atom is: Blogger's exports hold drafts, pages, comments and settings beside the stories.

https://support.google.com/blogger/answer/41387; RFC 4685 (replies), RFC 5023 (drafts).
"""

from dataclasses import dataclass

from .hardened_xml import Node

KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
"""The scheme of the category that says what an entry is; no category for readers."""

_BLOGGER = "http://schemas.google.com/blogger/2018"
_THREADS = "http://purl.org/syndication/thread/1.0"
_PUBLISHING = frozenset({"http://www.w3.org/2007/app", "http://purl.org/atom/app#"})


@dataclass(frozen=True, slots=True)
class EntryKind:
    """``name`` is ``post``, ``page``, or that of what is no story: ``comment``, ``settings``, ``template``.

    ``is_draft`` and ``is_trashed`` say that readers never saw it, or no more. ``path`` is the old address where only the export
    says it.
    """

    name: str = "post"
    is_draft: bool = False
    is_trashed: bool = False
    path: str = ""


POST = EntryKind()


def kind_of(node: Node) -> EntryKind:
    """What an ``entry`` is, as far as it says so; else a post."""
    terms = [one.get("term") for one in node.elements("category") if one.get("scheme") == KIND_SCHEME]
    written = _of_blogger(node, "type") or (terms[0].rpartition("#")[2] if terms else "")
    if not written and any(child.space == _THREADS for child in node.elements("in-reply-to")):
        written = "comment"
    status = _of_blogger(node, "status").lower()
    controls = [
        one for control in node.elements("control") for one in control.elements("draft") if one.space in _PUBLISHING
    ]
    return EntryKind(
        written.lower() or "post",
        is_draft=any(one.text().lower() == "yes" for one in controls) or status in ("draft", "scheduled"),
        is_trashed="trash" in status or "deleted" in status,
        path=_of_blogger(node, "filename"),
    )


def _of_blogger(node: Node, name: str) -> str:
    return next((child.text() for child in node.elements(name) if child.space == _BLOGGER), "")
