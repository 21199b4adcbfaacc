"""Markdown of Hugo, Zola, Jekyll, Hexo, Pelican and Eleventy: own samples, addresses, tags, what is broken."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import commonmark, hugo_shortcodes, liquid_tags, markdown_files
from newsgen.importers.foreign_front_matter import split
from newsgen.importers.item import Item, Kind, Note, State
from tests.importers.reading import codes, everything, items, notes, one
from tests.support.cases import sampled


def site(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


HUGO = 'baseURL = "https://old.example/"\n'
POST = "---\ntitle: عنوان\ndate: 2026-03-01T10:00:00+03:00\n{more}---\n{body}\n"


def post(more: str = "", body: str = "نص") -> str:
    return POST.format(more=more and more + "\n", body=body)


def test_hugo_front_matter(tmp_path: Path) -> None:
    more = (
        "publishDate: 2026-03-02T10:00:00+03:00\nlastmod: 2026-03-03\nexpiryDate: 2027-01-01\ntags: [مياه, نهر]\ncategories: [سياسة]\n"
        "description: خلاصة\nauthor: هالة\nimage: cover.jpg\naliases: [/old/a, /b.html]\ncustom: 1\nlang: ar"
    )
    found = one(markdown_files.read, site(tmp_path, {"hugo.toml": HUGO, "content/news/خبر-أول.md": post(more)}))
    assert (found.id, found.title, found.state) == ("md:news/خبر-أول.md", "عنوان", State.PUBLISHED)
    assert (found.slug, found.address) == ("خبر-أول", "https://old.example/news/خبر-أول/")
    assert found.aliases == ("https://old.example/old/a", "https://old.example/b.html")
    assert ([term.name for term in found.sections], [term.name for term in found.tags]) == (["سياسة"], ["مياه", "نهر"])
    assert (found.standfirst, found.authors) == ("خلاصة", ("هالة",))
    assert found.image
    assert found.image.src == "https://old.example/news/خبر-أول/cover.jpg"
    assert found.embargo
    assert found.updated
    assert set(notes(found)) == {"import-embargo", "import-expires", "import-fields"}
    assert notes(found)["import-fields"] == {"names": "custom"}


ADDRESSES = [
    ({"hugo.toml": HUGO}, "content/a/b.md", "", "https://old.example/a/b/"),
    ({"hugo.toml": HUGO}, "content/a/b/index.md", "", "https://old.example/a/b/"),
    ({"hugo.toml": HUGO}, "content/a/B C.md", "", "https://old.example/a/b-c/"),
    ({"hugo.toml": HUGO}, "content/a/b.md", "slug: other", "https://old.example/a/other/"),
    ({"hugo.toml": HUGO}, "content/a/b.md", "url: /x/y.html", "https://old.example/x/y.html"),
    ({"hugo.toml": HUGO + "uglyURLs = true\n"}, "content/a/b.md", "", "https://old.example/a/b.html"),
    ({"hugo.toml": HUGO + '[permalinks]\na = "/:year/:month/:slug/"\n'}, "content/a/b.md", "slug: s", "https://old.example/2026/03/s/"),
    ({"hugo.toml": HUGO + '[permalinks.page]\na = "/:year/:filename/"\n'}, "content/a/b.md", "", "https://old.example/2026/b/"),
    ({"config.yaml": "baseURL: https://old.example/sub/\n"}, "content/a/b.ar.md", "", "https://old.example/sub/a/b/"),
    ({"config.toml": 'base_url = "https://old.example"\n'}, "content/a/2026-03-01-b.md", "", "https://old.example/a/b/"),
    ({"_config.yml": "url: https://old.example\n"}, "_posts/2026-03-01-b.md", "", "https://old.example/2026/03/01/b.html"),
    ({"_config.yml": "url: https://old.example\n"}, "_posts/2026-03-01-b.md", "categories: X Y", "https://old.example/x/y/2026/03/01/b.html"),
    ({"_config.yml": "url: https://old.example\n"}, "news/_posts/2026-03-01-b.md", "", "https://old.example/news/2026/03/01/b.html"),
    ({"_config.yml": "url: https://old.example\nbaseurl: /s\npermalink: pretty\n"}, "_posts/2026-03-01-خبر.md", "", "https://old.example/s/2026/03/01/خبر/"),
    ({"_config.yml": "permalink: /:year/:title:output_ext\n"}, "_posts/2026-03-01-b.md", "", "/2026/b.html"),
    ({"_config.yml": "permalink: none\n"}, "_posts/2026-03-01-b.md", "permalink: /p/:slug/", "/p/b/"),
    ({"_config.yml": "x: 1\n"}, "about.md", "", "/about.html"),
    ({"_config.yml": "new_post_name: x\n"}, "source/_posts/b.md", "", "/2026/03/01/b/"),
    ({"_config.yml": "new_post_name: x\npermalink: :category/:title.html\n"}, "source/_posts/b.md", "categories: [C D]", "/c-d/b.html"),
    ({"pelicanconf.py": "SITEURL = 'https://old.example'\n"}, "content/a.md", "slug: b", "https://old.example/b.html"),
    ({"pelicanconf.py": "ARTICLE_URL = '{date:%Y}/{slug}/'\n"}, "content/a.md", "slug: b", "/2026/b/"),
    ({"pelicanconf.py": "ARTICLE_URL = '{zzz}/{slug}/'\n"}, "content/a.md", "slug: b", ""),
    ({".eleventy.js": ""}, "posts/2026-03-01-b.md", "", "/posts/b/"),
    ({"eleventy.config.js": ""}, "src/posts/b/index.md", "", "/posts/b/"),
    ({".eleventy.js": ""}, "b.md", "permalink: /x/", "/x/"),
    ({".eleventy.js": ""}, "b.md", 'permalink: "/{{ title }}/"', ""),
    ({}, "_posts/2026-03-01-b.md", "", "/2026/03/01/b.html"),
    ({}, "a/b.md", "", "/a/b/"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("config", "name", "more", "address"), ADDRESSES, ids=[f"{n}-{row[1]}" for n, row in enumerate(ADDRESSES)]
)
def test_addresses(tmp_path: Path, config: dict[str, str], name: str, more: str, address: str) -> None:
    site(tmp_path, {**config, name: post(more)})
    found = one(markdown_files.read, tmp_path)
    assert found.address == address
    told = codes(markdown_files.read, tmp_path)
    assert ("import-address-unknown" in told) == (not address)
    assert ("import-address-computed" in told) == (not config or "eleventy" in "".join(config))


def test_the_folder_of_the_posts_alone(tmp_path: Path) -> None:
    site(tmp_path, {"_config.yml": "permalink: pretty\n", "_posts/2026-03-01-b.md": post()})
    assert one(markdown_files.read, tmp_path / "_posts").address == "/2026/03/01/b/"


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("+++\ntitle = 'ت'\ndate = 2026-03-01\n[taxonomies]\ntags = ['م']\n+++\nنص\n", "ت", "<p>نص</p>"),
        ('{\n"title": "ج", "date": "2026-03-01", "tags": ["م"]\n}\nنص\n', "ج", "<p>نص</p>"),
        ("Title: ب\nDate: 2026-03-01 10:00\nTags: م، ن\n\nنص\n", "ب", "<p>نص</p>"),
        ("\ufeff---\r\ntitle: و\r\ndate: 2026-03-01\r\n---\r\nنص\r\n", "و", "<p>نص</p>"),
        ("---\ndate: 2026-03-01\n---\n# من النص\n\nنص\n", "من النص", "<p>نص</p>"),
        ("---\ntitle: ن: ق\ndate: 2026-03-01\ntags:\n  - م\n---\nنص\n", "ن: ق", "<p>نص</p>"),
        ("---json\n{\"title\": \"ح\", \"date\": \"2026-03-01\"}\n---\nنص\n", "ح", "<p>نص</p>"),
        ("---\ntitle: &a ط\ndate: 2026-03-01\nother: *a\n---\nنص\n", "&a ط", "<p>نص</p>"),
        ("# بلا مقدمة\n\nنص\n", "بلا مقدمة", "<p>نص</p>"),
    ],
)  # fmt: skip
def test_forms_of_front_matter(tmp_path: Path, text: str, title: str, body: str) -> None:
    site(tmp_path, {"a/b.md": text})
    found = one(markdown_files.read, tmp_path)
    assert (found.title, found.body) == (title, body)


def test_broken_front_matter_is_told_with_its_line(tmp_path: Path) -> None:
    site(tmp_path, {"a.md": "---\ntitle: عنوان\nbad: [1\ndate: 2026-03-01\n---\nنص\n"})
    found = one(markdown_files.read, tmp_path)
    assert (found.title, found.published is not None) == ("عنوان", True)
    assert [note.place for note in found.notes if note.code.name == "import-front-matter"] != [""]


def test_hugo_shortcodes(tmp_path: Path) -> None:
    body = (
        '{{< figure src="p.jpg" alt="بديل" caption="تعليق" attr="مصوّر" link="https://x.example" >}}\n\n'
        '[الآخر]({{< ref "other.md#q" >}}) و[ذاك]({{% relref path="/news/other" %}}) و[ضائع]({{< ref "gone.md" >}})\n\n'
        '{{< youtube abc >}}\n\n{{% notice tip %}}\nمحفوظ **قوي**\n{{% /notice %}}\n\n{{< tweet user="u" id="1" >}}\n\n'
        '{{< highlight py "linenos=table" >}}\na < b\n{{< /highlight >}}\n\n{{</* raw */>}} {{< details summary="ملخص" >}}داخل{{< /details >}}'
    )
    site(tmp_path, {"hugo.toml": HUGO, "content/news/a.md": post(body=body), "content/news/other.md": post("slug: o")})
    found, _ = items(markdown_files.read, tmp_path)
    for part in (
        '<figure><a href="https://x.example"><img src="https://old.example/news/a/p.jpg" alt="بديل"></a><figcaption>تعليق <cite>مصوّر</cite></figcaption></figure>',
        '<a href="https://old.example/news/o/#q">الآخر</a>', '<a href="https://old.example/news/o/">ذاك</a>',
        '<a class="video" href="https://www.youtube.com/watch?v=abc">', "<p>محفوظ <strong>قوي</strong></p>", 'href="https://twitter.com/u/status/1"',
        '<pre><code class="language-py">a &lt; b\n</code></pre>', "{{&lt; raw &gt;}}", "<strong>ملخص</strong>", "داخل",
    ):  # fmt: skip
        assert part in found.body
    assert notes(found)["import-shortcode"] == {"name": "notice"}
    assert notes(found)["import-link-unknown"] == {"name": "gone.md"}


def test_liquid_tags(tmp_path: Path) -> None:
    body = (
        "[الآخر]({% post_url 2026-03-01-other %}) [ملف]({{ site.baseurl }}/f.pdf) {% raw %}{{ خام }}{% endraw %} {% comment %}سر{% endcomment %}\n\n"
        "{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% include video.html id=1 %} {{ page.title }} [ص]({{ '/x.png' | relative_url }})\n{: .note}"
    )
    site(
        tmp_path,
        {
            "_config.yml": "baseurl: /s\n",
            "_posts/2026-03-02-a.md": post(body=body),
            "_posts/2026-03-01-other.md": post(),
        },
    )
    found = items(markdown_files.read, tmp_path)[1]
    assert '<a href="/2026/03/01/other.html">الآخر</a> <a href="/s/f.pdf">ملف</a> {{ خام }}' in found.body
    assert '<pre><code class="language-ruby">puts 1\n</code></pre>' in found.body
    assert "{% include video.html id=1 %}" in found.body
    assert 'href="/s/x.png"' in found.body
    assert "سر" not in found.body
    tags = [dict(note.values)["tag"] for note in found.notes if note.code.name == "import-template-tag"]
    assert tags == ["{% include video.html id=1 %}", "{{ page.title }}"]
    assert "import-attributes" in notes(found)


def test_pelican(tmp_path: Path) -> None:
    text = (
        "Title: One\nDate: 2026-03-01 10:00\nModified: 2026-03-02\nCategory: سياسة\nTags: مياه, نهر\nAuthors: هالة <hala@old.example>; سامي\nSummary: خلاصة\n\n"
        "[ل]({filename}two.md) ![ص]({static}/images/x.png)\n"
    )
    site(tmp_path, {"pelicanconf.py": "SITEURL = ''\nimport os\nos.system('false')\n", "content/one.md": text,
                    "content/two.md": "Title: ثان\nSlug: two\nDate: 2026-03-01\nStatus: draft\n\nنص\n",
                    "content/pages/about.md": "Title: About\nSlug: about\n\nنص\n", "content/x.rst": "ع\n==\n"})  # fmt: skip
    first, page, second = items(markdown_files.read, tmp_path)
    assert (first.address, first.authors, first.standfirst) == ("/one.html", ("هالة", "سامي"), "خلاصة")
    assert first.body == '<p><a href="/two.html">ل</a> <img src="/images/x.png" alt="ص" /></p>'
    assert (page.kind, page.address) == (Kind.PAGE, "/pages/about.html")
    assert second.state is State.DRAFT
    assert "import-unread" in codes(markdown_files.read, tmp_path)
    assert "@" not in everything(markdown_files.read, tmp_path)


def test_an_arabic_title_without_a_slug_has_no_address_in_pelican(tmp_path: Path) -> None:
    site(tmp_path, {"pelicanconf.py": "", "content/a.md": "Title: عنوان\nDate: 2026-03-01\n\nنص\n"})
    assert one(markdown_files.read, tmp_path).address == ""
    assert "import-address-unknown" in codes(markdown_files.read, tmp_path)


@pytest.mark.parametrize(
    ("name", "more", "state"),
    [
        ("a/b.md", "draft: true", State.DRAFT), ("a/b.md", "published: false", State.DRAFT), ("_drafts/b.md", "", State.DRAFT),
        ("a/b.md", "status: hidden", State.DRAFT), ("a/b.md", "password: سر", State.PROTECTED), ("a/b.md", "draft: false", State.PUBLISHED),
    ],
)  # fmt: skip
def test_states(tmp_path: Path, name: str, more: str, state: State) -> None:
    found = one(markdown_files.read, site(tmp_path, {name: post(more)}))
    assert found.state is state
    assert (found.body == "") == (state is State.PROTECTED)


def test_what_is_no_story(tmp_path: Path) -> None:
    site(tmp_path, {"content/_index.md": post(), "README.md": "# ع\n", "node_modules/x/a.md": post(), ".git/a.md": post(), "public/a.md": post(),
                    "content/a.html": "<p>بلا مقدمة</p>", "content/b.html": post(body="<p>نص</p>")})  # fmt: skip
    found = one(markdown_files.read, tmp_path)
    assert found.body == "<p>نص</p>"
    assert codes(markdown_files.read, tmp_path).count("import-no-story") == 3


def test_outlines_agree_with_items(tmp_path: Path) -> None:
    site(
        tmp_path,
        {
            "a/b.md": post(),
            "a/c.md": "---\ndate: 2026-03-01\n---\n# ع\n",
            "a/d.md": "---\ntitle: ق\n---\nن",
            "a/e.md": post("password: x"),
        },
    )
    source = markdown_files.read([tmp_path])
    first = [(o.id, o.kind, o.state, o.published, o.slug, o.title, o.address, o.sections) for o in source.outlines()]
    second = [
        (i.id, i.kind, i.state, i.published, i.slug, i.title, i.address, i.sections)
        for i in source.items()
        if isinstance(i, Item)
    ]
    assert first == second


MARKDOWN = [
    ("أ[^1] ب[^two]\n\n[^1]: أولى\n[^two]: **ثانية**\n\n    فقرة", ['href="#fn:1" class="footnote-ref">1</a>', '<ol class="footnotes"><li id="fn:1"><p>أولى', "<strong>ثانية</strong>", "<p>فقرة"]),
    ("## ع {#id .c}", ['<h2 id="id">ع</h2>']),
    ("| أ | ب |\n|---|--:|\n| 1 | 2 |", ["<table>", "<th>أ</th>"]),
    ("~~ح~~", ["<s>ح</s>"]),
    ("> اقتباس\n{: .x}", ["<blockquote>", "اقتباس"]),
    ("[ر](/صورة-عربية.jpg)", ['href="/صورة-عربية.jpg"']),
    ("[ر](javascript:alert(1))", ['href="javascript:alert(1)"']),  # the tree's writer judges links, and tells
    ("نص[^غائب]", ["نص[^غائب]"]),
    ("* TOC\n{:toc}\n\nنص", ["<p>نص</p>"]),
    ("```\n{: .x} [^1]\n```", ["{: .x} [^1]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), MARKDOWN)
def test_markdown(text: str, parts: list[str]) -> None:
    html = commonmark.render(text).html
    for part in parts:
        assert part in html


def test_what_markdown_leaves_out_is_counted() -> None:
    assert commonmark.render("نص\n\n[^1]: لا أحد").unused_notes == 1
    assert commonmark.render("## ع {#a}\n\nن\n{: .b}").attribute_lists == 2


HOSTILE = [
    "[^a]" * 20_000, "[^a]: x\n\n" * 2_000 + "[^a]" * 2_000, "{:" * 20_000, "[^1]: [^1]\n\n[^1]", "{% raw %}" * 20_000, "{{<" * 20_000, "{%" * 20_000,
    '{{< x "' * 5_000, "{{< figure " * 5_000, "{% comment %}" * 10_000, "a\n" + " " * 50_000 + "{: .a", "# " + " " * 40_000 + "{#", "---\n" * 20_000,
    "<a " * 20_000, "![](" * 20_000, "{{ '" * 10_000,
]  # fmt: skip


@sampled(3)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_cost_little(text: str) -> None:
    before = time.process_time()
    body = split(text).body
    body, _ = hugo_shortcodes.expand(body, lambda name: "")
    body, _ = liquid_tags.expand(body, lambda name: "", "")
    commonmark.render(body)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("head", "expected"),
    [(b"---\ntitle: x\n", True), (b"---\nlayout: post\ntitle: x", True), (b'+++\ntitle = "x"', True), (b"Title: x\n", True), (b"\xef\xbb\xbf---\ndate: 1", True),
     (b"# x\n", False), (b"---\n- a\n", False), (b"<rss>", False), (b"{}", False)],
)  # fmt: skip
def test_recognises(head: bytes, expected: bool) -> None:
    assert markdown_files.recognises(head) is expected


pieces = st.sampled_from(
    "---|+++|title: x|title = 1|date: 2026|tags:|- a|[|]|{|}|{{<|>}}|{{< ref x >}}|{%|%}|{% raw %}|[^1]|[^1]: x|{#a}|نص|<p>|&amp;|\ud7ff|\x00|: |\t|categories: {a: b}|image: [x]|author: [{name: n}]".split(
        "|"
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=20), st.sampled_from("\n "))
def test_any_text_gives_an_answer(tmp_path_factory: pytest.TempPathFactory, parts: list[str], between: str) -> None:
    folder = site(
        tmp_path_factory.mktemp("m"),
        {"a.md": between.join(parts), "_posts/2026-01-01-b.md": "---\n" + between.join(parts)},
    )
    assert all(isinstance(found, Item | Note) for found in markdown_files.read([folder]).items())
