"""Exports of Ghost: own samples of both editors, tags, authors, members, and any JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import ghost
from newsgen.importers.ghost_cards import from_lexical, from_mobiledoc
from newsgen.importers.item import Item, Kind, Note, State
from tests.importers.reading import codes, everything, items, notes, one, written

POST = {
    "id": "p1", "uuid": "u1", "title": "عنوان", "slug": "عنوان-قديم", "html": '<p>نص <img src="__GHOST_URL__/content/images/a.jpg"></p>',
    "feature_image": "__GHOST_URL__/content/images/f.jpg", "status": "published", "type": "post", "visibility": "public", "featured": 1,
    "published_at": "2026-03-01T10:00:00.000Z", "updated_at": "2026-03-02T10:00:00.000Z", "custom_excerpt": "خلاصة", "author_id": "a1",
}  # fmt: skip


def export(*posts: Any, wrapped: bool = True) -> dict[str, Any]:
    data = {
        "posts": list(posts),
        "tags": [{"id": "t1", "name": "سياسة", "slug": "politics"}, {"id": "t2", "name": "#hash", "slug": "hash-hash"}, {"id": "t3", "name": "مياه", "slug": "water"}],
        "posts_tags": [{"post_id": "p1", "tag_id": "t3", "sort_order": 2}, {"post_id": "p1", "tag_id": "t2", "sort_order": 1}, {"post_id": "p1", "tag_id": "t1", "sort_order": 0}],
        "users": [{"id": "a1", "name": "هالة", "email": "hala@old.example", "password": "$2a$10$secretsecret"}, {"id": "a2", "name": "سامي", "email": "s@old.example"}],
        "posts_authors": [{"post_id": "p1", "author_id": "a2", "sort_order": 1}, {"post_id": "p1", "author_id": "a1", "sort_order": 0}],
        "posts_meta": [{"post_id": "p1", "feature_image_alt": "بديل", "feature_image_caption": "<b>تعليق</b>"}],
        "members": [{"email": "reader@old.example"}],
    }  # fmt: skip
    return (
        {"db": [{"meta": {"version": "5.0"}, "data": data}]} if wrapped else {"meta": {"exported_on": 1}, "data": data}
    )


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_post(tmp_path: Path, wrapped: bool) -> None:
    found = one(ghost.read, written(tmp_path, a_json=export(POST, wrapped=wrapped)))
    assert (found.id, found.kind, found.state, found.title) == ("ghost:u1", Kind.STORY, State.PUBLISHED, "عنوان")
    assert (found.slug, found.address, found.standfirst, found.sticky) == ("عنوان-قديم", "/عنوان-قديم/", "خلاصة", True)
    assert found.body == '<p>نص <img src="/content/images/a.jpg"></p>'
    assert ([term.name for term in found.sections], [term.name for term in found.tags]) == (["سياسة"], ["مياه"])
    assert found.authors == ("هالة", "سامي")
    assert found.image
    assert (found.image.src, found.image.alt, found.image.caption) == ("/content/images/f.jpg", "بديل", "تعليق")
    assert found.updated
    assert notes(found) == {"import-fields": {"names": "#hash"}}
    said = everything(ghost.read, tmp_path)
    assert "@" not in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("fields", "state", "kind"),
    [
        ({"status": "draft", "published_at": None}, State.DRAFT, Kind.STORY),
        ({"status": "scheduled"}, State.SCHEDULED, Kind.STORY),
        ({"status": "sent"}, State.DRAFT, Kind.STORY),
        ({"visibility": "paid"}, State.DRAFT, Kind.STORY),
        ({"visibility": "members"}, State.DRAFT, Kind.STORY),
        ({"type": "page"}, State.PUBLISHED, Kind.PAGE),
        ({"page": 1, "type": None}, State.PUBLISHED, Kind.PAGE),
        ({"published_at": "?"}, State.DRAFT, Kind.STORY),
    ],
)
def test_states(tmp_path: Path, fields: dict[str, Any], state: State, kind: Kind) -> None:
    found = one(ghost.read, written(tmp_path, a_json=export({**POST, **fields})))
    assert (found.state, found.kind) == (state, kind)


def words(text: str, style: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": style}


LEXICAL: list[tuple[dict[str, Any], str]] = [
    ({"type": "paragraph", "children": [words("أ"), words("ب", 1), words("ج", 3), {"type": "linebreak"}, words("<د>")]},
     "<p>أ<strong>ب</strong><em><strong>ج</strong></em><br>&lt;د&gt;</p>"),
    ({"type": "extended-heading", "tag": "h3", "children": [words("ع")]}, "<h3>ع</h3>"),
    ({"type": "extended-quote", "children": [words("ق")]}, "<blockquote><p>ق</p></blockquote>"),
    ({"type": "aside", "children": [words("ق")]}, '<blockquote class="pull"><p>ق</p></blockquote>'),
    ({"type": "list", "listType": "number", "start": 3, "children": [{"type": "listitem", "children": [words("ب")]}]}, '<ol start="3"><li>ب</li>\n</ol>'),
    ({"type": "paragraph", "children": [{"type": "link", "url": "/a", "children": [words("ر")]}]}, '<p><a href="/a">ر</a></p>'),
    ({"type": "image", "src": "/i.jpg", "alt": "ب", "caption": "<i>ت</i>", "width": 9}, '<figure><img src="/i.jpg" alt="ب" width="9"><figcaption><i>ت</i></figcaption></figure>'),
    ({"type": "gallery", "images": [{"src": "/1.jpg"}, {"src": "/2.jpg"}]}, '<figure><img src="/1.jpg" alt=""></figure><figure><img src="/2.jpg" alt=""></figure>'),
    ({"type": "codeblock", "code": "a < b", "language": "py"}, '<pre><code class="language-py">a &lt; b</code></pre>'),
    ({"type": "markdown", "markdown": "**أ**[^1]\n\n[^1]: ح"}, "<strong>أ</strong>"),
    ({"type": "html", "html": "<table></table>"}, "<table></table>"),
    ({"type": "horizontalrule"}, "<hr>"),
    ({"type": "embed", "url": "https://x.example/v", "html": "", "caption": "ت"}, '<p><a href="https://x.example/v">https://x.example/v</a></p>\n<p>ت</p>'),
    ({"type": "bookmark", "url": "https://x.example", "metadata": {"title": "ع"}}, '<p><a href="https://x.example">ع</a></p>'),
    ({"type": "bookmark", "url": "https://x.example", "metadata": {"title": "ع", "description": "وصف"}, "caption": "<i>ت</i>"},
     '<p><a href="https://x.example">ع</a></p>\n<p>وصف</p>\n<p><i>ت</i></p>'),
    ({"type": "file", "src": "/f.pdf", "fileTitle": "ملف", "fileCaption": "وصف"}, '<p><a href="/f.pdf">ملف</a></p>\n<p>وصف</p>'),
    ({"type": "video", "src": "/v.mp4", "caption": "ف"}, '<p><a class="video" href="/v.mp4">ف</a></p>'),
    ({"type": "audio", "src": "/a.mp3", "title": "ص"}, '<p><a class="audio" href="/a.mp3">ص</a></p>'),
    ({"type": "file", "src": "/f.pdf", "fileTitle": "م"}, '<p><a href="/f.pdf">م</a></p>'),
    ({"type": "button", "buttonUrl": "/b", "buttonText": "ز"}, '<p><a href="/b">ز</a></p>'),
    ({"type": "toggle", "heading": "س", "content": "<p>ج</p>"}, "<h3>س</h3>\n<p>ج</p>"),
    ({"type": "callout", "calloutText": "ت"}, "<aside><p>ت</p></aside>"),
    ({"type": "product", "productTitle": "م"}, "<p>م</p>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "html"), LEXICAL, ids=[str(node["type"]) + str(n) for n, (node, _) in enumerate(LEXICAL)]
)
def test_lexical(node: dict[str, Any], html: str) -> None:
    found, _ = from_lexical(json.dumps({"root": {"type": "root", "children": [node]}}))
    assert html in found


def test_cards_without_a_counterpart_are_counted(tmp_path: Path) -> None:
    nodes = [{"type": "signup", "header": "اشترك"}, {"type": "xyz", "content": "محفوظ"}, {"type": "xyz"}]
    post = {**POST, "html": None, "lexical": json.dumps({"root": {"children": nodes}})}
    found = one(ghost.read, written(tmp_path, a_json=export(post)))
    assert found.body == "<p>محفوظ</p>\n"
    assert notes(found)["import-card"] == {"name": "xyz"}
    assert notes(found)["import-card-dropped"] == {"name": "signup"}


def test_mobiledoc() -> None:
    document = {
        "version": "0.3.1", "markups": [["strong"], ["a", ["href", "/x"]], ["script"]], "atoms": [["soft-return", "", {}]],
        "cards": [["image", {"src": "/i.jpg", "caption": "ت"}], ["hr", {}]],
        "sections": [[1, "p", [[0, [0], 1, "أ"], [1, [], 0, 0], [0, [1], 1, "ب"], [0, [2], 1, "<ج>"]]], [10, 0], [3, "ul", [[[0, [], 0, "د"]]]], [10, 1], [2, "/j.jpg"]],
    }  # fmt: skip
    html, told = from_mobiledoc(json.dumps(document))
    assert html == (
        '<p><strong>أ</strong><br><a href="/x">ب</a><span>&lt;ج&gt;</span></p>\n<figure><img src="/i.jpg" alt=""><figcaption>ت</figcaption></figure>\n'
        '<ul><li>د</li></ul>\n<hr>\n<figure><img src="/j.jpg" alt=""></figure>\n'
    )
    assert told == []


def test_a_broken_post_costs_itself(tmp_path: Path) -> None:
    text = json.dumps(export(POST, "BROKEN", {**POST, "uuid": "u2"})).replace('"BROKEN"', '{"uuid": "x", }')
    assert [found.id for found in items(ghost.read, written(tmp_path, a_json=text))] == ["ghost:u1", "ghost:u2"]
    assert "import-broken" in codes(ghost.read, tmp_path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [(b'{"db":[{"meta"', True), (b'{"meta":{"exported_on":1', True), (b'[{"db": [', False), (b'{"uri": "x", "headlines": []}', False), (b"<db>", False)],
)  # fmt: skip
def test_recognises(head: bytes, expected: bool) -> None:
    assert ghost.recognises(head) is expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("type children text format root sections markups atoms cards url images metadata".split()), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip
keys = st.sampled_from(
    "title slug html lexical mobiledoc status visibility published_at type custom_excerpt feature_image plaintext markdown".split()
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(keys, values | values.map(json.dumps), max_size=8))
def test_any_json_gives_an_answer(tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("g")
    written(folder, a_json=export({**fields, "id": "p9", "uuid": "u9"}, {**POST, "uuid": "u2"}))
    found = list(ghost.read([folder]).items())
    assert all(isinstance(thing, Item | Note) for thing in found)
    assert any(isinstance(thing, Item) and thing.id == "ghost:u2" for thing in found)


def test_texts_for_search_engines_are_told(tmp_path: Path) -> None:
    data = export(
        {"id": "1", "title": "ع", "html": "<p>ن</p>", "status": "published", "published_at": "2020-05-31T20:30:00Z"}
    )
    tables = data["db"][0]["data"] if "db" in data else data["data"]
    tables["posts_meta"] = [
        {"post_id": "1", "meta_title": "عنوان آخر", "og_description": "", "meta_description": "وصف"}
    ]
    assert notes(one(ghost.read, written(tmp_path, a_json=data)))["import-fields"] == {
        "names": "meta_title, meta_description"
    }
