"""Two people's versions of a story are merged by key and by block; no word of either is lost, and who saved first tells nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgen.desk.story_edit import (
    Edit,
    InsertBlock,
    MoveBlock,
    Refusal,
    RemoveBlock,
    RemoveKey,
    ReplaceBlock,
    SetKey,
    edited,
)
from newsgen.desk.story_file import StoryFile, open_story, unified
from newsgen.desk.story_merge import Conflict, StoryMerge, Where, merge_stories
from tests.desk import stories
from tests.desk.test_story_edit import STORY
from tests.desk.test_story_file import opened
from tests.support.cases import first
from tests.support.growth import is_linear

quick = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
long = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))

BASE = opened(STORY)


def changed(*edits: Edit, base: StoryFile = BASE) -> StoryFile:
    new = edited(base, edits)
    assert isinstance(new, StoryFile), new
    return new


def both(mine: list[Edit], theirs: list[Edit], base: StoryFile = BASE) -> StoryMerge:
    """The merge of two lists of edits; asserts that it is the same from either side."""
    one, other = changed(*mine, base=base), changed(*theirs, base=base)
    merged, swapped = merge_stories(base, one, other), merge_stories(base, other, one)
    assert is_swapped(merged, swapped)
    return merged


def is_swapped(merged: StoryMerge, swapped: StoryMerge) -> bool:
    turned = tuple(Conflict(c.where, c.name, c.base, c.theirs, c.mine, c.key) for c in swapped.conflicts)
    return merged.file == swapped.file and sorted(merged.conflicts, key=str) == sorted(turned, key=str)


MERGES: dict[str, tuple[list[Edit], list[Edit]]] = {
    "two keys": ([SetKey("title", "غيره")], [SetKey("section", "sport")]),
    "a key and a block": ([SetKey("title", "غيره")], [ReplaceBlock(0, "غيرها")]),
    "neighbouring blocks": ([ReplaceBlock(0, "غيرها تمامًا")], [ReplaceBlock(1, "جملة أخرى\n{: .pull}")]),
    "a block and an insertion beside it": ([ReplaceBlock(0, "غيرها")], [InsertBlock(0, "قبلها"), InsertBlock(1, "بعدها")]),
    "an edit of what the other moves": ([ReplaceBlock(6, "الأخيرة، بعد التعديل.")], [MoveBlock(6, 0)]),
    "a removal and an edit elsewhere": ([RemoveBlock(0)], [ReplaceBlock(1, "غيرها\n{: .pull}")]),
    "a removed key and an edited one": ([RemoveKey("status")], [SetKey("title", "غيره")]),
    "two new keys": ([SetKey("kicker", "رأي")], [SetKey("place", "port")]),
    "two keys of a picture": (
        [SetKey("image", {"src": "library.jpg", "alt": "كتب"})], [SetKey("image", {"src": "library.jpg", "alt": "رفوف", "credit": "منى"})],
    ),
    "two topics": ([SetKey("tags", ["مكتبات", "القراءة", "أطفال"])], [SetKey("tags", ["مدارس", "مكتبات", "القراءة"])]),
    "two corrections": (
        [SetKey("corrections", [{"at": "2026-11-18 10:15", "text": "الصحيح أنهما عضوان."}, {"at": "2026-11-19", "text": "أ"}])],
        [SetKey("corrections", [{"at": "2026-11-18 10:15", "text": "الصحيح أنهما عضوان."}, {"at": "2026-11-20", "text": "ب"}])],
    ),
    "the same edit": ([ReplaceBlock(0, "واحدة")], [ReplaceBlock(0, "واحدة")]),
    "the same key": ([SetKey("kicker", "رأي")], [SetKey("kicker", "رأي")]),
    "the same insertion": ([InsertBlock(3, "جديد")], [InsertBlock(3, "جديد")]),
    "two insertions at one place": ([InsertBlock(7, "من سعاد")], [InsertBlock(7, "من كريم")]),
    "the same removal": ([RemoveBlock(3)], [RemoveBlock(3)]),
    "the same move": ([MoveBlock(6, 0)], [MoveBlock(6, 0)]),
    "two moves of one block": ([MoveBlock(6, 0)], [MoveBlock(6, 2)]),
    "everything removed and an insertion": ([RemoveBlock(n) for n in range(7)], [InsertBlock(2, "جديد")]),
}  # fmt: skip


@pytest.mark.parametrize("name", MERGES)
def test_what_both_did_stands(name: str) -> None:
    mine, theirs = MERGES[name]
    merged = both(mine, theirs)
    assert merged.conflicts == ()
    assert merged.file is not None
    for side in (mine, theirs):
        for edit in side:
            if isinstance(edit, ReplaceBlock | InsertBlock):
                assert merged.file.body_text.count(edit.source) == 1
            elif isinstance(edit, RemoveKey):
                assert edit.key not in merged.file.values
    assert merged.beside == (name == "two insertions at one place")


def test_values_of_a_merge() -> None:
    mine, theirs = MERGES["two keys of a picture"]
    file = both(mine, theirs).file
    assert file is not None
    assert file.values["image"] == {"src": "library.jpg", "alt": "كتب", "credit": "منى"}
    assert "  src: library.jpg   # من الأرشيف\n" in file.text
    file = both(*MERGES["two topics"]).file
    assert file is not None
    assert file.values["tags"] == ["مدارس", "مكتبات", "القراءة", "أطفال"]
    assert "  # وسم قديم\n" in file.text
    file = both(*MERGES["two corrections"]).file
    assert file is not None
    assert [correction["text"] for correction in file.values["corrections"]] == ["الصحيح أنهما عضوان.", "أ", "ب"]


def test_an_edit_of_a_moved_block_moves_with_it() -> None:
    file = both(*MERGES["an edit of what the other moves"]).file
    assert file is not None
    assert file.blocks[0].source == "الأخيرة، بعد التعديل."
    assert len(file.blocks) == 7


def of_paragraphs(count: int) -> StoryFile:
    """A story of paragraphs that share no word."""
    return opened("---\ntitle: x\n---\n\n" + "\n\n".join(" ".join(block_words(n)) for n in range(count)) + "\n")


def block_words(number: int) -> list[str]:
    return [f"أصل{number}{letter}" for letter in "ابتثج"]


def with_word(number: int, word: str) -> str:
    """The paragraph of a number, one of its words replaced."""
    return " ".join([*block_words(number)[:4], word])


MOVED_AND_EDITED: dict[str, tuple[list[Edit], list[Edit], list[int | str]]] = {
    "one moves and edits": ([RemoveBlock(4), InsertBlock(0, with_word(4, "لي"))], [], ["لي", 0, 1, 2, 3, 5]),
    "and the other edits elsewhere": (
        [RemoveBlock(4), InsertBlock(0, with_word(4, "لي"))], [ReplaceBlock(2, with_word(2, "له"))], ["لي", 0, 1, "له", 3, 5],
    ),
    "and the other moves it too": ([RemoveBlock(4), InsertBlock(0, with_word(4, "لي"))], [MoveBlock(4, 2)], ["لي", 0, 1, 2, 3, 5]),
    "further up": ([RemoveBlock(4), InsertBlock(2, with_word(4, "لي"))], [MoveBlock(4, 0)], ["لي", 0, 1, 2, 3, 5]),
    "in the place of one that goes": (
        [RemoveBlock(4), ReplaceBlock(1, with_word(4, "لي"))], [ReplaceBlock(2, with_word(2, "له"))], [0, "لي", "له", 3, 5],
    ),
    "two that change places": (
        [ReplaceBlock(1, with_word(4, "لي")), ReplaceBlock(4, with_word(1, "ولي"))], [ReplaceBlock(2, with_word(2, "له"))], [0, "لي", "له", 3, "ولي", 5],
    ),
    "both alike": (
        [RemoveBlock(4), InsertBlock(0, with_word(4, "لنا"))], [RemoveBlock(4), InsertBlock(0, with_word(4, "لنا"))], ["لنا", 0, 1, 2, 3, 5],
    ),
    "both, the words alike": (
        [RemoveBlock(4), InsertBlock(0, with_word(4, "لنا"))], [RemoveBlock(4), InsertBlock(2, with_word(4, "لنا"))], ["لنا", 0, 1, 2, 3, 5],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED_AND_EDITED)
def test_what_one_moves_and_edits_stands_once(name: str) -> None:
    mine, theirs, wanted = MOVED_AND_EDITED[name]
    base = of_paragraphs(6)
    file = both(mine, theirs, base).file
    assert file is not None
    named = {base.blocks[number].source: number for number in range(6)}
    assert [named.get(block.source, block.source.split()[-1]) for block in file.blocks] == wanted


@pytest.mark.parametrize(
    ("mine", "theirs", "places"),
    [
        ([RemoveBlock(4), InsertBlock(0, with_word(4, "لي"))], [ReplaceBlock(4, with_word(4, "له"))], (0, 0)),
        ([RemoveBlock(4), InsertBlock(1, with_word(4, "لي"))], [RemoveBlock(4), InsertBlock(3, with_word(4, "له"))], (1, 1)),
        ([RemoveBlock(4), InsertBlock(0, with_word(4, "لي"))], [RemoveBlock(4)], (0, None)),
        ([RemoveBlock(4), ReplaceBlock(1, with_word(4, "لي"))], [ReplaceBlock(4, with_word(4, "له"))], (1, 1)),
    ],
    ids=["and the other edits", "both", "and the other removes", "in the place of one that goes"],
)  # fmt: skip
def test_what_one_moves_and_both_edit_is_one_conflict(
    mine: list[Edit], theirs: list[Edit], places: tuple[int, int | None]
) -> None:
    """The words that a person chooses stand where one has moved them, and the others nowhere."""
    base = of_paragraphs(6)
    one, other = changed(*mine, base=base), changed(*theirs, base=base)
    (conflict,) = both(mine, theirs, base).conflicts
    for choice, word, not_word, place in (("mine", "لي", "له", places[0]), ("theirs", "له", "لي", places[1])):
        file = merge_stories(base, one, other, {conflict.name: choice}).file  # type: ignore[dict-item]
        assert file is not None
        assert [i for i, block in enumerate(file.blocks) if word in block.source.split()] == [place] * (
            place is not None
        )
        assert not_word not in file.text.split()
        assert Counter(file.body_text.split()).most_common(1)[0][1] == 1


KINDS = {
    "a list": ("- بند أول هنا\n- بند ثانٍ هنا", "- بند أول هنا\n- بند ثانٍ هنا\n- ثالث", "- بند أول هنا\n- بند ثانٍ كذلك"),
    "a pull quote": ("جملة تُرى من بعيد.\n{: .pull}", "جملة تُرى من قريب.\n{: .pull}", "جملة تُسمع من بعيد.\n{: .pull}"),
    "a picture": ('![بحر هادئ عند الغروب](a.jpg "شرح")', '![بحر هادئ عند الغروب](a.jpg "آخر")', '![بحر هائج عند الغروب](a.jpg "شرح")'),
    "a heading": ("## ما الذي تغيّر", "## ما الذي تغيّر أمس", "## من الذي تغيّر"),
    "a quotation": ("> كلام طويل منقول.\n>\n> — قائله", "> كلام طويل منقول.\n>\n> — قائلته", "> كلام قصير منقول.\n>\n> — قائله"),
    "one word": ("ربما", "ربما جدًّا", "ربما قليلًا"),
    "vowel marks": ("كتب الولد الدرس مساء اليوم.", "كَتَبَ الولد الدرس مساء اليوم.", "كتب الولد الدرس مساء أمس."),
}  # fmt: skip
"""A block of each kind, as one moves it with another word, and as the other leaves it where it is with another word."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_of_any_kind_that_one_moves_and_both_edit_is_one_conflict(kind: str) -> None:
    was, one, other = KINDS[kind]
    base = opened(f"---\ntitle: x\n---\n\nفقرة قبلها.\n\n{was}\n\nسطر بعدها.\n")
    (conflict,) = both([RemoveBlock(1), InsertBlock(0, one)], [ReplaceBlock(1, other)], base).conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (was, one, other)
    file = both([RemoveBlock(1), InsertBlock(0, one)], [ReplaceBlock(2, "سطر آخر بعدها.")], base).file
    assert file is not None
    assert [block.source for block in file.blocks] == [one, "فقرة قبلها.", "سطر آخر بعدها."]


