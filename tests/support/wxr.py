"""Exports of WordPress for tests: a newspaper of our own invention, of any number of items."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from newsgen.importers.item import Item, Note
from newsgen.importers.wordpress.item_of_post import Options
from newsgen.importers.wordpress.item_xml import Names, names_in
from newsgen.importers.wordpress.items import posts
from newsgen.importers.wordpress.post import Broken, Post
from newsgen.importers.wordpress.reading import read
from newsgen.importers.wordpress.stream import entries

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- <item>not one</item> -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>بريد النهر</title>
<link>https://river.example.org</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://river.example.org</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[rima]]></wp:author_login>\
<wp:author_email><![CDATA[rima@example.org]]></wp:author_email>\
<wp:author_display_name><![CDATA[ريما الصفصاف]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>water</wp:category_nicename>\
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[مياه]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>dams</wp:category_nicename>\
<wp:category_parent>water</wp:category_parent><wp:cat_name><![CDATA[سدود &amp; قنوات]]></wp:cat_name></wp:category>
"""
TAIL = "</channel>\n</rss>\n"


def element(name: str, text: str) -> str:
    return f"<{name}><![CDATA[{text}]]></{name}>"


def item(number: int, content: str = "ارتفع النهر.", **fields: str) -> str:
    """An item. ``fields`` are elements by their names without ``wp:``; ``inside`` is XML that stands at its end."""
    inside = fields.pop("inside", "")
    title = fields.pop("title", f"خبر {number}")
    excerpt = fields.pop("excerpt", "")
    link = fields.pop("link", f"https://river.example.org/2020/05/31/news-{number}/")
    creator = fields.pop("creator", "rima")
    usual = {
        "post_date": "2020-05-31 23:30:00",
        "post_date_gmt": "2020-05-31 20:30:00",
        "post_name": f"news-{number}",
        "status": "publish",
        "post_type": "post",
        "post_password": "",
        "post_parent": "0",
        "is_sticky": "0",
    }
    return "\n".join(
        [
            "<item>",
            element("title", title),
            f"<link>{link}</link>",
            element("dc:creator", creator),
            element("content:encoded", content),
            element("excerpt:encoded", excerpt),
            f"<wp:post_id>{number}</wp:post_id>",
            *(element(f"wp:{name}", text) for name, text in {**usual, **fields}.items()),
            inside,
            "</item>\n",
        ]
    )


def meta(key: str, value: str) -> str:
    return "<wp:postmeta>" + element("wp:meta_key", key) + element("wp:meta_value", value) + "</wp:postmeta>"


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'


def picture(number: int, file: str, **fields: str) -> str:
    """An item of the media library."""
    address = f"https://river.example.org/wp-content/uploads/{file}"
    inside = fields.pop("inside", "") + meta("_wp_attached_file", file)
    return item(number, "", post_type="attachment", status="inherit", attachment_url=address, inside=inside, **fields)


def export(*items: str) -> bytes:
    return (HEAD + "".join(items) + TAIL).encode()


def posts_of(data: bytes) -> list[Post | Broken]:
    """All items of an export's bytes."""
    found: list[Post | Broken] = []
    names: Names = {}
    for entry in entries(BytesIO(data)):
        if entry.name == "header":
            names = names_in(entry.data)
        elif entry.name == "item":
            found += posts(entry, names)
    return found


def read_items(folder: Path, *exports: bytes, options: Options | None = None) -> list[Item | Note]:
    """What the exports hold, which are written into a folder."""
    return list(read(list(_written(folder, exports)), options or Options(ZoneInfo("Asia/Amman"))).items())


def _written(folder: Path, exports: tuple[bytes, ...]) -> Iterator[Path]:
    for number, data in enumerate(exports, 1):
        path = folder / f"export-{number}.xml"
        path.write_bytes(data)
        yield path


def only(items: list[Item | Note]) -> Item:
    """The one story or page among these."""
    (found,) = [found for found in items if isinstance(found, Item) and found.kind.value != "attachment"]
    return found
