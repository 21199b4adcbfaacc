"""SVG files: what draws passes, what runs or loads something is found at its place, and hostile bytes cost little."""

import gzip
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsgen.pictures import vector
from newsgen.pictures.style_sheet import what_loads
from newsgen.pictures.vector import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_PROBLEMS, faults
from newsgen.site.layout import theme
from tests.support.cases import sampled
from tests.support.growth import is_linear

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def drawing(inner: str) -> bytes:
    return f"{SVG}{inner}</svg>".encode()


SAFE = {
    "shapes": '<title>خريطة</title><g id="a"><path d="M0 0h1"/></g><use href="#a"/><use xlink:href=" #a "/>',
    "a gradient": '<linearGradient id="g"/><linearGradient xlink:href="#g"/><rect fill="url(#g)" style="stroke: URL( \'#g\' )"/>',
    "pixels": f'<image href="{PIXEL}"/><image xlink:href="\n{PIXEL}\n"/><feImage href="data:image/JPEG,x"/>',
    "a style": "<style>.a{fill:url(#g)} /* on a map */ @font-face{src:url(data:font/woff2;base64,d09)}</style>",
    "a style in CDATA": "<style type='text/css'><![CDATA[ a > b { content: '<script>' } ]]></style>",
    "links": '<a href="https://example.org/"><text>موقع</text></a><a xlink:href="/about/"/><a href="#x"/><a href="mailto:a@example.org"/>',
    "animations": '<animate attributeName="opacity" values="0;1"/><set attributeName="fill" to="url(#g)"/><animateMotion path="M0 0"/>',
    "an editor's own": (
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:RDF rdf:resource="http://purl.org/dc/dcmitype/StillImage"><dc:source>x</dc:source></rdf:RDF></metadata>'
        '<i:pgf xmlns:i="http://ns.adobe.com/AdobeIllustrator/10.0/" i:label="url(http://x)">x</i:pgf>'
        '<?xpacket begin="" id="x"?>'
    ),
    "words that look alike": '<text id="script" class="onload">javascript: url(http://x) @import</text><g data-x="url(x)" aria-label="(أ)"/>',
    "curl()": '<style>a{b:curl(http://x)}</style><g style="x:-url(a)"/>',
}


@pytest.mark.parametrize("name", SAFE)
def test_what_draws_is_safe(name: str) -> None:
    assert faults(drawing(SAFE[name])) == ()


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
        "\ufeff",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        "<!-- رسم -->",
    ],
)
def test_usual_beginnings_are_safe(head: str) -> None:
    assert faults(head.encode() + drawing("")) == ()


def test_a_drawing_without_a_namespace_is_one() -> None:
    assert faults(b"<svg/>") == ()
    assert faults(b"<svg><script/></svg>")


def test_the_drawings_of_the_theme_are_safe() -> None:
    files = [*(theme() / "static").rglob("*.svg")]
    assert files
    assert [faults(file.read_bytes()) for file in files] == [()] * len(files)


