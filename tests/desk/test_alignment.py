"""Which parts of a newer text are those of an older one, however long both are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen.desk import alignment
from newsgen.desk.alignment import Part, align, equal_runs

NAMES = st.lists(st.sampled_from("ابتثجحخ"), max_size=14)


@pytest.mark.parametrize("steps", [0, 12, 250_000], ids=["by anchors", "mixed", "with all care"])
def test_equal_runs_stand_in_order_in_both(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(alignment, "MOST_STEPS", steps)

    @settings(max_examples=150, deadline=None)
    @given(NAMES, NAMES)
    def check(older: list[str], newer: list[str]) -> None:
        place = new_place = 0
        runs = list(equal_runs(older, newer))
        for a, c, size in runs:
            assert a >= place
            assert c >= new_place
            assert older[a : a + size] == newer[c : c + size]
            place, new_place = a + size, c + size
        assert runs[-1] == (len(older), len(newer), 0)
        assert sum(size for _, _, size in equal_runs(older, older)) == len(older)

    check()


def test_long_texts_are_aligned_by_what_stands_once() -> None:
    older = [Part(f"فقرة {n}", f"فقرة {n}") if n % 3 else Part("***", "***") for n in range(3000)]
    newer = [part for n, part in enumerate(older) if n % 7]
    found = align(older, newer)
    right = sum(older[index] == part for index, part in zip(found.old, newer, strict=True) if index >= 0)
    assert right > 0.95 * len(newer)
    assert len({index for index in found.old if index >= 0}) == sum(index >= 0 for index in found.old)


def parts(*texts: str) -> list[Part]:
    return [Part(text, text) for text in texts]


@pytest.mark.parametrize(
    ("older", "newer", "old", "moved"),
    [
        (["أ", "ب"], ["أ", "ب"], (0, 1), set()),
        (["أ", "ب", "ج"], ["ج", "أ", "ب"], (2, 0, 1), {2}),
        (["أ ب ج", "د"], ["أ ب ج ه", "د"], (0, 1), set()),
        (["أ", "ب"], ["أ", "س", "ب"], (0, -1, 1), set()),
        (["أ", "س", "ب"], ["أ", "ب"], (0, 2), set()),
        ([], ["أ"], (-1,), set()),
        (["أ ب ج", "د", "ه"], ["د", "ه", "أ ب س"], (1, 2, 0), {0}),
        (["- أ", "د", "ه"], ["د", "ه", "- ب"], (1, 2, -1), set()),
        (["أ ب ج", "د", "ه"], ["د", "أ ب س"], (1, 0), {0}),
        (["د", "ه"], ["د", "أ ب س"], (0, 1), set()),
        (["أ ب ج د", "ه", "أ ب ح خ"], ["ه", "أ ب ج س", "أ ب ح س"], (1, 0, 2), {0}),
    ],
)
def test_what_a_part_was(older: list[str], newer: list[str], old: tuple[int, ...], moved: set[int]) -> None:
    found = align(parts(*older), parts(*newer))
    assert (found.old, set(found.moved)) == (old, moved)
