"""NewsML-G2 and NITF: own samples of items, messages, packages, versions, pictures; what is hostile or broken."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import newsml, newsml_g2, nitf
from newsgen.importers.item import Item, Kind, Note, State
from tests.importers.reading import codes, everything, items, notes, one, written

SPACE = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(
    guid: str = "urn:g:1", version: str = "1", *, content: str = "", meta: str = "", management: str = "", kind: str = "text",
    made: str = "2026-03-01T10:00:00+03:00", status: str = "usable", space: str = SPACE, rights: str = "",
) -> str:  # fmt: skip
    """A news item."""
    text = (
        content
        or '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>س</title></head><body><p>نص <b>قوي</b>.</p></body></html></inlineXML>'
    )
    return (
        f'<newsItem {space} guid="{guid}" version="{version}" standard="NewsML-G2" xml:lang="ar">'
        f'<catalogRef href="http://catalog.example/never-fetched.xml"/>{rights}'
        f'<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:X"><name>وكالة</name></provider>'
        f'<versionCreated>{made} </versionCreated><pubStatus qcode="stat:{status}"/>{management}</itemMeta>'
        f"<contentMeta><headline>عنوان</headline>{meta}</contentMeta><contentSet>{text}</contentSet></newsItem>"
    )


META = """
<contentCreated>2026-02-01T10:00:00+03:00</contentCreated>
<located qcode="city:1"><name xml:lang="en">Amman</name><name xml:lang="ar">عمّان</name></located>
<creator><name>سارة</name></creator><by>بقلم هالة السنديان</by>
<infoSource><name>مصدر</name></infoSource>
<subject type="cpnat:abstract" qcode="medtop:20000350"><name>مصارف</name></subject>
<subject type="cpnat:abstract" qcode="medtop:04000000"><name>اقتصاد</name></subject>
<subject type="cpnat:geoArea" qcode="x:1"><name>الزرقاء</name></subject>
<subject type="cpnat:abstract" qcode="medtop:20000351"/>
<keyword>دينار</keyword>
<headline role="hld:subHeadline">تحت العنوان</headline><headline role="hld:kicker">فوق</headline>
<dateline>عمّان (وكالة)</dateline><slugline>SLUG</slugline>
<description role="drol:summary">خلاصة</description>
"""


def test_an_item(tmp_path: Path) -> None:
    management = "<firstCreated>2026-02-28T10:00:00+03:00</firstCreated><embargoed>2026-03-02T00:00:00Z</embargoed>"
    found = one(newsml_g2.read, written(tmp_path, a_xml=item(meta=META, management=management)))
    assert (found.id, found.kind, found.title, found.kicker, found.standfirst) == (
        "urn:g:1",
        Kind.STORY,
        "عنوان",
        "فوق",
        "خلاصة",
    )
    assert found.body == "<p>نص <b>قوي</b>.</p>"
    assert [term.name for term in found.sections] == ["اقتصاد"]
    assert [term.name for term in found.tags] == ["مصارف", "دينار"]
    assert found.places == ("عمّان", "الزرقاء")
    assert found.authors == ("هالة السنديان",)
    assert found.sources == ("مصدر",)
    assert found.extra == {"dateline": "عمّان (وكالة)"}
    assert found.published
    assert found.updated
    assert found.embargo
    assert (found.published.day, found.updated.day, found.embargo.day) == (28, 1, 2)
    assert set(notes(found)) == {"import-embargo"}


NITF = """<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>عنوان</hl1><hl2>ثان</hl2></hedline>
<byline>By <person>Hala Sindian</person>, <byttl>Reporter</byttl> <virtloc>hala@agency.example</virtloc></byline>
<dateline><location>عمّان</location> <story.date>1 آذار</story.date></dateline><abstract><p>خلاصة</p></abstract></body.head>
<body.content><media media-type="image"><media-reference source="s.jpg" width="10"/><media-reference source="l.jpg" width="90" height="60" alternate-text="بديل"/>
<media-caption><p>تعليق</p></media-caption><media-producer>مصوّر</media-producer></media>
<p>قال <person>سامي</person> إن <money>5 دنانير</money> <em class="bold">كافية</em> &amp; تزيد.</p><hl2>فرعي</hl2>
<block><p>فقرة</p><bq><block><p>اقتباس</p></block><credit>قائل</credit></bq></block>
<table><tr><th>أ</th><td colspan="2">ب</td></tr></table><media media-type="video"><media-reference source="f.mp4"/><media-caption>فيلم</media-caption></media>
</body.content><body.end><tagline>تحرير سامي؛ sami@agency.example؛ +962 79 555 1234</tagline></body.end></body></nitf>"""


def test_nitf_inside(tmp_path: Path) -> None:
    found = one(
        newsml_g2.read,
        written(tmp_path, a_xml=item(content=f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>')),
    )
    assert found.authors == ("Hala Sindian",)
    assert found.standfirst == "خلاصة"
    assert found.places == ("عمّان",)
    assert found.image
    assert (found.image.src, found.image.alt, found.image.caption, found.image.credit) == (
        "l.jpg",
        "بديل",
        "تعليق",
        "مصوّر",
    )
    for part in (
        "<p>قال سامي إن 5 دنانير <strong>كافية</strong> &amp; تزيد.</p>", "<h2>فرعي</h2>", "<blockquote><p>اقتباس</p><p>قائل</p></blockquote>",
        '<table><tr><th>أ</th><td colspan="2">ب</td></tr></table>', '<video controls src="f.mp4"></video>', "<p>تحرير سامي</p>",
    ):  # fmt: skip
        assert part in found.body
    assert "l.jpg" not in found.body
    assert "@" not in found.body


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ('<inlineData contenttype="text/plain">أولى\n\nثانية &lt;3</inlineData>', "<p>أولى</p>\n<p>ثانية &lt;3</p>"),
        ('<inlineData contenttype="text/html">&lt;p&gt;نص&lt;/p&gt;</inlineData>', "<p>نص</p>"),
        ('<inlineData contenttype="text/plain" encoding="enc:base64">2YbYtQ==</inlineData>', "<p>نص</p>"),
        ('<inlineXML><div xmlns="http://www.w3.org/1999/xhtml"><br/>نص</div></inlineXML>', "<div><br>نص</div>"),
        (
            '<inlineXML><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:p>نص</h:p></h:body></h:html></inlineXML>',
            "<p>نص</p>",
        ),
    ],
)
def test_bodies(tmp_path: Path, content: str, body: str) -> None:
    assert one(newsml_g2.read, written(tmp_path, a_xml=item(content=content))).body == body


def test_a_message_with_a_package_joins_the_picture_to_the_text(tmp_path: Path) -> None:
    shot = item(
        "urn:p", kind="picture", meta='<creditline>وكالة</creditline><description role="drol:caption">تعليق</description>',
        content='<remoteContent rendition="rnd:thumb" href="./t.jpg" contenttype="image/jpeg" width="9"/>'
        '<remoteContent rendition="rnd:highRes" href="file:///./l.jpg" contenttype="image/jpeg" width="900" height="600"/>',
    )  # fmt: skip
    package = (
        f'<packageItem {SPACE} guid="urn:k" version="1"><itemMeta><versionCreated>2026-03-01T10:00:00Z</versionCreated></itemMeta>'
        '<groupSet><group><itemRef residref="urn:g:1"><itemClass qcode="ninat:text"/></itemRef><itemRef residref="urn:p"><itemClass qcode="ninat:picture"/></itemRef>'
        '<itemRef residref="urn:absent"><itemClass qcode="ninat:video"/></itemRef></group></groupSet></packageItem>'
    )
    message = f'<?xml version="1.0"?><newsMessage {SPACE}><header><sender>x@agency.example</sender></header><itemSet>{package}{item()}{shot}</itemSet></newsMessage>'
    found = one(newsml_g2.read, written(tmp_path, m_xml=message))
    assert found.image
    assert (found.image.src, found.image.caption, found.image.credit, found.image.width) == (
        "l.jpg",
        "تعليق",
        "وكالة",
        900,
    )
    assert codes(newsml_g2.read, tmp_path) == ["import-no-story", "import-related", "import-picture-used"]
    assert "@" not in everything(newsml_g2.read, tmp_path)


def test_versions_kills_and_corrections(tmp_path: Path) -> None:
    written(
        tmp_path,
        b_xml=item(version="2", made="2026-03-02T10:00:00Z", management='<signal qcode="sig:correction"/>'),
        a_xml=item(version="1"),
        d_xml=item(
            "urn:g:2",
            version="3",
            made="2026-03-03T10:00:00Z",
            status="canceled",
            management="<edNote>ألغيت، اتصل: desk@agency.example</edNote>",
        ),
        c_xml=item("urn:g:2"),
    )
    corrected, killed = items(newsml_g2.read, tmp_path)
    assert "import-correction" in notes(corrected)
    assert (killed.state, killed.body) == (State.WITHDRAWN, "")
    assert notes(killed)["import-editors"] == {"text": "ألغيت، اتصل:"}
    assert codes(newsml_g2.read, tmp_path).count("import-superseded") == 2


def test_usage_terms_are_told_and_not_written(tmp_path: Path) -> None:
    found = one(
        newsml_g2.read,
        written(tmp_path, a_xml=item(rights="<rightsInfo><usageTerms>ليس في الأردن</usageTerms></rightsInfo>")),
    )
    assert notes(found) == {"import-usage": {"text": "ليس في الأردن"}}


def test_a_film(tmp_path: Path) -> None:
    files = '<remoteContent href="http://x.example/s.mp4" contenttype="video/mp4" width="320"/><remoteContent href="http://x.example/l.mp4" contenttype="video/mp4-1920x1080" width="1920"/>'
    meta = '<icon href="http://x.example/still.jpg" width="110" height="62"/><description role="x:script">نص الفيلم</description>'
    found = one(newsml_g2.read, written(tmp_path, a_xml=item(kind="video", content=files, meta=meta)))
    assert found.kind is Kind.VIDEO
    assert found.body == '<p><a class="video" href="http://x.example/l.mp4">عنوان</a></p>\n<p>نص الفيلم</p>'
    assert found.image
    assert found.image.src == "http://x.example/still.jpg"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256", "iso-8859-6"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    written(tmp_path, a_xml=f'<?xml version="1.0" encoding="{name}"?>{item()}'.encode(encoding))
    assert one(newsml_g2.read, tmp_path).title == "عنوان"


def test_a_prefix_for_all_elements(tmp_path: Path) -> None:
    prefixed = (
        item(space="", content='<inlineData contenttype="text/plain">نص</inlineData>')
        .replace("</", "</n:")
        .replace("<", "<n:")
        .replace("<n:/n:", "</n:")
    )
    written(
        tmp_path,
        a_xml=f'<n:newsMessage xmlns:n="http://iptc.org/std/nar/2006-10-01/"><n:itemSet>{prefixed}</n:itemSet></n:newsMessage>',
    )
    assert one(newsml_g2.read, tmp_path).body == "<p>نص</p>"


BROKEN = {
    "open element": "<newsItem guid='urn:b'><itemMeta>",
    "wrong end": "<newsItem guid='urn:b'><itemMeta></contentMeta></newsItem>",
    "bare sign": "<newsItem guid='urn:b'><itemMeta < /></newsItem>",
    "open cdata": "<newsItem guid='urn:b'><![CDATA[ </newsItem>",
    "open comment": "<newsItem guid='urn:b'><!-- </newsItem>",
    "deep": "<newsItem guid='urn:b'>" + "<a>" * 400 + "</a>" * 400 + "</newsItem>",
    "no guid": "<newsItem><itemMeta/></newsItem>",
    "empty": "<newsItem guid='urn:b'/>",
    "attribute": "<newsItem guid='urn:b' guid='urn:c'></newsItem>",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_item_costs_itself(tmp_path: Path, broken: str) -> None:
    message = (
        f"<newsMessage {SPACE}><itemSet>\n{item('urn:1')}\n{BROKEN[broken]}\n{item('urn:2')}\n</itemSet></newsMessage>"
    )
    written(tmp_path, a_xml=message)
    assert [found.id for found in items(newsml_g2.read, tmp_path)] == ["urn:1", "urn:2"]
    assert len(codes(newsml_g2.read, tmp_path)) == 1


def test_signs_that_break_the_format_are_replaced_and_told(tmp_path: Path) -> None:
    content = '<inlineData contenttype="text/plain">أ &nbsp; ب & ج \x0b د &#1; هـ &bogus; و</inlineData>'
    found = one(newsml_g2.read, written(tmp_path, a_xml=item(content=content)))
    assert found.body == "<p>أ ب &amp; ج د هـ &amp;bogus; و</p>"
    assert codes(newsml_g2.read, tmp_path) == ["import-repaired"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><newsItem guid="a"><headline>&l11;</headline></newsItem>',
    "file": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><newsItem guid="a"><headline>&f;</headline></newsItem>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><newsItem guid="a"/>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY q "{"q" * 50_000}">]><newsItem guid="a">{"&q;" * 50_000}</newsItem>',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("reader", [newsml_g2, nitf])
def test_entities_are_refused(tmp_path: Path, name: str, reader: object) -> None:
    written(tmp_path, a_xml=HOSTILE[name].replace("newsItem", "nitf" if reader is nitf else "newsItem"))
    read = nitf.read if reader is nitf else newsml_g2.read
    assert items(read, tmp_path) == []
    assert codes(read, tmp_path) == ["import-xml-entity"]
    assert "root:" not in everything(read, tmp_path)


def test_a_document_type_of_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    text = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:1/nitf-3-4.dtd"><nitf><body><body.head><hedline><hl1>caf&eacute;</hl1></hedline></body.head><body.content><p>a&nbsp;b&x;</p></body.content></body></nitf>'
    found = one(nitf.read, written(tmp_path, a_xml=text))
    assert (found.title, found.body) == ("café", "<p>a\xa0b&amp;x;</p>")


def test_nitf_alone(tmp_path: Path) -> None:
    head = (
        '<head><title>T</title><tobject><tobject.subject tobject.subject.refnum="04000000" tobject.subject.type="اقتصاد"/></tobject>'
        '<docdata management-status="usable"><doc-id id-string="id-1"/><date.issue norm="20260301T100000+0300"/><date.release norm="20260302T100000+0300"/>'
        '<date.expire norm="20270302T100000+0300"/><ed-msg info="للمحررين: desk@agency.example"/><doc.copyright holder="وكالة"/>'
        '<key-list><keyword key="دينار"/></key-list><identified-content><location>عمّان</location><org>بنك</org></identified-content></docdata></head>'
    )
    found = one(nitf.read, written(tmp_path, a_xml=NITF.replace("<body>", head + "<body>")))
    assert (found.id, found.title, found.state) == ("id-1", "عنوان", State.PUBLISHED)
    assert [term.name for term in (*found.sections, *found.tags)] == ["اقتصاد", "دينار", "بنك"]
    assert found.published
    assert found.embargo
    assert (found.published.isoformat(), found.embargo.day) == ("2026-03-01T10:00:00+03:00", 2)
    assert set(notes(found)) == {"import-editors", "import-expires", "import-embargo", "import-contact"} - {
        "import-contact"
    }
    assert "@" not in everything(nitf.read, tmp_path)


@pytest.mark.parametrize(
    ("head", "g2", "alone"),
    [
        (b'<?xml version="1.0"?><newsItem xmlns="x">', True, False),
        (b"<n:newsMessage ", True, False),
        ("<newsItem guid='x'>".encode("utf-16"), True, False),
        (b"<newsItem><inlineXML><nitf >", True, False),
        (b'<!DOCTYPE nitf SYSTEM "x"><nitf>', False, True),
        (b"<rss>", False, False),
        (b"", False, False),
    ],
)
def test_recognises(head: bytes, g2: bool, alone: bool) -> None:
    assert (newsml_g2.recognises(head), nitf.recognises(head)) == (g2, alone)
    assert newsml.recognises(head) == (g2 or alone)


def test_both_in_one_folder(tmp_path: Path) -> None:
    written(tmp_path, a_xml=item(), b_xml=NITF, c_xml="<rss></rss>")
    assert [found.id for found in items(newsml.read, tmp_path)] == ["urn:g:1", "file:b.xml"]
    assert "import-unread" in codes(newsml.read, tmp_path)


parts = st.sampled_from(
    "<p> </p> <media> </media> <media-reference source='a'/> <br/> <table> </table> <![CDATA[ ]]> <!-- --> <hl1> </hl1> & &amp; &nbsp; نص "
    "<body> </body> <nitf> </nitf> <newsItem guid='q'> </newsItem> <headline> </headline> <inlineXML> </inlineXML>".split(
        " "
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(parts, max_size=25))
def test_any_text_gives_an_answer(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("x")
    written(
        folder,
        a_xml=item(content="".join(texts)),
        b_xml="".join(texts),
        c_xml=f"<nitf><body>{''.join(texts)}</body></nitf>",
    )
    for read in (newsml_g2.read, nitf.read):
        assert all(isinstance(found, Item | Note) for found in read([folder]).items())
