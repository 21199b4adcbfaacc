"""Captions in WebVTT: what is wrong, at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.site.webvtt import MAX_BYTES, MAX_PROBLEMS, faults
from tests.support.growth import is_linear

CUE = "00:01.000 --> 00:03.000\nنص\n"


def places(text: str | bytes) -> list[tuple[int, int]]:
    data = text.encode() if isinstance(text, str) else text
    found = list(faults(data))
    assert {problem.code for problem in found} <= {"captions-syntax", "not-utf8"}
    assert {problem.level for problem in found} <= {"warning"}
    return [(problem.line, problem.column) for problem in found]


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT\n\n{CUE}",
        f"\ufeffWEBVTT حديث الميناء\n\n{CUE}",
        f"WEBVTT\r\n\r\n{CUE}".replace("\n", "\r\n").replace("\r\r", "\r"),
        f"WEBVTT\nKind: captions\nLanguage: ar\n\n{CUE}",
        f"WEBVTT\n\nNOTE ملاحظة\nفي سطرين\n\nSTYLE\n::cue {{ color: white }}\n\n{CUE}",
        f"WEBVTT\n\nالأولى\n{CUE}",
        "WEBVTT\n\n01:02:03.004 --> 01:02:05.000 align:start position:10%\n- نعم\n- لا",
        f"WEBVTT\n\n\n\n{CUE}\n\n{CUE}",
        "WEBVTT\n\n00:01.000\t-->\t00:03.000\n<v هالة>نص &amp; نص\n",
    ],
)
def test_sound_captions(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, 1)]),
        ("1\n00:00:01,000 --> 00:00:03,000\nنص\n", [(1, 1)]),  # SRT
        ("webvtt\n\n" + CUE, [(1, 1)]),
        ("WEBVTTنص\n\n" + CUE, [(1, 1)]),
        (" WEBVTT\n\n" + CUE, [(1, 1)]),
        ("WEBVTT\n\n", [(1, 1)]),
        ("WEBVTT\n\n00:01,000 --> 00:03,000\nنص\n", [(3, 1)]),
        ("WEBVTT\n\n00:01.000 -> 00:03.000\nنص\n\n" + CUE, [(3, 1)]),
        ("WEBVTT\n\n٠٠:٠١.٠٠٠ --> ٠٠:٠٣.٠٠٠\nنص\n", [(3, 1)]),
        ("WEBVTT\n\n00:61.000 --> 00:63.000\nنص\n", [(3, 1)]),
        ("WEBVTT\n\n1:01.000 --> 1:03.000\nنص\n", [(3, 1)]),
        ("WEBVTT\n\n00:03.000 --> 00:01.000\nنص\n", [(3, 15)]),
        ("WEBVTT\n\n00:03.000 --> 00:03.000\nنص\n", [(3, 15)]),
        ("WEBVTT\n\n00:09.000 --> 00:10.000\nنص\n\n" + CUE, [(6, 1)]),
        ("WEBVTT\n\n" + CUE + "00:04.000 --> 00:05.000\nنص\n", [(5, 11)]),
        ("WEBVTT\n\n" + CUE + "\nبلا وقت\n", [(6, 1)]),
    ],
)
def test_what_is_wrong(text: str, found: list[tuple[int, int]]) -> None:
    assert places(text) == found


def test_another_encoding() -> None:
    assert places(f"WEBVTT\n\n{CUE}".encode("windows-1256")) == [(4, 1)]
    assert places("WEBVTT\n\nنص".encode("utf-16")) == [(1, 1)]


def test_bounds() -> None:
    assert places(b"WEBVTT\n\n" + bytes(MAX_BYTES)) == [(1, 1)]
    assert len(places("WEBVTT\n\n" + "00:01 --> 00:02\n\n" * 1000)) == MAX_PROBLEMS


@pytest.mark.parametrize("piece", [CUE + "\n", "\n", "-->", "x\n", "00:01.000 --> ", "NOTE\n\n", "\r"])
def test_the_work_grows_with_the_size(piece: str) -> None:
    assert is_linear(lambda text: list(faults(b"WEBVTT\n\n" + text.encode())), piece)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    list(faults(data))
    list(faults(b"WEBVTT\n\n" + data))
