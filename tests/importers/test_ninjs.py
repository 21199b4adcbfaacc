"""ninjs 1 to 3: own samples of each version, versions of a story, kills, media, what must not be published."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import ninjs
from newsgen.importers.item import Item, Kind, Note, State
from tests.importers.reading import codes, everything, items, notes, one, story, written

ONE = {
    "uri": "urn:x:1", "type": "text", "versioncreated": "2026-03-01T10:00:00+03:00", "byline": "بقلم: هالة السنديان، مازن المجداف",
    "headline": "عنوان قديم", "body_text": "الأولى.\n\nالثانية & <b>ثالثة</b>.", "language": "ar",
    "subject": [{"name": "اقتصاد", "code": "medtop:04000000"}, {"name": "مصارف", "code": "20000350"}],
    "place": [{"name": "عمّان"}], "located": "الزرقاء",
    "associations": {"main": {"uri": "urn:p:1", "type": "picture", "byline": "مصوّر", "description_text": "تعليق",
                              "renditions": {"s": {"href": "https://x.example/s.jpg", "mimetype": "image/jpeg", "width": 10},
                                             "l": {"href": "https://x.example/l.jpg", "mimetype": "image/jpeg", "width": 99, "height": 9}}}},
}  # fmt: skip


def test_ninjs_1(tmp_path: Path) -> None:
    item = one(ninjs.read, written(tmp_path, a_json=ONE))
    assert (item.id, item.kind, item.state, item.title) == ("urn:x:1", Kind.STORY, State.PUBLISHED, "عنوان قديم")
    assert item.body == "<p>الأولى.</p>\n<p>الثانية &amp; &lt;b&gt;ثالثة&lt;/b&gt;.</p>"
    assert item.authors == ("هالة السنديان", "مازن المجداف")
    assert [term.name for term in item.sections] == ["اقتصاد"]
    assert [term.name for term in item.tags] == ["مصارف"]
    assert item.places == ("الزرقاء", "عمّان")
    assert item.image
    assert (item.image.src, item.image.caption, item.image.credit) == ("https://x.example/l.jpg", "تعليق", "مصوّر")
    assert (item.image.width, item.image.height) == (99, 9)
    assert not item.notes


def test_ninjs_2_and_3_say_the_same(tmp_path: Path) -> None:
    second = {
        "uri": "urn:x:1", "type": "text", "versioncreated": "2026-03-01T10:00:00+03:00",
        "headlines": [{"role": "main", "value": "عنوان"}], "by": "Sara Ali",
        "bodies": [{"role": "html", "contenttype": "text/html", "value": "<p>نص</p>"}],
        "infosources": [{"name": "وكالة"}], "firstcreated": "2026-02-01T10:00:00Z",
        "associations": [{"name": "v", "type": "video", "uri": "urn:v", "headlines": [{"value": "فيلم"}],
                          "renditions": [{"href": "https://x.example/f.mp4", "contenttype": "video/mp4", "width": 640}]}],
    }  # fmt: skip
    third = json.loads(json.dumps(second).replace("created", "Created").replace("contenttype", "contentType"))
    (tmp_path / "2").mkdir()
    (tmp_path / "3").mkdir()
    first, other = (
        one(ninjs.read, written(tmp_path / name, a_json=form)) for name, form in (("2", second), ("3", third))
    )
    assert first == other
    assert first.body.startswith('<p><a class="video" href="https://x.example/f.mp4">فيلم</a></p>')
    assert first.published
    assert first.updated
    assert first.published < first.updated
    assert first.sources == ("وكالة",)


@pytest.mark.parametrize(
    ("bodies", "expected", "told"),
    [
        ([("text/plain", "نص الخبر كله"), ("text/html", "<p>نص الخبر كله</p>")], "<p>نص الخبر كله</p>", False),
        ([("text/plain", "أ ب ج د هـ"), ("application/xhtml+xml", "<p>و ز ح ط</p>")], "<p>و ز ح ط</p>", True),
        ([("application/nitf+xml", "<nitf><body><body.content><p>نص</p></body.content></body></nitf>")], "<p>نص</p>", False),
        ([("", "<p>بلا نوع</p>")], "<p>بلا نوع</p>", False),
        ([("", "بلا نوع < 3")], "<p>بلا نوع &lt; 3</p>", False),
        ([("text/html", "<html><head><title>س</title></head><body><h1>عنوان</h1><p>نص</p></body></html>")], "<p>نص</p>", False),
        ([("application/nitf+xml", "<nitf><!"), ("text/plain", "نص")], "<p>نص</p>", False),
    ],
)  # fmt: skip
def test_the_best_body_counts(tmp_path: Path, bodies: list[tuple[str, str]], expected: str, told: bool) -> None:
    form = story(bodies=[{"contentType": kind, "value": value} for kind, value in bodies])
    item = one(ninjs.read, written(tmp_path, a_json=form))
    assert item.body == expected
    assert ("import-other-body" in notes(item)) == told


def test_the_newest_version_counts_in_any_order(tmp_path: Path) -> None:
    old = story(version="9", headlines=[{"value": "قديم"}])
    new = story(version="10", headlines=[{"value": "جديد"}])
    for first, second in ((old, new), (new, old)):
        item = one(ninjs.read, written(tmp_path, a_json=first, b_json=second))
        assert item.title == "جديد"
        assert codes(ninjs.read, tmp_path) == ["import-superseded"]


def test_a_first_version_in_the_import_gives_the_date(tmp_path: Path) -> None:
    new = story(version="2", versionCreated="2026-03-02T10:00:00+03:00")
    item = one(ninjs.read, written(tmp_path, a_json=new, b_json=story()))
    assert item.published
    assert item.published.day == 1
    assert item.updated
    assert item.updated.day == 2


def test_a_kill_withdraws_and_has_no_text(tmp_path: Path) -> None:
    kill = story(version="2", pubStatus="canceled", versionCreated="2026-03-02T10:00:00+03:00", edNote="خطأ في الأرقام")
    item = one(ninjs.read, written(tmp_path, a_json=story(), b_json=kill))
    assert (item.state, item.body, item.standfirst, item.image) == (State.WITHDRAWN, "", "", None)
    assert notes(item)["import-editors"] == {"text": "خطأ في الأرقام"}
    assert "import-killed" in notes(item)


@pytest.mark.parametrize(
    ("status", "state"),
    [("usable", State.PUBLISHED), ("withheld", State.DRAFT), ("stat:canceled", State.WITHDRAWN), ("", State.PUBLISHED)],
)
def test_states(tmp_path: Path, status: str, state: State) -> None:
    assert one(ninjs.read, written(tmp_path, a_json=story(pubStatus=status))).state is state


@pytest.mark.parametrize("key", ["embargoed", "embargoedUntil"])
def test_an_embargo_is_kept(tmp_path: Path, key: str) -> None:
    item = one(ninjs.read, written(tmp_path, a_json=story(**{key: "2026-03-02T12:00:00Z"})))
    assert item.embargo
    assert item.embargo.isoformat() == "2026-03-02T12:00:00+00:00"


def test_times_without_an_offset_stay_so(tmp_path: Path) -> None:
    item = one(ninjs.read, written(tmp_path, a_json=story(versionCreated="2026-03-01T10:00:00")))
    assert item.published
    assert item.published.tzinfo is None


def test_another_language_is_told(tmp_path: Path) -> None:
    assert notes(one(ninjs.read, written(tmp_path, a_json=story(language="en-US"))))["import-language"] == {
        "language": "en-us"
    }
    assert not one(ninjs.read, written(tmp_path, a_json=story(language="ar-JO"))).notes


def test_a_picture_of_its_own_joins_the_story_that_refers_to_it(tmp_path: Path) -> None:
    shot = {
        "uri": "urn:p:1", "type": "picture", "versionCreated": "2026-03-01T10:00:00Z", "headlines": [{"value": "صورة"}],
        "descriptions": [{"role": "caption", "value": "تعليق الصورة"}],
        "renditions": [{"href": "p.jpg", "contentType": "image/jpeg", "width": 5, "height": 4}],
    }  # fmt: skip
    alone = one(ninjs.read, written(tmp_path, p_json=shot))
    assert (alone.kind, alone.body) == (Kind.BRIEF, "<p>تعليق الصورة</p>")
    assert alone.image
    assert alone.image.src == "p.jpg"
    joined = one(
        ninjs.read, written(tmp_path, a_json=story(associations=[{"name": "m", "uri": "urn:p:1", "type": "picture"}]))
    )
    assert joined.image
    assert joined.image.caption == "تعليق الصورة"
    assert codes(ninjs.read, tmp_path) == ["import-picture-used"]


def test_further_pictures_stand_below_the_text_once(tmp_path: Path) -> None:
    def shot(name: str) -> dict[str, Any]:
        files = [
            {"href": f"https://x.example/{name}-{size}.jpg", "contentType": "image/jpeg", "width": size}
            for size in (9, 90)
        ]
        return {
            "name": name,
            "type": "picture",
            "uri": name,
            "renditions": files,
            "descriptions": [{"value": f"تعليق {name}"}],
        }

    body = '<p>نص</p><figure><img src="https://x.example/b-9.jpg"></figure><figure><img src="https://x.example/a-9.jpg"></figure>'
    form = story(bodies=[{"contentType": "text/html", "value": body}], associations=[shot("a"), shot("b"), shot("c")])
    item = one(ninjs.read, written(tmp_path, a_json=form))
    assert item.image
    assert item.image.src == "https://x.example/a-90.jpg"
    assert "a-9" not in item.body
    assert item.body.count("b-90.jpg") == 1
    assert "b-9." not in item.body
    assert "<figcaption>تعليق c</figcaption>" in item.body


def test_nothing_private_leaves_the_reader(tmp_path: Path) -> None:
    form = story(
        by="Hala Sindian <hala.s@agency.example> (+962 79 555 1234)", edNote="Call desk@agency.example or +44 20 7946 0000.",
        usageTerms="Ask rights@agency.example", infoSources=[{"name": "desk2@agency.example", "contactInfo": [{"value": "x"}]}],
        people=[{"name": "Sami", "contactInfo": [{"type": "phone", "value": "+46 8 788 75 00"}]}],
        associations=[{"name": "p", "type": "picture", "by": "shooter@agency.example",
                       "descriptions": [{"value": "Photo: shooter@agency.example"}],
                       "renditions": [{"href": "a.jpg", "contentType": "image/jpeg"}]}],
    )  # fmt: skip
    written(tmp_path, a_json=form)
    said = everything(ninjs.read, tmp_path)
    assert "@agency" not in said
    assert "555" not in said
    assert "7946" not in said
    assert "788 75" not in said
    assert one(ninjs.read, tmp_path).authors == ("Hala Sindian",)
    assert "import-contact" in codes(ninjs.read, tmp_path)


FORMS = {
    "array": lambda forms: json.dumps(forms, indent=1),
    "flat array": lambda forms: json.dumps(forms),
    "lines": lambda forms: "\n".join(json.dumps(form) for form in forms) + "\n",
    "in a row": lambda forms: "\n".join(json.dumps(form, indent=2) for form in forms),
    "mark": lambda forms: "\ufeff" + json.dumps(forms),
}


@pytest.mark.parametrize("form", FORMS)
def test_many_in_one_file(tmp_path: Path, form: str) -> None:
    written(tmp_path, a_json=FORMS[form]([story(uri=f"urn:{n}") for n in range(5)]))
    assert [item.id for item in items(ninjs.read, tmp_path)] == [f"urn:{n}" for n in range(5)]
    assert all(item.place.startswith("a.json: ") for item in items(ninjs.read, tmp_path))


@pytest.mark.parametrize(
    "broken",
    ['{"uri": "urn:b", "x": }', '{"uri": "urn:b" "type": 1}', '{"uri": "urn:b, "type": "text"}', "17", "null", '"text"', "[1, 2]",
     '{"uri": ["a"]}', '{"type": "text"}', '{"uri": "urn:b", "a": ' + "[" * 300 + "]" * 300 + "}"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["array", "lines"])
def test_a_broken_item_costs_itself(tmp_path: Path, broken: str, form: str) -> None:
    good = [json.dumps(story(uri=f"urn:{n}")) for n in (1, 2)]
    parts = [good[0], broken, good[1]]
    (tmp_path / "a.json").write_text("[\n" + ",\n".join(parts) + "\n]" if form == "array" else "\n".join(parts) + "\n")
    assert [item.id for item in items(ninjs.read, tmp_path)] == ["urn:1", "urn:2"]
    assert len(codes(ninjs.read, tmp_path)) == 1


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"uri": "urn:e", "title": "مباراة", "eventDetails": {}}, "import-no-story"),
        ({"uri": "urn:e", "type": "planning"}, "import-no-story"),
        ({"uri": "urn:e", "type": "text", "embargoed": "2026-01-01T00:00:00Z"}, "import-empty"),
        ({"type": "text", "headline": "x"}, "import-no-id"),
    ],
)
def test_what_is_no_story_is_told(tmp_path: Path, form: dict[str, Any], code: str) -> None:
    written(tmp_path, a_json=form)
    assert items(ninjs.read, tmp_path) == []
    assert codes(ninjs.read, tmp_path) == [code]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"uri": "x", "versioncreated": "y"}', True),
        (b'\xef\xbb\xbf[{"uri": "x", "headlines": []', True),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"uri": "x", "headlines": 1', False),
        (b'{"db": [{"data": {"uri": "", "headlines": ""', False),
        (b"<newsItem>", False),
        (b"", False),
        (b'{"uri": "x"}', False),
    ],
)
def test_recognises(head: bytes, expected: bool) -> None:
    assert ninjs.recognises(head) is expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.sampled_from(["2026-01-01T00:00:00Z", "<p>x</p>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("role value name contenttype contentType href uri type rel literal width by descriptions renditions".split()), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
keys = st.sampled_from(
    "type version versioncreated firstcreated pubstatus embargoed headline headlines bodies body_html body_text body_nitf descriptions "
    "description_text by byline located places place subjects subject people infosources associations renditions ednote "
    "usageterms expires language title copyrightholder eventdetails".split()
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(keys, values, max_size=10))
def test_any_json_of_the_right_outer_shape_gives_an_answer(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("n")
    written(folder, a_json={**fields, "uri": "urn:x"}, b_json=story(uri="urn:y"))
    found = list(ninjs.read([folder]).items())
    assert all(isinstance(thing, Item | Note) for thing in found)
    assert any(isinstance(thing, Item) and thing.id == "urn:y" for thing in found)


def test_outlines_are_those_of_the_items(tmp_path: Path) -> None:
    written(tmp_path, a_json=[story(uri=f"urn:{n}") for n in range(3)])
    assert [outline.id for outline in ninjs.read([tmp_path]).outlines()] == [
        item.id for item in items(ninjs.read, tmp_path)
    ]


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("<p>للتواصل: desk@agency.example</p>", False),
        ("<p>Kontakt: Anna Muster, +49 30 1234567, &lt;desk@agency.example&gt;</p>", False),
        ('<p>Contact: <a href="mailto:desk@agency.example">desk@agency.example</a></p>', False),
        ("<ul><li>محرر: سلمى، desk@agency.example</li></ul>", False),
        ("<p>ودعت الوزارة من يريد أن يعترض إلى أن يكتب إلى info@ministry.example قبل نهاية الشهر الجاري.</p>", True),
        ("<p>بلغت الكلفة 00 ألف دينار + رسوم</p>", True),
        ("<p>وصل 2 + 3 قطارات @ المحطة</p>", True),
    ],
)
def test_lines_of_contacts_go_and_the_text_of_the_story_stays(tmp_path: Path, line: str, stays: bool) -> None:
    body = f"<p>نص الخبر.</p>{line}<p>نهاية الخبر.</p>"
    found = one(ninjs.read, written(tmp_path, a_json=story(bodies=[{"contentType": "text/html", "value": body}])))
    assert "نص الخبر" in found.body
    assert "نهاية الخبر" in found.body
    assert ("import-contact-line" not in notes(found)) is stays
    assert (body == found.body) is stays
    assert stays or "@" not in found.body


@pytest.mark.parametrize("version", ["1", "9", "20260301100000"])
def test_of_two_versions_of_one_moment_the_withdrawal_counts(tmp_path: Path, version: str) -> None:
    folder = written(
        tmp_path, a_json=story(version=version), b_json=story(version="1", pubStatus="canceled", bodies=[])
    )
    assert one(ninjs.read, folder).state is State.WITHDRAWN


def test_a_headline_below_the_first_is_the_standfirst_and_others_are_told(tmp_path: Path) -> None:
    headlines = [
        {"role": "main", "value": "عنوان"}, {"role": "subheadline", "value": "عنوان فرعي"}, {"role": "print", "value": "عنوان للورق"},
    ]  # fmt: skip
    found = one(ninjs.read, written(tmp_path, a_json=story(headlines=headlines)))
    assert (found.title, found.standfirst) == ("عنوان", "عنوان فرعي")
    assert notes(found)["import-fields"] == {"names": "headlines: print"}