def test_corrections_that_one_moves_and_edits() -> None:
    """Entries of lists are merged by the same rule."""
    entries = [{"at": f"2026-11-1{n}", "text": " ".join(block_words(n))} for n in range(4)]
    base = changed(SetKey("corrections", entries))
    edited_entry = {"at": "2026-11-13", "text": with_word(3, "لي")}
    merged = both(
        [SetKey("corrections", [edited_entry, *entries[:3]])],
        [SetKey("corrections", [*entries[:1], {"at": "2026-11-11", "text": with_word(1, "له")}, *entries[2:]])], base,
    )  # fmt: skip
    assert merged.file is not None
    assert [one["text"].split()[-1] for one in merged.file.values["corrections"]] == ["لي", "أصل0ج", "له", "أصل2ج"]


CONFLICTS: dict[str, tuple[list[Edit], list[Edit], tuple[object, ...]]] = {
    "one key": ([SetKey("title", "أ")], [SetKey("title", "ب")], (Where.KEY, "title")),
    "one key that both add": ([SetKey("kicker", "أ")], [SetKey("kicker", "ب")], (Where.KEY, "kicker")),
    "a key that one removes": ([RemoveKey("title")], [SetKey("title", "ب")], (Where.KEY, "title")),
    "one text of a picture": (
        [SetKey("image", {"src": "library.jpg", "alt": "أ"})], [SetKey("image", {"src": "library.jpg", "alt": "ب"})], (Where.KEY, "image"),
    ),
    "one block": ([ReplaceBlock(0, "الفقرة أ.")], [ReplaceBlock(0, "الفقرة ب.")], (Where.BLOCK, "")),
    "a block that one removes": ([RemoveBlock(0)], [ReplaceBlock(0, "الفقرة ب.")], (Where.BLOCK, "")),
    "a block that one removes and one moves": ([RemoveBlock(0)], [MoveBlock(0, 7)], (Where.BLOCK, "")),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_only_a_person_can_decide(name: str) -> None:
    mine, theirs, (where, key) = CONFLICTS[name]
    merged = both(mine, theirs)
    assert merged.file is None
    (conflict,) = merged.conflicts
    assert (conflict.where, conflict.key) == (where, key)
    one, other = changed(*mine), changed(*theirs)
    for choice, wanted in (("mine", one), ("theirs", other)):
        decided = merge_stories(BASE, one, other, {conflict.name: choice})  # type: ignore[dict-item]
        assert decided.file is not None
        assert decided.file.values == wanted.values
        assert decided.file.body_text == wanted.body_text
    if where is Where.BLOCK and conflict.mine and conflict.theirs:
        decided = merge_stories(BASE, one, other, {conflict.name: "both"})
        assert decided.file is not None
        assert [block.source for block in decided.file.blocks[:2]] == ["الفقرة أ.", "الفقرة ب."]


def test_two_texts_that_would_make_code_of_what_is_between() -> None:
    base = opened("---\ntitle: x\n---\n\nأ\n\nب\n\nج\n")
    merged = both([ReplaceBlock(0, "```")], [ReplaceBlock(2, "```")], base)
    assert [conflict.where for conflict in merged.conflicts] == [Where.TEXT]


def test_broken_front_matter_is_merged_whole() -> None:
    base = opened("---\ntitle: x\n---\n\nنص\n")
    broken = opened("---\ntitle: [x\n---\n\nنص\n")
    merged = merge_stories(base, broken, changed(ReplaceBlock(0, "غيره"), base=base))
    assert merged.file is not None
    assert merged.file.text == "---\ntitle: [x\n---\n\nغيره\n"
    merged = merge_stories(base, broken, changed(SetKey("title", "y"), base=base))
    assert [conflict.where for conflict in merged.conflicts] == [Where.FRONT]


def test_an_editor_that_changes_all_line_ends_is_no_conflict() -> None:
    theirs = opened(STORY.replace("\n", "\r\n"))
    merged = merge_stories(BASE, changed(ReplaceBlock(0, "غيرها")), theirs)
    assert merged.file is not None
    assert merged.file.text == STORY.replace("الفقرة الأولى.", "غيرها").replace("\n", "\r\n")


def test_a_version_without_a_final_line_end() -> None:
    theirs = opened(STORY.removesuffix("\n"))
    merged = merge_stories(BASE, changed(InsertBlock(7, "جديد")), theirs)
    assert merged.file is not None
    assert merged.file.text.startswith(STORY.removesuffix("\n") + "\n\nجديد")


@pytest.mark.parametrize(
    ("entries", "wanted"),
    [
        ("## 14:00 خبر\n\nنص.\n\n## 13:00 أقدم\n\nنص.\n", ["14:10", "14:05", "14:00", "13:00"]),
        ("## 14:00 خبر\n\nنص.\n", ["14:10", "14:05", "14:00"]),
    ],
)
def test_entries_that_two_people_add_to_live_coverage_stand_by_their_times(entries: str, wanted: list[str]) -> None:
    base = opened(f"---\ntitle: x\nkind: live\n---\n\n{entries}")
    merged = both(
        [InsertBlock(0, "## 14:05 من سعاد\n\nكلمات سعاد.")], [InsertBlock(0, "## 14:10 من كريم\n\nكلمات كريم.")], base
    )
    assert merged.file is not None
    assert [block.source[3:8] for block in merged.file.blocks if block.source.startswith("##")] == wanted
    sources = [block.source for block in merged.file.blocks]
    assert sources[sources.index("## 14:10 من كريم") + 1] == "كلمات كريم."


def test_coverage_from_the_oldest_down_goes_on_so() -> None:
    base = opened("---\ntitle: x\nkind: live\n---\n\n## 13:00 أ\n\nنص.\n\n## 14:00 ب\n\nنص.\n")
    merged = both([InsertBlock(4, "## 14:10 ج\n\nكلمات.")], [InsertBlock(4, "## ١٤:٠٥ د\n\nكلمات أخرى.")], base)
    assert merged.file is not None
    assert [block.source[3:8] for block in merged.file.blocks if block.source.startswith("##")][2:] == [
        "١٤:٠٥",
        "14:10",
    ]


@pytest.mark.parametrize(
    "piece", first(0, ["- أ\n\n***\n\n", "أ\n\n", "{n}\n\n", "كلمة {n}\n\n", "## 14:05 أ\n\nب\n\n"])
)
def test_a_merge_does_not_grow_with_the_square(piece: str) -> None:
    """Neither where all blocks are equal nor where both versions changed or moved all of them."""

    def merged(text: str) -> object:
        count = len(text) // len(piece)
        pieces = [piece.replace("{n}", str(number)) for number in range(count)]
        bodies = {
            "as it was": "".join(pieces),
            "moved": "".join(reversed(pieces)),
            "moved and edited": "".join(one.replace("\n\n", " جديد\n\n") for one in reversed(pieces)),
        }
        base, theirs = (opened(f"---\ntitle: x\n---\n\n{lead}\n\n{bodies['as it was']}{lead}\n") for lead in ("ل", "ن"))
        changed = [opened(f"---\ntitle: x\n---\n\nم\n\n{body}م\n") for body in bodies.values()]
        return [merge_stories(base, one, theirs) for one in changed]

    assert is_linear(merged, piece)


# properties


class _Fresh:
    """Words that stand nowhere else."""

    def __init__(self, side: str) -> None:
        self.side, self.count = side, 0

    def __call__(self) -> str:
        self.count += 1
        return f"كلمة{self.side}{self.count}"


@st.composite
def edits_of(
    draw: st.DrawFn, file: StoryFile, side: str, blocks: list[int], keys: list[str], slots: list[int]
) -> tuple[list[Edit], list[str]]:
    """Edits of these blocks and keys and insertions at these slots, each with words of its own; and the words."""
    fresh, words = _Fresh(side), list[str]()
    out: list[Edit] = []
    for at in blocks:
        kind = draw(st.sampled_from(("replace", "replace", "extend", "remove")))
        word = fresh()
        if kind == "remove":
            out.append(RemoveBlock(at))
            continue
        words.append(word)
        out.append(ReplaceBlock(at, word if kind == "replace" else f"{word} {file.blocks[at].source}"))
    for at in slots:
        words.append(word := fresh())
        out.append(InsertBlock(at, draw(st.sampled_from(("{0}", "## {0}", "> {0}", "- {0}"))).format(word)))
    for key in keys:
        words.append(word := fresh())
        out.append(SetKey(key, word))
    return out, words


KEYS = ("title", "kicker", "section", "place", "note")


def disjoint_edits_stand(data: bytes, draw: st.DataObject) -> None:
    base = open_story(data)
    if not isinstance(base, StoryFile) or not base.keyed:
        return
    count = len(base.blocks)
    owner = draw.draw(st.lists(st.sampled_from(("mine", "theirs", "none")), min_size=count, max_size=count))
    keys = draw.draw(st.lists(st.sampled_from(("mine", "theirs", "none")), min_size=len(KEYS), max_size=len(KEYS)))
    versions, words = [], []
    for side in ("mine", "theirs"):
        blocks = [at for at in range(count) if owner[at] == side]
        slots = draw.draw(st.lists(st.integers(0, count), max_size=2))
        edits, new = draw.draw(
            edits_of(base, side[0], blocks, [k for k, o in zip(KEYS, keys, strict=True) if o == side], slots)
        )
        version = edited(base, edits)
        if isinstance(version, Refusal):
            return
        versions.append(version)
        words += new
    mine, theirs = versions
    merged, swapped = merge_stories(base, mine, theirs), merge_stories(base, theirs, mine)
    assert is_swapped(merged, swapped)
    if merged.file is None:
        no_word_is_lost(base, mine, theirs, merged)
        return
    for word in words:
        assert merged.file.text.count(word) >= 1, word
    for at in range(count):
        if owner[at] == "none":
            assert base.blocks[at].source in unified(merged.file.body_text)


def no_word_is_lost(base: StoryFile, mine: StoryFile, theirs: StoryFile, merged: StoryMerge) -> None:
    """Assert that each word that a version added stands in the merge, or in that version's side of a conflict."""
    there = Counter(merged.file.text.split()) if merged.file is not None else Counter()
    for side, version in (("mine", mine), ("theirs", theirs)):
        told = Counter(word for conflict in merged.conflicts for word in (getattr(conflict, side) or "").split())
        added = Counter(version.text.split()) - Counter(base.text.split())
        if merged.file is not None:
            assert not [word for word in added if word.startswith("كلمة") and not there[word]]
        elif not told:
            assert not added or len(merged.conflicts) > 0


@quick
@given(stories.files(), st.data())
def test_edits_of_different_parts_both_stand(data: bytes, draw: st.DataObject) -> None:
    disjoint_edits_stand(data, draw)


@pytest.mark.nightly
@long
@given(stories.files(), st.data())
def test_edits_of_different_parts_both_stand_long(data: bytes, draw: st.DataObject) -> None:
    disjoint_edits_stand(data, draw)


def any_edits_are_merged_alike(data: bytes, draw: st.DataObject) -> None:
    """Assert that edits of the same parts are merged alike from both sides, and that what is decided is what comes out."""
    base = open_story(data)
    if not isinstance(base, StoryFile):
        return
    count = len(base.blocks)
    versions, all_words = [], []
    for side in ("mine", "theirs"):
        blocks: list[int] = sorted(draw.draw(st.sets(st.integers(0, count - 1), max_size=3))) if count else []
        slots = draw.draw(st.lists(st.integers(0, count), max_size=2))
        keys = draw.draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True)) if base.keyed else []
        edits, words = draw.draw(edits_of(base, side[0], blocks, keys, slots))
        others = [at for at in range(count) if at not in blocks]
        moves: bool = draw.draw(st.booleans())
        if others and moves:
            edits.append(MoveBlock(draw.draw(st.sampled_from(others)), draw.draw(st.integers(0, count))))
        version = edited(base, edits)
        if isinstance(version, Refusal):
            return
        versions.append(version)
        all_words.append(words)
    mine, theirs = versions
    merged, swapped = merge_stories(base, mine, theirs), merge_stories(base, theirs, mine)
    assert is_swapped(merged, swapped)
    for choice, words in (("mine", all_words[0]), ("theirs", all_words[1])):
        result, decisions = merged, dict[str, str]()
        for _ in range(3):
            decisions |= {conflict.name: choice for conflict in result.conflicts}
            result = merge_stories(base, mine, theirs, decisions)  # type: ignore[arg-type]
        assert result.file is not None, result.conflicts
        for word in words:
            assert word in result.file.text, (choice, word)
    assert merge_stories(base, mine, base).file == mine
    assert merge_stories(base, base, theirs).file == theirs
    assert merge_stories(base, mine, mine).file == mine