UNSAFE = {
    "script": "<script>x()</script>",
    "script that is empty": "<script/>",
    "script in capitals": "<SCRIPT/>",
    "script by a prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
    "script of another namespace": '<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>',
    "script of an unknown namespace": '<script xmlns="urn:x"/>',
    "HTML": '<div xmlns="http://www.w3.org/1999/xhtml"/>',
    "MathML": '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
    "foreignObject": "<foreignObject><p/></foreignObject>",
    "foreignobject in small letters": "<foreignobject/>",
    "iframe": "<iframe/>", "embed": "<embed/>", "object": "<object/>", "video": "<video/>", "audio": "<audio/>", "handler": "<handler/>",
    "XML events": '<e:listener xmlns:e="http://www.w3.org/2001/xml-events"/>',
    "XML events as an attribute": '<g xmlns:e="http://www.w3.org/2001/xml-events" e:event="load"/>',
    "onload": '<g onload="x()"/>', "ONLOAD": '<g ONLOAD="x()"/>', "onbegin": '<set onbegin="x()"/>', "onload that is empty": '<g onload=""/>',
    "onload with a prefix": '<g xlink:onload="x()"/>',
    "a new handler": '<g onwhatevercomes="x()"/>',
    "javascript:": '<a href="javascript:x()"/>',
    "xlink:href": '<a xlink:href="javascript:x()"/>',
    "href by another prefix": '<a xmlns:q="http://www.w3.org/1999/xlink" q:href="javascript:x()"/>',
    "references": '<a href="&#106;avascript&#58;x()"/>',
    "a tab and a line end": '<a href="java&#9;scr&#10;ipt:x()"/>',
    "capitals": '<a href=" JaVaScRiPt:x()"/>',
    "data: of a link": '<a href="data:text/html,x"/>', "vbscript:": '<a href="vbscript:x"/>',
    "pixels of a link": f'<a href="{PIXEL}"/>',
    "data: of use": f'<use href="{PIXEL}"/>',
    "an SVG as data:": '<image href="data:image/svg+xml,x"/>',
    "text as data:": '<image href="data:text/html,x"/>',
    "a picture of another host": '<image href="https://a.example/x.png"/>',
    "a picture without a scheme": '<image href="//a.example/x.png"/>',
    "a file beside it": '<image xlink:href="x.png"/>', "a file of the site": '<use href="/sprites.svg#a"/>', "file:": '<image href="file:///etc/passwd"/>',
    "src": '<image src="x.png"/>',
    "feImage": '<feImage href="x.png"/>', "textPath": '<textPath href="x.svg#p"/>', "a gradient of another file": '<linearGradient xlink:href="x.svg#g"/>',
    "xml:base": '<g xml:base="https://a.example/"><use href="#a"/></g>',
    "ping": '<a href="/" ping="https://a.example/"/>',
    "fill": '<g fill="url(https://a.example/#g)"/>', "filter of a file": '<g filter="url(x.svg#f)"/>', "mask in quotes": "<g mask=\"url( 'x.svg#m' )\"/>",
    "style attribute": '<g style="background: url(//a.example/x)"/>',
    "an escape": '<g style="background: \\75 rl(//a.example/x)"/>', "a reference and an escape": '<g fill="&#92;75rl(//a.example/x)"/>',
    "capitals in CSS": '<g style="background: UrL(//a.example/x)"/>',
    "image-set": "<g style=\"background: image-set('x.png' 1x)\"/>", "image-set by a maker": "<g style=\"background: -webkit-image-set('x.png' 1x)\"/>",
    "@import": "<style>@import 'x.css';</style>", "@import with an escape": "<style>@\\69mport 'x.css';</style>", "@IMPORT": "<style>@IMPORT 'x.css';</style>",
    "@import in CDATA": "<style><![CDATA[@import 'x.css';]]></style>", "@import in pieces": "<style>@im<g/>po<![CDATA[rt]]> 'x.css';</style>",
    "@import by references": "<style>&#64;import 'x.css';</style>", "@import around another style": "<style>@import 'x.css';<style/></style>",
    "style by a prefix": '<s:style xmlns:s="http://www.w3.org/2000/svg">@import "x.css";</s:style>',
    "a font of another host": "<style>@font-face{src:url(https://a.example/x.woff2)}</style>",
    "a comment within a text of CSS": "<style>a{content:'/*'} b{fill:url(x)} /* */</style>", "a comment within url()": "<style>a{fill:url(/*#*/x)}</style>",
    "url() that does not end": "<style>a{fill:url(x</style>",
    "an SVG in CSS": '<g style="background: url(data:image/svg+xml,x)"/>',
    "an animation of href": '<a><set attributeName="href" to="x"/></a>', "an animation of xlink:href": '<a><animate attributeName=" xlink:href " values="x"/></a>',
    "an animation of a handler": '<set attributeName="onclick" to="x()"/>', "an animation to a script": '<animate attributeName="x" values="a; JAVA&#10;script:x()"/>',
    "an animation of HREF": '<set attributeName="HREF" to="x"/>', "an animation to another host": '<set attributeName="fill" to="url(//a.example/x)"/>',
    "an instruction": "<?xml-stylesheet href='x.css'?>", "an instruction of a server": "<?php x() ?>",
    "an open element": "<g>", "an entity that nothing declares": "&x;", "a prefix that nothing declares": "<x:g/>",
}  # fmt: skip


@pytest.mark.parametrize("name", UNSAFE)
def test_what_runs_or_loads_something_is_found(name: str) -> None:
    found = faults(drawing("\n" + UNSAFE[name]))
    assert found
    assert {problem.code for problem in found} == {"unsafe-svg"}
    assert found[0].hint
    assert found[0].line >= 1
    assert found[0].column >= 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_other_encodings_hide_nothing(encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    assert faults((mark + SVG + "<g/></svg>").encode(encoding)) == ()
    assert faults((mark + SVG + "<script/></svg>").encode(encoding))


@pytest.mark.parametrize(
    "name", ["utf-7", "utf-32", "hz", "idna", "base64", "cp037", "utf-16-le", "x" * 5000, "shift_jis"]
)
def test_encodings_that_readers_take_for_different_ones_are_refused(name: str) -> None:
    (problem,) = faults(f'<?xml version="1.0" encoding="{name}"?>{SVG}</svg>'.encode())
    assert problem.line == 1


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg SYSTEM "https://a.example/x.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://a.example/x.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>',
        '<!DOCTYPE svg [<!ENTITY % p SYSTEM "https://a.example/x"> %p;]>',
        "<!DOCTYPE svg [" + "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9)) + "]>",
    ],
)
def test_a_document_type_is_refused_before_it_means_anything(head: str) -> None:
    (problem,) = faults(head.encode() + drawing("&e9;"))
    assert "declares" in problem.message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (drawing('\n  <g/>\n  <g id="خريطة"/><script/>'), (3, 18)),
        (drawing("<style>\n a { }\n b { fill: url(x) }</style>"), (3, 12)),
        (drawing("<style>b{fill:url(x)}</style>"), (1, len(SVG) + 8 + 7)),
        (drawing("\n<g>\n</x>"), (3, 3)),
        (b"", (1, 1)),
    ],
)
def test_the_place_is_told(data: bytes, place: tuple[int, int]) -> None:
    (problem,) = faults(data)
    assert (problem.line, problem.column) == place


