"""The tools of the readers: spans of JSON, hardened XML, items of XML, moments, texts, old addresses, files."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.importers import agency_text, hardened_xml, json_spans, moments, old_addresses, source_files, xml_units
from newsgen.importers.versions import Version, Versions
from tests.support.cases import sampled

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 1]), st.booleans())
def test_the_elements_of_an_array_are_those_that_json_reads(
    values: list[object], indent: int | None, ascii_only: bool
) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert [json_spans.load(data, span) for span in json_spans.spans(data)] == values
    assert [value for _, value, _ in json_spans.loaded(data, 0)] == values


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{0,4}", fullmatch=True), VALUES, max_size=6), st.sampled_from([None, 1]))
def test_the_members_of_an_object(values: dict[str, object], indent: int | None) -> None:
    data = json.dumps(values, indent=indent).encode()
    assert {span.key: json_spans.load(data, span) for span in json_spans.spans(data)} == values


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([b"[", b"{", b'[{"a": ', b""]))
def test_any_bytes_end(data: bytes, before: bytes) -> None:
    for lines in (False, True):
        list(json_spans.loaded(before + data, 0, lines=lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a":1},{"a":2,{"a":3}]', [1, None, 3]),
        ('[{"a":1},{"a":2}},{"a":3}]', [1, None, 3]),
        ('[\n {"a":1},\n {"a":"x},\n {"a":3}\n]', [1, None, 3]),
        ('[{"a":1},\n{"a":[[[},\n{"a":3}]', [1, None, 3]),
        ('[{"a":1}', [1]),
        ('[{"a":1},{"a":', [1, None]),
        ("[]", []),
        ("[ ]", []),
        ("", []),
    ],
)
def test_a_broken_element_costs_itself(text: str, expected: list[int | None]) -> None:
    assert [value["a"] if value else None for _, value, _ in json_spans.loaded(text.encode(), 0)] == expected


@sampled(3)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '["' + '\\"' * 200_000,
        "{" * 200_000,
        '[{"a":' * 50_000,
        '"' * 200_000,
        '[{"a":1},\n' + '{"a":[,\n' * 20_000,
    ],
)
def test_hostile_json_costs_little(text: str) -> None:
    before = time.process_time()
    list(json_spans.loaded(text.encode(), 0))
    assert time.process_time() - before < 5


def test_half_of_a_pair_is_replaced() -> None:
    ((_, value, _),) = json_spans.loaded(b'[{"a": "x\\ud800y \\ud83d\\ude00"}]', 0)
    assert value == {"a": "x\ufffdy 😀"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<a>" * 201 + "</a>" * 201, "xml-too-deep"),
        ("<a><b></a>", "xml-broken"),
        ("", "xml-broken"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "xml-broken"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "xml-entity"),
        ('<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><a/>', "xml-entity"),
    ],
)
def test_xml_that_is_refused(text: str, code: str) -> None:
    with pytest.raises(hardened_xml.Refused) as caught:
        hardened_xml.parse(text.encode())
    assert caught.value.code == code


def test_large_xml_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardened_xml, "MAX_BYTES", 10)
    with pytest.raises(hardened_xml.Refused):
        hardened_xml.parse(b"<a>0123456789</a>")


def test_xml_as_html() -> None:
    node, repaired = hardened_xml.parse(b'<x:P xmlns:x="u" xml:lang="ar" a="&quot;"> a &lt; <x:Br/> b </x:P>')
    assert hardened_xml.to_html([node]) == '<p lang="ar" a="&quot;"> a &lt; <br> b </p>'
    assert not repaired
    assert node.text() == "a < b"


@pytest.mark.parametrize(
    "sign", ["<![CDATA[", "<!--", "<item>", "</item>", "<item", "<item>]]>", "<item><![CDATA[</item><item>"]
)
def test_hostile_items_cost_little(sign: str) -> None:
    before = time.process_time()
    list(xml_units.spans(sign.encode() * 30_000, ("item",)))
    assert time.process_time() - before < 5


MOMENTS = [
    ("2026-03-01T10:00:00+03:00", "2026-03-01T10:00:00+03:00"), ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00+00:00"),
    ("2026-03-01T10:00:00.123456Z", "2026-03-01T10:00:00+00:00"), ("20260301T100000+0300", "2026-03-01T10:00:00+03:00"),
    ("20260301T1000Z", "2026-03-01T10:00:00+00:00"), ("20260301", "2026-03-01T00:00:00"), ("2026-03", "2026-03-01T00:00:00"),
    ("2026-3-1", "2026-03-01T00:00:00"), ("2026-03-01 10:00", "2026-03-01T10:00:00"), ("2026-03-01 10:00:00 +0300", "2026-03-01T10:00:00+03:00"),
    ("2026-03-01T24:00:00Z", "2026-03-02T00:00:00+00:00"), ("2026-03-01T10:00:60Z", "2026-03-01T10:00:59+00:00"),
    ("Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+00:00"), ("1 Mar 2026 10:00 +0300", "2026-03-01T10:00:00+03:00"),
    ("Sun, 01 Mar 2026 10:00:00 AST", "2026-03-01T10:00:00"), ("Sun, 01 Mar 26 10:00:00 EST", "2026-03-01T10:00:00-05:00"),
    ("1 Mar 2026", "2026-03-01T00:00:00"), (1772359200, "2026-03-01T10:00:00+00:00"), ("1772359200000", "2026-03-01T10:00:00+00:00"),
    ("2026-02-30", None), ("2026-13-01", None), ("2026-03-01T10:00+25:00", None), ("", None), ("أمس", None), (None, None), (True, None), ([], None),
    ("0000-00-00 00:00:00", None), ("9" * 200, None), ("2026", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), MOMENTS, ids=[str(written)[:40] for written, _ in MOMENTS])
def test_moments(written: object, expected: str | None) -> None:
    found = moments.parse(written)
    assert (found.isoformat() if found else None) == expected


@given(st.text(max_size=40))
def test_any_text_as_a_moment(text: str) -> None:
    moments.parse(text)


@pytest.mark.parametrize(
    ("written", "names", "contacts"),
    [
        ("By Hala Sindian and Sami Ali", ("Hala Sindian", "Sami Ali"), 0),
        ("Von Christian Holl, dpa", ("Christian Holl", "dpa"), 0),
        ("بقلم: هالة السنديان وسامي", ("هالة السنديان وسامي",), 0),
        ("كتب وليد، سمير", ("وليد", "سمير"), 0),
        ("Hala <hala@x.example>", ("Hala",), 1),
        ("hala@x.example (Hala)", ("Hala",), 1),
        ("Hala, +962 79 555 1234", ("Hala",), 1),
        ("Hala; 2026-03-01", ("Hala", "2026-03-01"), 0),
        ("Byron", ("Byron",), 0),
        ("", (), 0),
    ],
)
def test_names(written: str, names: tuple[str, ...], contacts: int) -> None:
    assert agency_text.names([written]) == (names, contacts)


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000 + "@",
        "+1 " * 50_000,
        "<" * 50_000,
        "<!--" * 20_000,
        "<h1>" * 20_000,
        "@a." * 30_000,
        "<h1>a<b" * 5_000,
    ],
)
def test_hostile_texts_cost_little(text: str) -> None:
    before = time.process_time()
    agency_text.without_contacts(text)
    agency_text.line_free(text)
    agency_text.is_html(text)
    agency_text.fragment(text, "a")
    agency_text.paragraphs(text)
    assert time.process_time() - before < 5


def test_versions_do_not_depend_on_the_order() -> None:
    morning, evening = (datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (8, 20))
    several = [
        Version("a", 1, evening, 9, b"x"),
        Version("a", 7, morning, 9, b"y"),
        Version("a", 2, evening, 1, b"z"),
        Version("a", 2, evening, 5, b"a"),
    ]
    for order in (several, several[::-1]):
        versions = Versions()
        versions.add(order)
        assert [versions.counts(version) for version in several] == [False, False, False, True]
        assert versions.first(several[0]) == morning
        assert versions.holds("a")
        assert not versions.holds("b")


def test_old_addresses() -> None:
    assert old_addresses.hugo_path("/Über Uns/خبر عاجل!/") == "/über-uns/خبر-عاجل/"
    assert old_addresses.plain_slug("A & B – خبر، عاجل") == "a-b-خبر-عاجل"
    assert old_addresses.fill("/:year/:unknown/", datetime(2026, 3, 1), {}) == ""
    assert old_addresses.fill("/:year/", None, {}) == ""
    assert old_addresses.absolute("/a", "https://old.example/sub") == "https://old.example/sub/a"
    assert old_addresses.absolute("/a", "/") == "/a"
    assert old_addresses.absolute("https://[", "x") == "https://["


def test_files(tmp_path: Path) -> None:
    for name in (
        "b.xml",
        "a/c.xml",
        "a/d.txt",
        ".hidden/e.xml",
        "node_modules/f.xml",
        "a/public/g.xml",
        "public/h.xml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    found = source_files.files([tmp_path, tmp_path / "b.xml", tmp_path], frozenset({".xml"}))
    assert [file.name for file in found] == ["a/c.xml", "a/public/g.xml", "b.xml"]