@quick
@given(stories.files(), st.data())
def test_any_edits_are_merged_alike_from_both_sides(data: bytes, draw: st.DataObject) -> None:
    any_edits_are_merged_alike(data, draw)


@pytest.mark.nightly
@long
@given(stories.files(), st.data())
def test_any_edits_are_merged_alike_from_both_sides_long(data: bytes, draw: st.DataObject) -> None:
    any_edits_are_merged_alike(data, draw)


@st.composite
def moved_and_edited(draw: st.DrawFn, base: StoryFile, side: str) -> tuple[StoryFile, set[str], set[str]]:
    """A version of a story of paragraphs, some of them moved, edited, both or removed; the words that are new in it, and
    those of the story that it has not."""
    count, fresh = len(base.blocks), _Fresh(side)
    texts = [block.source.split() for block in base.blocks]
    for number in draw(st.sets(st.integers(0, count - 1), max_size=3)):
        for _ in range(draw(st.integers(1, 2))):
            texts[number][draw(st.integers(0, 4))] = fresh()
    for _ in range(draw(st.integers(0, 2))):
        number = draw(st.integers(0, len(texts) - 1))
        moved = texts.pop(number)
        texts.insert(draw(st.integers(0, len(texts))), moved)
    if draw(st.booleans()):
        texts.insert(draw(st.integers(0, len(texts))), [fresh(), fresh()])
    if draw(st.booleans()):
        del texts[draw(st.integers(0, len(texts) - 1))]
    version = opened("---\ntitle: x\n---\n\n" + "\n\n".join(" ".join(text) for text in texts) + "\n")
    there, was = set(version.body_text.split()), set(base.body_text.split())
    return version, there - was, was - there


