"""Read the items of a JSON Feed: https://www.jsonfeed.org/version/1.1/."""

from collections.abc import Mapping
from typing import Any

from . import agency_text, moments
from .agency_body import Media
from .feed_entry import Entry
from .item import Picture, Term
from .ninjs_fields import entries, text


def from_json(fields: Mapping[str, Any], language: str) -> Entry:
    """Read an item; ``language`` is that of the feed. Any JSON in ``fields`` gives an entry, perhaps without an id."""
    html, plain = fields.get("content_html"), fields.get("content_text")
    body = html.strip() if isinstance(html, str) else ""
    if not body and isinstance(plain, str):
        body = agency_text.paragraphs(plain)
    people = [text(person.get("name")) for _, person in entries(fields.get("authors"))]
    one = fields.get("author")
    if not any(people) and isinstance(one, Mapping):
        people = [text(one.get("name"))]
    tags = fields.get("tags")
    image = text(fields.get("image")) or text(fields.get("banner_image"))
    address = text(fields.get("url"))
    changed = moments.parse(fields.get("date_modified"))
    return Entry(
        id=text(fields.get("id")) or address,
        title=agency_text.plain(text(fields.get("title"))),
        address=address,
        body=body,
        summary=text(fields.get("summary")),
        authors=tuple(name for name in people if name),
        terms=tuple(Term(name) for tag in (tags if isinstance(tags, list) else []) if (name := text(tag))),
        date=text(fields.get("date_published")),
        published=moments.parse(fields.get("date_published")) or changed,
        updated=changed,
        image=Picture(image) if image else None,
        media=tuple(
            Media(
                kind if kind in ("audio", "video", "image") else "file", Picture(source), title=text(file.get("title"))
            )
            for _, file in entries(fields.get("attachments"))
            if (source := text(file.get("url")))
            for kind in [text(file.get("mime_type")).partition("/")[0]]
        ),
        sources=(external,) if (external := text(fields.get("external_url"))) and external != address else (),
        language=text(fields.get("language")) or language,
    )
