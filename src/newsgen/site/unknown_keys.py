"""The problem of an unknown key: an invisible character in it, the word of another system for it, or a slip of the keyboard."""

import difflib
import unicodedata
from collections.abc import Sequence
from typing import Any

from ..base.problems import N_, Problem, error
from .yamltext import Path

FOREIGN_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("headline", "heading", "subject", "post_title"),
    "kicker": ("overline", "eyebrow", "rubric"),
    "standfirst": ("description", "summary", "excerpt", "post_excerpt", "subtitle", "subhead", "subheadline", "lead", "lede",
                   "deck", "dek", "abstract", "intro", "meta_description"),
    "section": ("category", "categories", "post_category", "channel", "desk"),
    "place": ("location", "city", "dateline"),
    "date": ("created", "created_at", "date_created", "post_date", "pub_date", "published_at", "published_on",
             "date_published", "timestamp"),
    "updated": ("lastmod", "last_mod", "modified", "modified_at", "last_modified", "last_modified_at", "last_updated",
                "updated_at", "post_modified", "date_modified"),
    "publish_at": ("publish_date", "embargo", "embargo_until", "embargoed_until", "scheduled", "scheduled_at"),
    "breaking_until": ("breaking", "urgent"),
    "status": ("post_status", "state"),
    "authors": ("author", "byline", "by", "writer", "writers", "creator", "post_author", "reporter", "reporters"),
    "image": ("images", "featured_image", "feature_image", "featured_media", "thumbnail", "cover", "cover_image", "hero",
              "hero_image", "banner", "teaser", "og_image", "picture", "photo"),
    "tags": ("keywords", "topics", "post_tag", "post_tags", "labels"),
    "sources": ("source", "citations", "references", "via"),
    "related": ("related_posts", "related_articles", "related_stories", "see_also"),
    "slug": ("post_name", "basename"),
    "aliases": ("alias", "redirect_from", "old_urls"),
    "corrections": ("correction", "errata", "erratum"),
    "extra": ("params", "custom", "custom_fields", "meta", "metadata"),
    "src": ("path", "url", "file", "filename"),
}  # fmt: skip
"""Keys of this project with the keys that other systems (Hugo, Jekyll, WordPress, Ghost, editorial tools) have for them."""

DRAFT_SWITCHES = {
    "draft": True, "is_draft": True, "unpublished": True, "private": True, "hidden": True, "unlisted": True,
    "published": False, "publish": False, "public": False, "visible": False,
}  # fmt: skip
"""True-or-false keys of other systems, each with the value that makes a story a draft."""

IMAGE_PARTS = {
    "alt": ("alt", "alt_text", "image_alt"),
    "caption": ("caption", "image_caption"),
    "credit": ("credit", "image_credit", "photo_credit", "photographer"),
}
"""Keys of ``image`` with the top-level keys that other systems have for them."""

ADDRESSES = ("permalink", "url", "link", "path", "canonical", "canonical_url", "guid")
BODIES = ("body", "content", "text", "post_content")
LAYOUTS = ("layout", "type", "post_type", "post_format", "format", "template")
NOT_NEEDED = (
    "weight", "toc", "math", "mermaid", "comments", "comment_status", "ping_status", "menu_order", "nav_order", "pin", "pinned",
    "featured", "sticky", "post_id", "uuid", "lang", "language", "locale", "robots", "noindex", "sitemap", "outputs",
    "markup", "expiry_date", "link_title", "reading_time", "word_count", "post_parent", "post_password",
)  # fmt: skip
"""Keys of other systems that have no counterpart here."""


