"""Sidecars: what is read, what is refused and where, and texts that come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.base.messages import LANGUAGES, hint_of, message_of
from newsgen.pictures.metadata_value import Metadata, one_line
from newsgen.pictures.sidecar import MAX_SIDECAR, Sidecar, filled, parse_sidecar, sidecar_text, updated_text

DIGEST = "0123456789abcdef" * 2
FACTS = f"type: JPEG\nwidth: 4000\nheight: 3000\nbytes: 512345\ndigest: {DIGEST}\n"
PATH = "content/2026/library.jpg.yml"


def sidecar(**more: Any) -> Sidecar:
    values: dict[str, Any] = {"digest": DIGEST, "type": "JPEG", "width": 4000, "height": 3000, "bytes": 512345}
    return Sidecar(**(values | more))


def read(text: str, path: str = PATH) -> Sidecar:
    found = parse_sidecar(path, text.encode())
    assert found.sidecar is not None, found.problems
    assert not found.problems
    return found.sidecar


def test_all_keys() -> None:
    text = FACTS + (
        "# اللقطة لا تُقَص من اليسار\nfocus: [0.25, 0.4]\nalt: رجلان يقرآن\ncaption: 'قارئان: في المكتبة'\ncredit: المدينة\n"
        "rights: للنشر مرة واحدة\ntaken: 2026-07-30 14:05\nby: سلمى حداد\ntransparent: true\nanimated: true\n"
    )
    assert read(text) == sidecar(
        focus=(0.25, 0.4), alt="رجلان يقرآن", caption="قارئان: في المكتبة", credit="المدينة", rights="للنشر مرة واحدة",
        taken="2026-07-30 14:05", by="سلمى حداد", transparent=True, animated=True,
    )  # fmt: skip


def test_a_recording() -> None:
    found = read(f"type: MP4\nbytes: 99\nlength: 12.5\ndigest: {DIGEST}\n", "static/film.mp4.yml")
    assert (found.length, found.is_picture) == (12.5, False)
    assert found.stored_name == f"01/{DIGEST}.mp4"
    assert sidecar().stored_name == f"01/{DIGEST}.jpg"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (FACTS + "atl: x\n", "unknown-key", 6, 1),
        (FACTS + "author: x\n", "unknown-key", 6, 1),
        (FACTS.replace("JPEG", "BMP"), "not-a-choice", 1, 7),
        (FACTS.replace("JPEG", "PNG"), "picture-suffix", 1, 7),
        (FACTS.replace("JPEG", "MP4"), "picture-suffix", 1, 7),
        (FACTS.replace("width: 4000\n", ""), "missing", 1, 1),
        (FACTS.replace("digest: 0", "digest: G"), "bad-digest", 5, 9),
        (FACTS.replace(DIGEST, "../../../etc/passwd"), "bad-digest", 5, 9),
        (FACTS.replace("512345", "-1"), "bad-value", 4, 8),
        (FACTS.replace("4000", "wide"), "wrong-type", 2, 8),
        (FACTS + "focus: [0.5]\n", "bad-focus", 6, 8),
        (FACTS + "focus: [0.5, 40]\n", "bad-focus", 6, 8),
        (FACTS + "focus: left\n", "bad-focus", 6, 8),
        (FACTS + "taken: yesterday\n", "bad-date", 6, 8),
        (FACTS + "taken: 2026-02-30\n", "bad-date", 6, 8),
        (FACTS + "alt: &a x\n", "yaml-alias", 6, 6),
        (FACTS + "alt: [\n", "yaml-syntax", 7, 1),
        (FACTS + "bytes: 1\n", "yaml-duplicate", 6, 1),
        ("<<<<<<< HEAD\n" + FACTS, "merge-conflict", 1, 1),
        ("- a\n", "not-a-mapping", 1, 1),
        ("", "missing", 1, 1),
    ],
)
def test_mistakes_have_a_place(text: str, code: str, line: int, column: int) -> None:
    found = parse_sidecar(PATH, text.encode())
    assert found.sidecar is None
    first = next(problem for problem in found.problems if problem.code == code)
    assert (first.file, first.line, first.column) == (PATH, line, column)
    for lang in LANGUAGES:
        assert message_of(first, lang)
        assert hint_of(first, lang)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a: " + b"x" * MAX_SIDECAR, b"[" * 10_000, b"{}", b"a: \x00b"])
def test_hostile_files(data: bytes) -> None:
    found = parse_sidecar(PATH, data)
    assert found.sidecar is None
    assert all(problem.file == PATH for problem in found.problems)


def test_a_new_file_is_readable() -> None:
    words = Metadata(
        "قارئان: في المكتبة", "رجلان", "", "سلمى حداد", "© المدينة", "للنشر مرة واحدة", "2026-07-30 14:05", True
    )
    assert sidecar_text(filled(sidecar(), words)) == (
        'alt: "رجلان"\ncaption: "قارئان: في المكتبة"\ncredit: "سلمى حداد"\nrights: "© المدينة; للنشر مرة واحدة"\n'
        'taken: 2026-07-30 14:05\nby: "سلمى حداد"\n' + FACTS
    )
    assert sidecar_text(sidecar()).startswith("alt:\ncaption:\ncredit:\ntype: JPEG\n")


TEXT = st.text(max_size=40).map(one_line)


@settings(max_examples=300)
@given(TEXT, TEXT, TEXT, st.none() | st.tuples(*[st.integers(0, 100).map(lambda n: n / 100)] * 2), st.booleans())
def test_what_is_written_is_read(alt: str, caption: str, by: str, focus: Any, transparent: bool) -> None:
    one = sidecar(alt=alt, caption=caption, by=by, focus=focus, transparent=transparent)
    assert read(sidecar_text(one)) == one
    assert updated_text(sidecar_text(one), one) == sidecar_text(one)


OTHER = "fedcba9876543210" * 2


@pytest.mark.parametrize(
    "text",
    [
        "# by hand\n" + FACTS + "alt: one # of two\n\n",
        (FACTS + "alt: one\n").replace("\n", "\r\n"),
        "alt: one\n"
        + FACTS.replace("width: 4000\n", "").replace("height: 3000", "height: 3000\nwidth:   4000   # pixels"),
        FACTS.replace("type: JPEG", "'type': \"JPEG\"") + "alt: one",
        "{alt: one, " + FACTS.strip().replace("\n", ", ") + "}",
    ],
)
def test_a_changed_file_leaves_the_editors_lines(text: str) -> None:
    changed = updated_text(text, sidecar(alt="one", digest=OTHER, width=80, bytes=7, transparent=True))
    assert read(changed) == sidecar(alt="one", digest=OTHER, width=80, bytes=7, transparent=True)
    if not text.startswith("{"):
        assert (
            changed.replace(OTHER, DIGEST)
            .replace("80", "4000")
            .replace(": 7", ": 512345")
            .startswith(text.rstrip("\n"))
        )
    back = updated_text(changed, sidecar(alt="one"))
    assert read(back) == sidecar(alt="one")