def no_word_is_lost_and_none_stands_twice(draw: st.DataObject) -> None:
    base = of_paragraphs(draw.draw(st.integers(1, 7)))
    mine, my_words, my_gone = draw.draw(moved_and_edited(base, "م"))
    theirs, their_words, their_gone = draw.draw(moved_and_edited(base, "هـ"))
    merged, swapped = merge_stories(base, mine, theirs), merge_stories(base, theirs, mine)
    assert is_swapped(merged, swapped)
    old = set(base.body_text.split())
    in_conflicts = [
        {word for c in merged.conflicts for word in (getattr(c, side) or "").split()} for side in ("mine", "theirs")
    ]
    for choice, own, others, told in (
        ("mine", my_words, their_words, in_conflicts[1]), ("theirs", their_words, my_words, in_conflicts[0]),
    ):  # fmt: skip
        file = merge_stories(base, mine, theirs, {c.name: choice for c in merged.conflicts}).file  # type: ignore[misc]
        assert file is not None
        count = Counter(file.body_text.split())
        assert not [word for word in count if count[word] > 1]
        assert own <= count.keys()
        assert others - count.keys() <= told
        assert (old - my_gone - their_gone) - count.keys() <= in_conflicts[0] | in_conflicts[1]
        if not merged.conflicts:
            assert set(count) == (old - my_gone - their_gone) | own | others