def test_all_faults_are_told_but_not_thousands() -> None:
    assert len(faults(drawing('<script/><g onload=""/><image href="x"/>'))) == 3
    assert len(faults(drawing("<script/>" * 1000))) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "data",
    [b"\x00" * 100, b"GIF89a", b"version https://git-lfs", gzip.compress(b"<svg/>", mtime=0), b"<html/>", b"<a:svg/>"],
)
def test_what_is_no_drawing_is_refused(data: bytes) -> None:
    assert len(faults(data)) == 1


@sampled(3)
@pytest.mark.parametrize(
    "data",
    [
        drawing("<g>" * (MAX_DEPTH + 1) + "</g>" * (MAX_DEPTH + 1)),
        drawing("<g>" * 1_000_000),
        drawing("<g/>" * (MAX_ELEMENTS + 1)),
        drawing('<g id="a">' + "<use href='#a'/></g>"),
        drawing(
            '<g id="a0"/>'
            + "".join(f'<g id="a{i + 1}">' + f"<use href='#a{i}'/>" * 10 + "</g>" for i in range(9))
        ),
        b"<svg " + b" ".join(b'a%d="\\\\"' % i for i in range(300_000)) + b"/><",
        b"<svg " + b" ".join(b'xmlns:a%d="b"' % i for i in range(100_000)) + b"><" + b"x" * 1_000_000,
        drawing("<style>" + "url(#" * 1_000_000 + "x</style>" + "<"),
        drawing("<style>" + "-a" * 2_000_000 + "\\</style>" + "<"),
        drawing("<style>" + "<g/>x" * 50_000 + "</style>" + "<"),
        b"<!--" + b"-" * 5_000_000,
        b"x" * (MAX_BYTES + 1),
    ],
    ids=range(12),
)  # fmt: skip
def test_bombs_cost_little(data: bytes) -> None:
    begin = time.process_time()
    assert len(faults(data[: MAX_BYTES + 1])) == 1
    assert time.process_time() - begin < 5


def test_many_uses_of_small_symbols_are_no_bomb() -> None:
    assert faults(drawing('<g id="a"><path/><path/></g>' + '<use href="#a"/>' * 20_000)) == ()


@pytest.mark.parametrize("piece", ["url(", "url( ", "\\", "\\7", "-a", "image", "@import", "java", "url('", "-webkit-"])
def test_looking_through_css_takes_linear_time(piece: str) -> None:
    assert is_linear(lambda text: what_loads(text), piece)


PIECES = st.sampled_from(
    ["<svg>", "<svg xmlns='http://www.w3.org/2000/svg'>", "<g>", "</g>", "</svg>", "<style>", "</style>", "<![CDATA[", "]]>", "<!--", "-->",
     "<?xml version='1.0' encoding='utf-8'?>", "<?x", "?>", "<!DOCTYPE svg [", "]>", "<!ENTITY a 'b'>", "&a;", "&#0;", "&#x41;", "<use href='#a'/>",
     "<set attributeName='", "'/>", "url(", "\\", "\x00", "\ud800", "é", "<a href='", "xmlns:x=''", " x:y='z'", "<x:y", ">"]
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=30).map("".join).map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
)
@example(b'<?xml version="1.0" encoding="utf-16"?><svg/>')
@example(b"\xff\xfe<\x00")
@example(b"\xef\xbb\xbf")
@settings(max_examples=400, deadline=None)
def test_hostile_bytes_never_raise(data: bytes) -> None:
    for problem in faults(data):
        assert problem.code == "unsafe-svg"
        assert problem.line >= 1
        assert problem.column >= 1


@given(st.sampled_from(sorted(UNSAFE)), st.sampled_from(sorted(SAFE)), st.sampled_from(sorted(SAFE)))
@settings(max_examples=60, deadline=None)
def test_what_is_safe_hides_nothing(unsafe: str, before: str, after: str) -> None:
    assert faults(drawing(SAFE[before] + UNSAFE[unsafe] + SAFE[after]))


def test_nothing_of_a_walk_is_kept() -> None:
    """A second file does not see the ids of the first."""
    assert faults(drawing('<g id="a"/>')) == faults(drawing('<use href="#a"/>')) == ()
    assert vector.faults(b"<svg/>") == ()
