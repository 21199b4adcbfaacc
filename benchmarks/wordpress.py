"""Generate exports of WordPress that are identical on every machine, and measure how they are read.

    python benchmarks/wordpress.py FILE COUNT     writes an export with COUNT Arabic posts
    python benchmarks/wordpress.py FILE           reads it: seconds of processor time for 1,000 posts, and memory
    python benchmarks/wordpress.py FILE FOLDER    imports it into a new site, imports it again, and builds the site

Seconds are those of processors, which other work on the machine changes little. Every step is a process of its own, so that
its memory is its own too; that of a build is the largest of its processes'.

Half of the posts are classic bodies, half were written in the block editor. Three of four have a featured picture, which stands
behind the post; each has comments and the fields that plugins leave.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from corpus import NAMES, NOUNS, SECTIONS, VERBS, WORDS

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>بريد السنونو</title><link>https://news.example.org</link><language>ar</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://news.example.org</wp:base_site_url>
<wp:base_blog_url>https://news.example.org</wp:base_blog_url>
"""
SIZES = (
    'a:4:{{s:5:"width";i:1920;s:6:"height";i:1280;s:4:"file";s:{length}:"{file}";s:5:"sizes";a:1:{{s:6:"medium";a:3:{{s:4:"file";'
    's:15:"big-300x200.jpg";s:5:"width";i:300;s:6:"height";i:200;}}}}}}'
)


def sentence(draw: random.Random) -> str:
    words = [draw.choice(VERBS), draw.choice(NOUNS), *draw.choices(WORDS, k=draw.randint(8, 20)), draw.choice(NOUNS)]
    return " ".join(words) + "."


def paragraph(draw: random.Random) -> str:
    return " ".join(sentence(draw) for _ in range(draw.randint(2, 4)))


def classic(draw: random.Random, number: int) -> str:
    parts = [paragraph(draw) for _ in range(draw.randint(4, 9))]
    parts[1] += f"\n<strong>{sentence(draw)}</strong>"
    shot = f'<img class="wp-image-{number + 1}" src="https://news.example.org/wp-content/uploads/2020/05/p{number + 1}-300x200.jpg" alt="" />'
    parts.insert(
        2, f'[caption id="attachment_{number + 1}" align="alignright" width="300"]{shot} {sentence(draw)}[/caption]'
    )
    if number % 5 == 0:
        parts.insert(3, f'[gallery ids="{number + 1},{number + 1}"]')
    parts.insert(4, f"<h3>{draw.choice(NOUNS)}</h3>\n<blockquote>{sentence(draw)}</blockquote>")
    return "\n\n".join(parts)


def of_blocks(draw: random.Random, number: int) -> str:
    parts = [
        f"<!-- wp:paragraph -->\n<p>{paragraph(draw)}</p>\n<!-- /wp:paragraph -->" for _ in range(draw.randint(4, 9))
    ]
    parts.insert(
        2,
        f'<!-- wp:image {{"id":{number + 1},"sizeSlug":"large"}} -->\n<figure class="wp-block-image"><img '
        f'src="https://news.example.org/wp-content/uploads/2020/05/p{number + 1}-1024x683.jpg" alt="" class="wp-image-{number + 1}"/>'
        f"<figcaption>{sentence(draw)}</figcaption></figure>\n<!-- /wp:image -->",
    )
    parts.insert(4, f"<!-- wp:heading -->\n<h2>{draw.choice(NOUNS)}</h2>\n<!-- /wp:heading -->")
    return "\n\n".join(parts)


def element(name: str, value: object) -> str:
    return f"<{name}><![CDATA[{value}]]></{name}>\n"


def meta(key: str, value: object) -> str:
    return "<wp:postmeta>" + element("wp:meta_key", key) + element("wp:meta_value", value) + "</wp:postmeta>\n"


def item(draw: random.Random, number: int, when: datetime) -> str:
    title = " ".join([draw.choice(VERBS), draw.choice(NOUNS), *draw.choices(WORDS, k=4)])
    slug = quote(title.replace(" ", "-")).lower()[:200]
    section = draw.randrange(len(SECTIONS))
    utc = when - timedelta(hours=3)
    comments = "".join(
        "<wp:comment>" + element("wp:comment_author_email", f"reader{n}@example.org")
        + element("wp:comment_author_IP", "192.0.2.7") + element("wp:comment_content", sentence(draw)) + "</wp:comment>\n"
        for n in range(2)
    )  # fmt: skip
    picture = meta("_thumbnail_id", number + 1) if number % 4 else ""
    return (
        "<item>\n" + element("title", title) + f"<link>https://news.example.org/{when:%Y/%m/%d}/{slug}/</link>\n"
        + element("dc:creator", f"author{draw.randint(1, 30)}") + f"<guid>https://news.example.org/?p={number}</guid>\n"
        + element("content:encoded", classic(draw, number) if number % 4 < 2 else of_blocks(draw, number))
        + element("excerpt:encoded", sentence(draw)) + f"<wp:post_id>{number}</wp:post_id>\n"
        + element("wp:post_date", when) + element("wp:post_date_gmt", utc) + element("wp:post_modified", when)
        + element("wp:post_modified_gmt", utc) + element("wp:post_name", slug) + element("wp:status", "publish")
        + "<wp:post_parent>0</wp:post_parent>" + element("wp:post_type", "post") + element("wp:post_password", "")
        + f'<category domain="category" nicename="{SECTIONS[section]}"><![CDATA[{NAMES[section]}]]></category>\n'
        + f'<category domain="post_tag" nicename="{quote(draw.choice(NOUNS))}"><![CDATA[{draw.choice(NOUNS)}]]></category>\n'
        + picture + meta("_edit_last", 1) + meta("_wp_old_slug", f"old-{number}") + comments + "</item>\n"
    )  # fmt: skip


