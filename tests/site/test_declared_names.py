"""Names that are not the same stay apart: what a written name means beside those that site.yml declares."""

from __future__ import annotations

import pickle

import pytest

from newsgen import arabic
from newsgen.model.facets import NamedKind
from newsgen.site import settings_file
from newsgen.site.declared_names import Doubt
from newsgen.site.settings import Settings
from tests.support import SETTINGS


def settings_with(more: str) -> Settings:
    settings, problems = settings_file.read(SETTINGS.replace("places:", "places:\n" + more).encode())
    assert settings is not None, problems
    return settings


CITIES = "  - {id: amman, name: عمّان}\n  - {id: oman, name: عُمان}\n"


@pytest.mark.parametrize(
    ("declared", "written", "name", "doubt"),
    [
        (CITIES, "عمّان", "عمّان", Doubt.NONE),
        (CITIES, "عُمان", "عُمان", Doubt.NONE),
        (CITIES, "oman", "عُمان", Doubt.NONE),
        (CITIES, "عَمّان", "عمّان", Doubt.NONE),  # more marks, and none that contradicts
        (CITIES, "عمان", "عمان", Doubt.AMBIGUOUS),
        ("  - {id: oman, name: عُمان}\n", "عمّان", "عمّان", Doubt.NONE),  # one declared, the other not
        ("  - {id: oman, name: عُمان}\n", "عمان", "عُمان", Doubt.NONE),  # marks left out
        ("  - {id: oman, name: عمان}\n", "عمّان", "عمان", Doubt.MARKS),
        ("  - {id: cairo, name: القاهرة}\n", "القاهره", "القاهرة", Doubt.NONE),
        ("  - {id: cairo, name: القاهرة}\n", "القاهرـة", "القاهرة", Doubt.NONE),
        ("  - {id: a, name: طرابلس}\n  - {id: b, name: طرابلس}\n", "طرابلس", "طرابلس", Doubt.AMBIGUOUS),
        ("  - {id: a, name: طرابلس}\n  - {id: b, name: طرابلس}\n", "b", "طرابلس", Doubt.NONE),
        ("  - {id: paris, name: باريس}\n", "Paris", "باريس", Doubt.NONE),
    ],
)  # fmt: skip
def test_places(declared: str, written: str, name: str, doubt: Doubt) -> None:
    reading = settings_with(declared).names_of("place").read(written)
    assert (reading.named.name, reading.doubt) == (name, doubt)


TOPICS = "topics:\n  - {name: C, slug: c}\n  - {name: عِلم, slug: science, also: [علوم]}\n  - {name: نادٍ}\n"


@pytest.mark.parametrize(
    ("written", "identifier", "doubt"),
    [
        ("C", "c", Doubt.NONE),
        ("c", "c", Doubt.NONE),
        ("C++", "c-plus-plus", Doubt.NONE),
        ("C#", "c-sharp", Doubt.NONE),
        ("F#", "f-sharp", Doubt.NONE),
        ("سي++", "سي-plus-plus", Doubt.NONE),
        ("عِلم", "science", Doubt.NONE),
        ("عَلَم", "علم", Doubt.NONE),
        ("علوم", "science", Doubt.NONE),
        ("علم", "science", Doubt.NONE),
        ("نادِ", "ناد", Doubt.ADDRESS),  # not declared, at the address of one that is
        ("C!", "c", Doubt.ADDRESS),
    ],
)
@pytest.mark.parametrize("kind", ["topic", "author"])
def test_topics_and_authors(kind: NamedKind, written: str, identifier: str, doubt: Doubt) -> None:
    settings, _ = settings_file.read((SETTINGS + TOPICS.replace("topics", kind + "s")).encode())
    assert settings is not None
    reading = settings.names_of(kind).read(written)
    assert (reading.named.id, reading.doubt) == (identifier, doubt)


@pytest.mark.parametrize(
    "declared",
    [
        "{name: عَلَم}, {name: عِلم}",  # one address
        "{name: ألف, slug: x}, {name: باء, slug: X}",
        "{name: C}, {name: C!}",
        "{name: ألف, also: [باء]}, {name: جيم, also: [باء]}",
        "{name: ألف, slug: a}, {name: ألف, slug: b}",
        "{name: حسن}, {name: هسن, slug: hsn}",  # the first address is in Latin letters
    ],
)
@pytest.mark.parametrize("kind", ["topic", "author"])
def test_two_declared_names_that_share(kind: str, declared: str) -> None:
    latin = "slugs: latin\n" if "hsn" in declared else ""
    text = SETTINGS + f"{latin}{kind}s: [{declared}]\n"
    settings, problems = settings_file.read(text.encode())
    assert settings is None
    assert [p.code for p in problems] == [f"duplicate-{kind}"]


@pytest.mark.parametrize(
    "declared", ["{name: عَلَم, slug: flag}, {name: عِلم, slug: science}", "{name: C}, {name: C++}, {name: 'C#'}"]
)
def test_declared_names_that_only_fold_alike(declared: str) -> None:
    settings, problems = settings_file.read((SETTINGS + f"topics: [{declared}]\n").encode())
    assert problems == ()
    assert settings is not None
    assert len({settings.names_of("topic").read(topic.name).named.id for topic in settings.topics}) == len(
        settings.topics
    )


def test_settings_still_travel_to_workers() -> None:
    settings = settings_with(CITIES)
    settings.names_of("place").read("عمّان")
    copy: Settings = pickle.loads(pickle.dumps(settings))
    assert copy.names_of("place").read("عُمان").named.id == "oman"


def test_marks_of_letters() -> None:
    assert arabic.letter_marks("عُمان") == (frozenset("ُ"), *[frozenset()] * 3)
    assert arabic.letter_marks("ع\u0640مّ") == (frozenset(), frozenset("ّ"))
    assert arabic.letter_marks("\u064eا") == (frozenset(),)
