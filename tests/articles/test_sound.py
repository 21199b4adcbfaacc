"""Recorded sound in an article's file: the keys, players in a text, transcripts."""

from __future__ import annotations

from typing import Any

import pytest

from newsgen.articles.article import ParsedArticle, parse_article
from newsgen.articles.body import render
from newsgen.model.picture import Picture
from newsgen.model.sound import Sound, clock_length, iso_length
from newsgen.site.durations import parse_duration
from newsgen.site.settings_file import read
from tests.support import SETTINGS, story
from tests.support.cases import sampled
from tests.support.growth import is_linear

AUDIO: dict[str, Any] = {"kind": "audio", "sound": "/sound/a.mp3"}


def parsed(settings: str = SETTINGS, **fields: Any) -> ParsedArticle:
    site, problems = read(settings.encode())
    assert site is not None, problems
    return parse_article("content/a.md", story(**fields).encode(), site)


def test_sound_of_a_story() -> None:
    found = parsed(**AUDIO, show="harbour.yml", season=2, episode=7, episode_type="bonus", episode_guid="tag:old,7")
    assert found.problems == ()
    assert found.article is not None
    card = found.article.card
    assert card.sound == Sound("/sound/a.mp3", mime="audio/mpeg")
    assert card.episode is not None
    assert (card.episode.show, card.episode.season, card.episode.number) == ("harbour", 2, 7)
    assert (card.episode.kind, card.episode.guid) == ("bonus", "tag:old,7")
    assert [use.source for use in found.recordings] == ["static/sound/a.mp3"]
    assert "static/sound/a.mp3" in [file.source for file in found.files]


def test_sound_that_lies_elsewhere() -> None:
    media = SETTINGS + "policy: {media: [https://cdn.example.org]}\n"
    sound = "{src: https://cdn.example.org/a.m4a, length: 1:02:05, bytes: 900}"
    found = parsed(media, kind="audio", sound=sound)
    assert found.problems == ()
    assert found.article is not None
    assert found.article.card.sound == Sound("https://cdn.example.org/a.m4a", 3725.0, 900, "audio/x-m4a")
    assert found.recordings == ()
    (refused,) = parsed(kind="audio", sound=sound).problems
    assert (refused.code, refused.level, refused.line) == ("sound-refused", "warning", 6)


def test_a_withdrawn_episode_has_no_sound() -> None:
    found = parsed(**AUDIO, show="harbour", status="withdrawn", note="سُحبت")
    assert found.article is not None
    assert (found.article.card.sound, found.article.card.episode, found.recordings) == (None, None, ())
    assert "static/sound/a.mp3" in [file.source for file in found.files], "the file stays withheld"


@pytest.mark.parametrize(
    ("fields", "code", "line"),
    [
        ({"kind": "audio"}, "no-sound", 5),
        ({"show": "harbour"}, "no-sound", 5),
        ({**AUDIO, "episode": 3}, "not-an-episode", 7),
        ({**AUDIO, "season": 3}, "not-an-episode", 7),
        ({**AUDIO, "episode_type": "bonus"}, "not-an-episode", 7),
        ({**AUDIO, "episode_guid": "x"}, "not-an-episode", 7),
        ({**AUDIO, "show": "a", "episode": 0}, "bad-value", 8),
        ({**AUDIO, "show": "a", "episode": "ثالثة"}, "wrong-type", 8),
        ({**AUDIO, "show": "a", "episode_type": "extra"}, "not-a-choice", 8),
        ({"kind": "audio", "sound": "a.mp3"}, "bad-link", 6),
        ({"kind": "audio", "sound": "http://example.org/a.mp3"}, "bad-link", 6),
        ({"kind": "audio", "sound": "javascript:alert(1)"}, "bad-link", 6),
        ({"kind": "audio", "sound": "{src: /a.mp3, bytes: 7}"}, "size-of-own-sound", 6),
        ({"kind": "audio", "sound": "{src: /a.mp3, length: طويل}"}, "bad-length", 6),
        ({"kind": "audio", "sound": "{src: /a.mp3, file: b}"}, "unknown-key", 6),
    ],
)
def test_mistakes(fields: dict[str, Any], code: str, line: int) -> None:
    problems = parsed(**fields).problems
    assert [(problem.code, problem.line) for problem in problems] == [(code, line)], problems
    assert problems[0].level == "error"
    draft = parsed(**fields, status="draft").problems
    assert [(problem.code, problem.level) for problem in draft] == [(code, "warning")]