def unknown_key(path: Path, value: Any, known: Sequence[str], file: str, mark: tuple[int, int]) -> Problem:
    """The error of a key that a form does not know. ``path`` leads to the key, whose line and column is ``mark``; ``value``
    is what is written after it; ``known`` are the keys that may be written in its place.

    The error of an invisible character is at the column of that character.
    """
    line, column = mark
    name = str(path[-1])
    visible = _visible(name)
    key = ".".join([*(str(step + 1) if isinstance(step, int) else _visible(step) for step in path[:-1]), visible])
    hidden = [(offset, char) for offset, char in enumerate(name) if _is_invisible(char)]
    if hidden and visible.isascii():  # in a word of another script, a joiner may be right
        names = ", ".join(f"U+{ord(char):04X}" for _, char in hidden)
        columns = ", ".join(str(column + offset) for offset, _ in hidden)
        hint = (
            N_("Delete the character {names} in column {columns}.")
            if len(hidden) == 1
            else N_("Delete the characters {names} in columns {columns}.")
        )
        message = N_("The key “{key}” contains an invisible character.")
        return error("unknown-key", message, hint, key=key, names=names, columns=columns).at(
            file, line, column + hidden[0][0]
        )
    hint, values = _hint(visible, value, known)
    return error("unknown-key", N_("“{key}” is not a known key."), hint, key=key, **values).at(file, line, column)


def _hint(name: str, value: Any, known: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What to write instead of a key, with the values of the hint's fields."""
    normal = _normal(name)
    draft = _DRAFT_SWITCHES.get(normal)
    if draft is not None and "status" in known:
        if normal == "published" and _truth(value) is None and "date" in known:
            return _DID_YOU_MEAN, {"near": "date"}
        if _truth(value) is (not draft):
            return N_("Leave it out: a story without “status: draft” is published."), {}
        return N_("Write “{line}” instead."), {"line": "status: draft"}
    for key, foreign in _FOREIGN_KEYS.items():
        if key in known and normal in foreign:
            return _DID_YOU_MEAN, {"near": key}
    if "extra" in known:  # the front matter of a story
        for part, foreign in _IMAGE_PARTS.items():
            if normal in foreign:
                return N_("Write it under “image”, as “{part}: …”."), {"part": part}
        for foreign, hint in _OTHERS:
            if normal in foreign:
                return hint, {}
    if not name.isascii():
        from .arabic_words import KEYS, key_for

        if near := key_for(name, known):
            return _DID_YOU_MEAN, {"near": near}
        part = key_for(name, tuple(IMAGE_PARTS)) if "image" in known and "title" in known else ""
        if part:
            return N_("Write it under “image”, as “{part}: …”."), {"part": part}
        if any(key in KEYS for key in known):
            return N_("Keys are English words; known keys: {known}."), {"known": ", ".join(known)}
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return _DID_YOU_MEAN, {"near": close[0]}
    return N_("Known keys: {known}."), {"known": ", ".join(known)}


_DID_YOU_MEAN = N_("Did you mean “{near}”?")


def _normal(name: str) -> str:
    """A key in one form for ``publishDate``, ``publish-date``, ``Publish Date`` and ``publish_date``."""
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")


_DRAFT_SWITCHES = {_normal(name): draft for name, draft in DRAFT_SWITCHES.items()}
_FOREIGN_KEYS = {key: frozenset(map(_normal, foreign)) for key, foreign in FOREIGN_KEYS.items()}
_IMAGE_PARTS = {part: frozenset(map(_normal, foreign)) for part, foreign in IMAGE_PARTS.items()}
_OTHERS = tuple(
    (frozenset(map(_normal, foreign)), hint)
    for foreign, hint in (
        (ADDRESSES, N_("Write the last part of the address as “slug: …”, and old addresses under “aliases”.")),
        (BODIES, N_("Write the text below the second “---”.")),
        (LAYOUTS, N_("Leave it out; “kind” says what kind of story it is.")),
        (NOT_NEEDED, N_("Leave it out, or put it under “extra” if your templates read it.")),
    )
)


def _truth(value: Any) -> bool | None:
    """Whether a text says yes (true, yes, on, 1) or no (false, no, off, 0); None for other values and texts."""
    word = value.casefold() if isinstance(value, str) else ""
    return True if word in ("true", "yes", "on", "1") else False if word in ("false", "no", "off", "0") else None


def _visible(text: str | int) -> str:
    return "".join(char for char in str(text) if not _is_invisible(char))


def _is_invisible(char: str) -> bool:
    """Whether a character shows nothing: a control or format character, or a space other than U+0020; and those of
    Unicode's Default_Ignorable_Code_Point that are letters or marks by their category."""
    return (
        unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")
        or (unicodedata.category(char) == "Zs" and char != " ")
        or char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
        or "\ufe00" <= char <= "\ufe0f"
    )