def attachment(number: int, parent: int, when: datetime) -> str:
    file = f"2020/05/p{number}.jpg"
    return (
        "<item>\n" + element("title", f"p{number}") + f"<link>https://news.example.org/p{number}/</link>\n"
        + element("excerpt:encoded", "سطوح البلدة") + f"<wp:post_id>{number}</wp:post_id>\n" + element("wp:post_date", when)
        + element("wp:post_name", f"p{number}") + element("wp:status", "inherit") + f"<wp:post_parent>{parent}</wp:post_parent>\n"
        + element("wp:post_type", "attachment")
        + element("wp:attachment_url", f"https://news.example.org/wp-content/uploads/{file}")
        + meta("_wp_attached_file", file) + meta("_wp_attachment_metadata", SIZES.format(file=file, length=len(file)))
        + meta("_wp_attachment_image_alt", "سطوح متلاصقة") + "</item>\n"
    )  # fmt: skip


def export(count: int) -> Iterator[str]:
    """The parts of an export with ``count`` posts."""
    draw = random.Random(20)
    yield HEAD
    for number in range(1, 31):
        author = element("wp:author_login", f"author{number}") + element(
            "wp:author_email", f"author{number}@example.org"
        )
        yield "<wp:author>" + author + element("wp:author_display_name", f"محرر {number}") + "</wp:author>\n"
    for number, (slug, name) in enumerate(zip(SECTIONS, NAMES, strict=True), 1):
        fields = (
            f"<wp:term_id>{number}</wp:term_id>" + element("wp:category_nicename", slug) + element("wp:cat_name", name)
        )
        yield f"<wp:category>{fields}</wp:category>\n"
    when = datetime(2011, 1, 1, 8)
    for number in range(1, 2 * count, 2):
        when += timedelta(minutes=97)
        yield item(draw, number, when)
        yield attachment(number + 1, number, when)
    yield "</channel></rss>\n"


SETTINGS = """\
title: بريد السنونو
base_url: https://news.example.org/
timezone: Asia/Amman
address: /{yyyy}/{mm}/{dd}/{slug}/
sections:
"""


def move_in(file: Path, folder: Path) -> None:
    """Import an export into a new site, again, and build it; print what each step cost."""
    folder.mkdir(parents=True)
    sections = "".join(f"  - {{id: {i}, name: {name}}}\n" for i, name in zip(SECTIONS, NAMES, strict=True))
    (folder / "site.yml").write_text(SETTINGS + sections, encoding="utf-8")
    imported = ["import", str(file.resolve()), "--json"]
    posts = 0
    for name, arguments in (("import", imported), ("import again", imported), ("build", ["build", "--quiet"])):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [sys.executable, "-m", "newsgen", *arguments, "--site", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        spent, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if name == "import":
            report = json.loads(done.stdout)
            posts = sum(report["counts"].get(outcome, 0) for outcome in ("written", "unchanged")) or 1
            print(report["counts"], {note["code"]: note["count"] for note in report["notes"]})
        elif done.returncode:
            print(done.stdout[-2000:], done.stderr[-2000:])
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"{name}: {seconds:.1f} s of processors ({spent:.0f} s passed), {seconds / posts * 1000:.2f} s for 1,000 posts, "
            f"largest process so far {after.ru_maxrss / 1024:.0f} MB",
            flush=True,
        )


def main() -> None:
    file = Path(sys.argv[1])
    if len(sys.argv) > 2 and not sys.argv[2].isdecimal():
        move_in(file, Path(sys.argv[2]))
        return
    if len(sys.argv) > 2:
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(export(int(sys.argv[2])))
        return
    from newsgen.importers.item import Item
    from newsgen.importers.wordpress.reading import read

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    source = read([file])
    source.index  # noqa: B018
    indexed = time.process_time()
    outlines = sum(1 for _ in source.outlines())
    outlined = time.process_time()
    kinds = Counter(found.kind.value if isinstance(found, Item) else "note" for found in source.items())
    done = time.process_time()
    posts = kinds["story"] or 1
    print(f"{file.stat().st_size / 1e6:.0f} MB, {dict(kinds)}, {outlines} outlines")
    for name, seconds in (("index", indexed - start), ("outlines", outlined - indexed), ("items", done - outlined)):
        print(f"{name}: {seconds:.1f} s, {seconds / posts * 1000:.2f} s for 1,000 posts")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, of which {before:.0f} before")


if __name__ == "__main__":
    main()