@pytest.mark.parametrize("sound", ["/صوت/حلقة أولى.mp3", "/a%20b.mp3", "'/a: b.mp3'", "/a#b.mp3"])
def test_names_of_files(sound: str) -> None:
    assert parsed(kind="audio", sound=sound).article is not None


def test_sound_of_another_host_in_a_text() -> None:
    media = SETTINGS + "policy: {media: [https://cdn.example.org]}\n"
    body = "[اسم](https://cdn.example.org/a.mp3){: .audio}\n\n[اسم](https://soundcloud.com/a/b){: .audio}"
    found = parsed(media, body=body)
    assert [(p.code, p.line) for p in found.problems] == [("not-a-recording", 8)]
    assert found.article is not None
    assert [part.sound.mime for part in found.article.body if not isinstance(part, str) and part.sound] == [
        "audio/mpeg",
        "",
    ]


@pytest.mark.parametrize("address", ["/about/", "/sound/a.txt", "/sound/a", "https://soundcloud.com/a/b"])
def test_what_is_no_recording_is_a_link(address: str) -> None:
    (problem,) = parsed(kind="audio", sound=address).problems
    assert (problem.code, problem.level) == ("not-a-recording", "warning")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("31:05", 1865), ("1:02:05", 3725), ("٣١:٠٥", 1865), ("75", 75), ("75.5", 75.5), ("100:00", 6000), ("0:00", 0),
        ("1:60", None), ("1:61:00", None), ("1:2", None), ("", None), ("-5", None), ("1:02:03:04", None), ("5m", None),
        ("9" * 5000, None),
    ],
)  # fmt: skip
def test_lengths(written: str, seconds: float | None) -> None:
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    ("seconds", "clock", "iso"),
    [
        (0.2, "0:01", "PT1S"), (59.6, "1:00", "PT1M"), (75, "1:15", "PT1M15S"), (3599.7, "1:00:00", "PT1H"),
        (3725, "1:02:05", "PT1H2M5S"), (864_000, "240:00:00", "PT240H"),
    ],
)  # fmt: skip
def test_lengths_as_they_are_shown(seconds: float, clock: str, iso: str) -> None:
    assert (clock_length(seconds), iso_length(seconds)) == (clock, iso)


# in a text


def parts(text: str) -> tuple[object, ...]:
    return render(text, first_line=1, prefix="").parts


def test_a_player_in_a_text() -> None:
    first, player, last = parts('قبل\n\n[اسم **التسجيل**](/sound/a.mp3 "شرح"){: .audio}\n\nبعد')
    assert (first, last) == ("<p>قبل</p>", "<p>بعد</p>")
    assert player == Picture(alt="اسم التسجيل", caption="شرح", sound=Sound("/sound/a.mp3"))


def test_a_player_among_words_is_a_link_and_told() -> None:
    found = render("نص [اسم](/sound/a.mp3){: .audio} نص", first_line=4, prefix="")
    assert [(p.code, p.line) for p in found.problems] == [("audio-not-alone", 4)]
    assert 'class="audio"' in str(found.parts[0])


def test_players_films_and_pictures_in_a_row() -> None:
    text = "[ص](/a.mp3){: .audio}\n\n[ف](/a.mp4){: .video}\n\n![س](a.png)\n\n[ص](/b.ogg){: .audio}"
    found = [(part.sound is not None, bool(part.video), bool(part.address)) for part in parts(text)]  # type: ignore[attr-defined]
    assert found == [(True, False, False), (False, True, False), (False, False, True), (True, False, False)]


# transcripts