@settings(quick, max_examples=100)
@given(st.data())
def test_of_what_is_moved_and_edited_no_word_is_lost_and_none_stands_twice(draw: st.DataObject) -> None:
    no_word_is_lost_and_none_stands_twice(draw)


@pytest.mark.nightly
@long
@given(st.data())
def test_of_what_is_moved_and_edited_no_word_is_lost_and_none_stands_twice_long(draw: st.DataObject) -> None:
    no_word_is_lost_and_none_stands_twice(draw)


def any_versions_are_merged(base: bytes, mine: bytes, theirs: bytes) -> None:
    """Assert that any three files, whatever happened to them, are merged alike from both sides or told apart."""
    files = [open_story(data) for data in (base, mine, theirs)]
    if not all(isinstance(file, StoryFile) for file in files):
        return
    one, two, three = files
    assert isinstance(one, StoryFile)
    assert isinstance(two, StoryFile)
    assert isinstance(three, StoryFile)
    merged, swapped = merge_stories(one, two, three), merge_stories(one, three, two)
    assert is_swapped(merged, swapped)
    assert merge_stories(one, two, one).file == two
    assert merge_stories(two, three, three).file == three


@quick
@given(stories.files(), stories.files(), stories.files())
def test_any_three_files_are_merged_alike_from_both_sides(base: bytes, mine: bytes, theirs: bytes) -> None:
    any_versions_are_merged(base, mine, theirs)