TRANSCRIPT = "## نص الحلقة {.transcript}\n\n"


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("[01:05] هالة: نعم", '<p><time datetime="PT1M5S">01:05</time> <strong>هالة:</strong> نعم</p>'),
        ("(1:02:03) هالة السنديان: نعم", '<p><time datetime="PT1H2M3S">1:02:03</time> <strong>هالة السنديان:</strong> نعم</p>'),
        ("٠١:٠٥ نعم", '<p><time datetime="PT1M5S">٠١:٠٥</time> نعم</p>'),
        ("[00:00] نعم", '<p><time datetime="PT0S">00:00</time> نعم</p>'),
        ("**[01:05] هالة:** نعم", '<p><time datetime="PT1M5S">01:05</time> <strong>هالة:</strong> نعم</p>'),
        ("[01:05] **هالة:** نعم", '<p><time datetime="PT1M5S">01:05</time> <strong>هالة:</strong> نعم</p>'),
        ("[01:05] قال إن العدد 3: نعم", '<p><time datetime="PT1M5S">01:05</time> <strong>قال إن العدد 3:</strong> نعم</p>'),
        ("[01:05] نعم، هذا: نعم", '<p><time datetime="PT1M5S">01:05</time> نعم، هذا: نعم</p>'),
        ("[01:05](/x/) نعم", '<p><a href="/x/">01:05</a> نعم</p>'),
        ("فاز 2:1 نعم", "<p>فاز 2:1 نعم</p>"),
        ("هالة: نعم", "<p>هالة: نعم</p>"),
        ("12:5 نعم", "<p>12:5 نعم</p>"),
        ("- [01:05] نعم", "<ul>\n<li>[01:05] نعم</li>\n</ul>"),
    ],
)  # fmt: skip
def test_turns(written: str, html: str) -> None:
    (text,) = parts(TRANSCRIPT + written)
    inside = str(text).removeprefix('<details class="transcript" id="transcript"><summary>نص الحلقة</summary>')
    assert inside.removesuffix("</details>").strip() == html.replace(
        "2:1", '<bdi dir="ltr" class="whole">2:1</bdi>' if "whole" in inside else "2:1"
    )


def test_lines_of_one_paragraph_are_turns_of_their_own() -> None:
    (text,) = parts(TRANSCRIPT + "[00:01] هالة: نعم [رابط](/x/)\nوسطر آخر\n[00:09] سامر: لا\n00:12 وبعد")
    assert str(text).count("<p>") == str(text).count("<time") == 3
    assert "</a>\nوسطر آخر</p>" in str(text)


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("## ب\n\nبعد", "<h2>ب</h2>\n<p>بعد</p>"),
        ("# ب\n\nبعد", "<h2>ب</h2>\n<p>بعد</p>"),
        ("كلام[^1]\n\n[^1]: حاشية", '<div class="footnote">'),
        ("### أصغر\n\nداخل", ""),
    ],
)
def test_where_a_transcript_ends(text: str, outside: str) -> None:
    (found,) = parts(f"قبل\n\n{TRANSCRIPT}داخل\n\n{text}")
    assert str(found).partition("</details>")[2].strip().startswith(outside)
    assert bool(str(found).partition("</details>")[2].strip()) == bool(outside)


def test_transcripts_with_ids_of_their_own() -> None:
    (text,) = parts("## أ {#first .transcript}\n\nنص\n\n## ب {.transcript}\n\nنص\n\n## ج {.transcript}\n\nنص")
    assert str(text).count("<details") == 3
    assert [piece.partition(">")[0] for piece in str(text).split("<details ")[1:]] == [
        'class="transcript" id="first"',
        'class="transcript"',
        'class="transcript"',
    ]


def test_a_picture_inside_a_transcript() -> None:
    found = parts(TRANSCRIPT + "[00:01] قبل\n\n![صورة](a.png)\n\n[00:02] بعد")
    assert [isinstance(part, Picture) for part in found] == [False, True, False]
    assert "".join(part for part in found if isinstance(part, str)).count("details>") == 1


@sampled(3)
@pytest.mark.parametrize(
    "piece", ["[00:01] هالة: نعم\n", "## أ {.transcript}\n\n", "[00:01]\n\n", "00:00:00 ", "\n[0:0"]
)
def test_the_work_grows_with_the_text(piece: str) -> None:
    assert is_linear(lambda text: render(TRANSCRIPT + text, first_line=1, prefix=""), piece)
