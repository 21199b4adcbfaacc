"""Podcasts' feeds as shows and episodes: the shapes that hosts write, what is missing or wrong in them, and importing again."""

import random
from pathlib import Path

import pytest

from newsgen.cli.commands.imports import print_report
from newsgen.importers import feed, podcast_codes
from newsgen.importers.codes import Code
from newsgen.importers.import_map import ImportMap
from newsgen.importers.item import Item, Kind, Note, State
from newsgen.importers.report import Report
from newsgen.importers.run import Import, run_import
from newsgen.site.podcast_guid import podcast_guid
from newsgen.site.settings_file import read as read_settings
from tests.importers.reading import codes, items, notes, one, written
from tests.support import SETTINGS, Site
from tests.support.pictures import png

SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
HEAD = """<title>موج وحكاية</title><link>https://paper.example/podcast</link><description><![CDATA[<p>حكايات من <b>المرفأ</b> &amp; ما حوله.</p>]]></description>
<language>ar-JO</language><copyright>© موج</copyright><atom:link rel="self" href="https://feeds.example/mawj.xml"/>
<itunes:author>فريق موج</itunes:author><itunes:owner><itunes:name>أمل</itunes:name><itunes:email>owner@private.example</itunes:email></itunes:owner>
<itunes:image href="https://cdn.example/art.jpg"/><itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
<itunes:explicit>false</itunes:explicit><itunes:type>serial</itunes:type><podcast:locked>no</podcast:locked>"""
EPISODE = """<title>المدّ الأول</title><guid isPermaLink="false">tag:mawj,1</guid><pubDate>Sun, 01 Mar 2026 10:00:00 +0300</pubDate>
<description>حكاية أولى من المرفأ.</description>
<enclosure url="https://cdn.example/1.mp3?src=feed" type="audio/mpeg" length="29872640"/><itunes:duration>31:05</itunes:duration>
<itunes:season>2</itunes:season><itunes:episode>7</itunes:episode><itunes:episodeType>full</itunes:episodeType>"""


def podcast(*episodes: str, head: str = HEAD, tail: str = "", spaces: str = SPACES) -> str:
    body = "\n".join(f"<item>{episode}</item>" for episode in episodes)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces}><channel>{head}\n{body}{tail}</channel></rss>'


def episode(number: int, **parts: str) -> str:
    """An episode with other parts than those of ``EPISODE``; an empty one leaves a part out."""
    given = {
        "guid": f'<guid isPermaLink="false">id-{number}</guid>',
        "date": f"<pubDate>Sun, {number:02} Mar 2026 10:00:00 +0300</pubDate>",
        "sound": f'<enclosure url="https://cdn.example/{number}.mp3" type="audio/mpeg" length="{number}0000000"/>',
        "duration": "<itunes:duration>12:30</itunes:duration>",
        "description": f"<description>وصف الحلقة {number}.</description>",
        "more": "",
    } | parts
    return f"<title>الحلقة {number}</title>" + "".join(given.values())


def read_one(tmp_path: Path, *episodes: str, **channel: str) -> Item:
    return one(feed.read, written(tmp_path, a_xml=podcast(*episodes, **channel)))


def test_an_episode(tmp_path: Path) -> None:
    found = read_one(tmp_path, EPISODE)
    assert (found.kind, found.title, found.state) == (Kind.AUDIO, "المدّ الأول", State.PUBLISHED)
    assert found.recording
    assert found.episode
    assert (found.recording.src, found.recording.seconds, found.recording.size) == (
        "https://cdn.example/1.mp3?src=feed", 1865, 29872640,
    )  # fmt: skip
    assert (found.episode.guid, found.episode.season, found.episode.number, found.episode.kind) == (
        "tag:mawj,1",
        2,
        7,
        "full",
    )
    assert "<a" not in found.body
    assert "حكاية أولى من المرفأ." in found.body
    assert not found.notes


def test_the_show(tmp_path: Path) -> None:
    (show,) = feed.read([written(tmp_path, a_xml=podcast(EPISODE))]).shows().values()
    assert (show.name, show.description, show.author) == ("موج وحكاية", "حكايات من المرفأ & ما حوله.", "فريق موج")
    assert (show.category, show.subcategory, show.language, show.order) == (
        "Society & Culture",
        "Documentary",
        "ar-JO",
        "serial",
    )
    assert (show.artwork, show.locked, show.explicit) == ("https://cdn.example/art.jpg", False, False)
    assert show.guid == podcast_guid("https://feeds.example/mawj.xml")
    assert [found.code.name for found in show.notes] == ["import-show-owner"]
    assert "private" not in repr(show)


@pytest.mark.parametrize(
    ("written_length", "seconds"),
    [
        ("31:05", 1865), ("00:31:05", 1865), ("1:02:05", 3725), ("3725", 3725), ("3725.5", 3725.5), ("٣١:٠٥", 1865), ("PT31M5S", 1865),
        ("PT1H", 3600), ("", 0), ("0", 0), ("soon", None), ("31 min", None), ("-5", None), ("99999999999999999999", None), ("1:61:00", None),
    ],
)  # fmt: skip
def test_lengths(tmp_path: Path, written_length: str, seconds: float | None) -> None:
    found = read_one(tmp_path, episode(1, duration=f"<itunes:duration>{written_length}</itunes:duration>"))
    assert found.recording
    assert found.recording.seconds == (seconds or 0)
    assert ("import-length" in notes(found)) == (seconds is None)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('length="29872640"', 29872640), ('length="29,872,640"', 29872640), ('length="0"', 0), ('length=""', 0), ("", 0),
        ('length="750"', 0), ('length="-1"', 0), ('length="12:30"', 0), (f'length="{"9" * 40}"', 0), ('length="١٢٣٤٥٦٧٨"', 0),
    ],
)  # fmt: skip
def test_sizes(tmp_path: Path, attributes: str, size: int) -> None:
    found = read_one(
        tmp_path, episode(1, sound=f'<enclosure url="https://cdn.example/1.mp3" type="audio/mpeg" {attributes}/>')
    )
    assert found.recording
    assert found.recording.size == size
    assert ("import-size" in notes(found)) == (size == 0)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "<podcast:season name='بحر'>3</podcast:season><podcast:episode display='٤'>4</podcast:episode>",
            (3, 4, "full"),
        ),
        ("<itunes:episode>0</itunes:episode>", (0, 0, "full")),
        ("<itunes:episode>4.5</itunes:episode>", (0, 0, "full")),
        ("<itunes:episode>٤</itunes:episode>", (0, 4, "full")),
        ("<itunes:episode>123456789012345678901234567890</itunes:episode>", (0, 0, "full")),
        ("<itunes:episodeType>Trailer</itunes:episodeType>", (0, 0, "trailer")),
        ("<itunes:episodeType>bonus</itunes:episodeType>", (0, 0, "bonus")),
        ("<itunes:episodeType>special</itunes:episodeType>", (0, 0, "full")),
    ],
)
def test_numbers(tmp_path: Path, more: str, expected: tuple[int, int, str]) -> None:
    found = read_one(tmp_path, episode(1, more=more))
    assert found.episode
    assert (found.episode.season, found.episode.number, found.episode.kind) == expected
    told = any(sign in more for sign in (">0<", "4.5", "1234567890", "special"))
    assert ("import-episode-number" in notes(found)) == told


def test_an_episode_without_a_guid_is_known_by_its_recording(tmp_path: Path) -> None:
    found = read_one(tmp_path, episode(1, guid=""))
    assert found.episode
    assert found.episode.guid == found.id == "https://cdn.example/1.mp3"


def test_a_page_at_a_podcast_host_is_no_address_of_the_site(tmp_path: Path) -> None:
    hosted = read_one(tmp_path, episode(1, more="<link>https://podcasters.spotify.com/pod/show/x/episodes/e1</link>"))
    assert not hosted.address
    assert notes(hosted)["import-episode-page"] == {"host": "podcasters.spotify.com"}
    own = read_one(tmp_path, episode(1, more="<link>https://paper.example/podcast/1/</link>"))
    assert own.address == "https://paper.example/podcast/1/"


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("<description>سطر أول\n\nسطر ثانٍ</description>", ["<p>سطر أول</p>", "<p>سطر ثانٍ</p>"]),
        (
            "<description><![CDATA[<p>فقرة <a href='https://x.example/'>رابط</a></p><script>x()</script>]]></description>",
            ["رابط"],
        ),
        ("<description>&lt;p&gt;فقرة &amp;amp; رابط&lt;/p&gt;</description>", ["<p>فقرة &amp; رابط</p>"]),
        ("<itunes:summary><![CDATA[ملخص الحلقة]]></itunes:summary>", ["ملخص الحلقة"]),
        ("<googleplay:description>وصف قديم</googleplay:description>", ["وصف قديم"]),
        (
            "<content:encoded><![CDATA[<p>نص كامل</p>]]></content:encoded><description>نص كامل</description>",
            ["<p>نص كامل</p>"],
        ),
        ("", []),
    ],
)
def test_descriptions(tmp_path: Path, description: str, words: list[str]) -> None:
    found = read_one(tmp_path, episode(1, description=description))
    assert found.kind is Kind.AUDIO
    assert all(word in found.body for word in words)


def test_a_player_of_the_recording_in_the_text_is_not_a_second_one(tmp_path: Path) -> None:
    """As WordPress writes it, with a query; a player of another recording stays."""
    text = (
        "<content:encoded><![CDATA[<p>نص</p><div><audio controls><source src='https://cdn.example/1.mp3?_=1'></audio></div>"
        "<audio src='https://cdn.example/other.mp3'></audio>]]></content:encoded><itunes:subtitle>نص [&amp;#8230;]</itunes:subtitle>"
    )
    found = read_one(tmp_path, episode(1, description=text))
    assert "/1.mp3" not in found.body
    assert "/other.mp3" in found.body
    assert not found.standfirst


def test_what_newsgen_has_no_place_for_is_told(tmp_path: Path) -> None:
    more = (
        "<itunes:keywords>بحر، مرفأ</itunes:keywords><podcast:chapters url='https://cdn.example/c.json' type='application/json+chapters'/>"
        "<podcast:person role='guest'>ضيفة</podcast:person><itunes:explicit>yes</itunes:explicit><itunes:block>Yes</itunes:block>"
        "<podcast:transcript url='https://cdn.example/1.vtt' type='text/vtt'/><podcast:transcript url='javascript:x()' type='text/html'/>"
    )
    found = read_one(tmp_path, episode(1, more=more))
    told = notes(found)
    assert told["import-fields"] == {"names": "itunes:keywords, podcast:chapters, podcast:person"}
    assert told["import-episode-explicit"] == {"value": "true"}
    assert told["import-transcript"] == {"address": "https://cdn.example/1.vtt"}
    assert {"import-episode-blocked", "import-no-file"} <= told.keys()
    assert found.state is State.DRAFT
    assert '<a href="https://cdn.example/1.vtt">' in found.body
    assert "javascript" not in found.body
    head = HEAD + (
        "<itunes:category text='Hobbies of Old'/><itunes:category text='News &amp;amp; Politics'/><itunes:block>yes</itunes:block>"
        "<podcast:funding url='https://pay.example'>ادعمنا</podcast:funding><itunes:keywords>بحر</itunes:keywords>"
    )
    (show,) = feed.read([written(tmp_path, a_xml=podcast(EPISODE, head=head))]).shows().values()
    names = [(found.code.name, dict(found.values)) for found in show.notes]
    assert ("import-show-category", {"name": "Hobbies of Old"}) in names
    assert ("import-show-category", {"name": "News & Politics"}) in names
    assert ("import-fields", {"names": "itunes:keywords, podcast:funding"}) in names
    assert "import-show-blocked" in [name for name, _ in names]


@pytest.mark.parametrize("address", ["https://cdn.example/1.mp4", "https://cdn.example/1.m4v?x=1"])
@pytest.mark.parametrize("kind", ["type='video/mp4'", ""])
def test_films(tmp_path: Path, address: str, kind: str) -> None:
    found = read_one(tmp_path, episode(1, sound=f"<enclosure url='{address}' {kind} length='90000000'/>"))
    assert found.kind is Kind.VIDEO
    assert not found.recording
    assert not found.episode
    assert "import-episode-video" in notes(found)
    assert f'<a class="video" href="{address}">' in found.body


def test_sound_in_a_container_of_films_is_sound(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, episode(1, sound="<enclosure url='https://cdn.example/1.mp4' type='audio/mp4' length='90000000'/>")
    )
    assert found.kind is Kind.AUDIO


def test_an_item_without_sound_is_a_story(tmp_path: Path) -> None:
    found = read_one(tmp_path, episode(1, sound=""))
    assert found.kind is Kind.BRIEF
    assert not found.episode


def test_of_several_recordings_the_first_is_the_episode(tmp_path: Path) -> None:
    second = '<enclosure url="https://cdn.example/1.ogg" type="audio/ogg" length="90000000"/>'
    found = read_one(tmp_path, episode(1, more=second))
    assert found.recording
    assert found.recording.src == "https://cdn.example/1.mp3"
    assert found.body.startswith('<p><a class="audio" href="https://cdn.example/1.ogg">')


@pytest.mark.parametrize(
    "spaces",
    [
        SPACES.replace("http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/Podcast-1.0.dtd"),
        SPACES.replace("http://www.itunes.com", "https://itunes.com"),
        SPACES.replace("https://podcastindex.org/namespace/1.0", "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"),
        SPACES.replace("play-podcasts/1.0", "play-podcasts/1.0/"),
        "",
    ],
)  # fmt: skip
def test_namespaces_as_feeds_write_them(tmp_path: Path, spaces: str) -> None:
    found = read_one(tmp_path, EPISODE, spaces=spaces)
    assert found.recording
    assert found.recording.seconds == 1865
    assert found.episode
    assert found.episode.number == 7


def test_a_channel_behind_its_items_is_read(tmp_path: Path) -> None:
    found = read_one(tmp_path, EPISODE, head="<title>موج</title>", tail=HEAD.replace("<title>موج وحكاية</title>", ""))
    assert found.episode
    (show,) = feed.read([tmp_path]).shows().values()
    assert (show.name, show.author) == ("موج", "فريق موج")


def test_a_feed_of_news_with_sound_is_no_podcast(tmp_path: Path) -> None:
    found = read_one(tmp_path, EPISODE, head="<title>صحيفة</title>")
    assert found.kind is Kind.BRIEF
    assert not found.episode
    assert not feed.read([tmp_path]).shows()


def test_one_guid_for_several_episodes(tmp_path: Path) -> None:
    same = "<guid isPermaLink='false'>0</guid>"
    feeds = podcast(*(episode(number, guid=same) for number in (3, 1, 2)))
    found = {item.title: item for item in items(feed.read, written(tmp_path, a_xml=feeds))}
    assert len(found) == 3
    guids = {title: item.episode.guid for title, item in found.items() if item.episode}
    assert guids == {"الحلقة 1": "0", "الحلقة 2": "", "الحلقة 3": ""}
    assert codes(feed.read, tmp_path) == ["import-guid-repeated"] * 2


def test_one_guid_and_one_moment_for_several_episodes(tmp_path: Path) -> None:
    """As a program writes them that moved a whole archive at once."""
    same = {"guid": "<guid isPermaLink='false'>0</guid>", "date": "<pubDate>Sun, 01 Mar 2026 10:00:00 +0300</pubDate>"}
    found = items(feed.read, written(tmp_path, a_xml=podcast(*(episode(number, **same) for number in range(1, 6)))))
    assert len({item.id for item in found}) == 5
    assert [item.episode.guid for item in found if item.episode].count("0") == 1


def test_a_corrected_episode_is_one_in_any_order_of_the_files(tmp_path: Path) -> None:
    old = podcast(episode(1))
    new = podcast(episode(1, sound='<enclosure url="https://cdn.example/1b.mp3" type="audio/mpeg" length="40000000"/>', more="<atom:updated>2026-04-01T10:00:00Z</atom:updated>"))  # fmt: skip
    for first, second in ((old, new), (new, old)):
        found = items(feed.read, written(tmp_path, a_xml=first, b_xml=second))
        assert [item.recording.src for item in found if item.recording] == ["https://cdn.example/1b.mp3"]


def test_atom(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        "<title>موج</title><itunes:author>أمل</itunes:author><entry><id>urn:1</id><title>حلقة</title><updated>2026-03-01T10:00:00Z</updated>"
        "<link rel='enclosure' href='https://cdn.example/1.mp3' type='audio/mpeg' length='29872640'/><summary>وصف</summary></entry></feed>"
    )
    found = one(feed.read, written(tmp_path, a_xml=text))
    assert found.kind is Kind.AUDIO
    assert found.recording
    assert found.episode
    assert (found.recording.size, found.episode.guid) == (29872640, "urn:1")


def site_in(folder: Path, more: str = "", *, plain: bool = True) -> Path:
    return Site(folder / "site", plain=plain, settings=SETTINGS + more).root


def imported(site: Path, *feeds: str, force: bool = False, media: Path | None = None, host: str = "") -> Report:
    for number, text in enumerate(feeds):
        (site / f"../{number}.xml").write_text(text)
    settings, problems = read_settings((site / "site.yml").read_bytes())
    assert settings, problems
    paths = tuple(site.parent / f"{number}.xml" for number in range(len(feeds)))
    chosen = ImportMap(host=(host,)) if host else ImportMap()
    return run_import(Import(site, settings, paths, chosen, media=media, force=force))


def told(report: Report) -> set[str]:
    return {code.name for code in report.totals}


def files_of(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and ".newsgen" not in str(path)
    }


SHOW = "content/shows/موج-وحكاية.yml"


def test_a_second_import_changes_only_what_changed(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    report = imported(site, podcast(episode(1), episode(2)))
    assert report.written == [SHOW, "content/2026/03/الحلقة-1.md", "content/2026/03/الحلقة-2.md"]
    assert {"import-show", "import-show-feed", "import-artwork", "import-sound-host"} <= told(report)
    before = files_of(site)
    assert not imported(site, podcast(episode(1), episode(2))).written
    assert files_of(site) == before
    report = imported(
        site, podcast(episode(1), episode(2, duration="<itunes:duration>12:31</itunes:duration>"), episode(3))
    )
    assert report.written == ["content/2026/03/الحلقة-2.md", "content/2026/03/الحلقة-3.md"]
    assert b"episode_guid: id-1\n" in before["content/2026/03/الحلقة-1.md"]
    renamed = HEAD.replace("موج وحكاية", "موج آخر")
    report = imported(
        site, podcast(episode(1), episode(2, duration="<itunes:duration>12:31</itunes:duration>"), head=renamed)
    )
    assert report.written == [SHOW]
    assert "name: موج آخر" in (site / SHOW).read_text()


def test_an_edited_show_stays(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    imported(site, podcast(episode(1)))
    edited = (site / SHOW).read_text() + "links: []\n"
    (site / SHOW).write_text(edited)
    assert not told(imported(site, podcast(episode(1)))) & {"import-show-kept", "import-kept"}
    changed = podcast(episode(1), head=HEAD.replace("serial", "episodic"))
    assert "import-show-kept" in told(imported(site, changed))
    assert (site / SHOW).read_text() == edited
    imported(site, changed, force=True)
    assert (site / SHOW).read_text() != edited


def test_a_deleted_show_is_not_written_again_and_a_renamed_one_is_found(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    imported(site, podcast(episode(1)))
    (site / SHOW).rename(site / "content/shows/mawj.yml")
    imported(site, podcast(episode(1), episode(2)))
    assert not (site / SHOW).exists()
    assert "show: mawj\n" in (site / "content/2026/03/الحلقة-2.md").read_text()
    (site / "content/shows/mawj.yml").unlink()
    imported(site, podcast(episode(1), episode(2)))
    assert not list((site / "content/shows").iterdir())


def test_a_show_that_the_site_describes_is_that_of_the_feed(tmp_path: Path) -> None:
    site = site_in(tmp_path)
    (site / "content/shows").mkdir(parents=True)
    own = site / "content/shows/waves.yml"
    own.write_text("name: موج وحكاية\ndescription: وصفنا\n")
    report = imported(site, podcast(episode(1)))
    assert own.read_text() == "name: موج وحكاية\ndescription: وصفنا\n"
    assert "import-show-known" in told(report)
    assert "show: waves\n" in (site / "content/2026/03/الحلقة-1.md").read_text()


def test_files_of_the_media_folder_become_the_sites_own(tmp_path: Path) -> None:
    site, media = site_in(tmp_path), tmp_path / "media"
    media.mkdir()
    (media / "1.mp3").write_bytes(b"\xff\xfb\x90\x00" * 50)
    imported(site, podcast(episode(1)), media=media, host="cdn.example")
    text = (site / "content/2026/03/الحلقة-1.md").read_text()
    assert "sound: /1.mp3\n" in text
    assert (site / "static/1.mp3").read_bytes() == (media / "1.mp3").read_bytes()


def test_artwork_of_the_media_folder_is_the_shows_own(tmp_path: Path) -> None:
    site, media = Site(tmp_path / "site", plain=False), tmp_path / "media"
    media.mkdir()
    (media / "art.jpg").write_bytes(png(1500, 1500))
    report = imported(site.root, podcast(episode(1)).replace("art.jpg", "art.png"), media=media, host="cdn.example")
    assert "import-artwork" in told(report), "there is no such file"
    (media / "art.jpg").rename(media / "art.png")
    report = imported(site.root, podcast(episode(1)).replace("art.jpg", "art.png"), media=media, host="cdn.example")
    assert "import-artwork" not in told(report)
    assert "artwork: /art.png\n" in (site.root / SHOW).read_text()
    built = site.build()
    assert not [problem for problem in built.problems if problem.level == "error" or "artwork" in problem.code]
    assert "<itunes:image" in (site.output / "shows/موج-وحكاية/feed.xml").read_text()


@pytest.mark.parametrize(
    ("address", "written_address"),
    [
        ("http://cdn.example/1.mp3", "https://cdn.example/1.mp3"),
        ("https://cdn.example/حلقة 1.mp3", "https://cdn.example/%D8%AD%D9%84%D9%82%D8%A9%201.mp3"),
        ("https://anchor.example/play/1/https%3A%2F%2Fcdn.example%2F1.m4a", "https://anchor.example/play/1/https%3A%2F%2Fcdn.example%2F1.m4a"),
        ("https://cdn.example/a&quot;b.mp3", "https://cdn.example/a%22b.mp3"),
    ],
)  # fmt: skip
def test_addresses_of_recordings(tmp_path: Path, address: str, written_address: str) -> None:
    site = site_in(tmp_path)
    report = imported(
        site, podcast(episode(1, sound=f'<enclosure url="{address}" type="audio/mpeg" length="90000000"/>'))
    )
    assert written_address in (site / "content/2026/03/الحلقة-1.md").read_text()
    assert ("import-sound-https" in told(report)) == address.startswith("http:")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "/relative.mp3",
        "file:///etc/passwd",
        "https:///x.mp3",
        "http://[::1",
        "data:audio/mp3;base64,AA",
    ],
)
def test_what_is_no_address_of_a_recording_becomes_none(tmp_path: Path, address: str) -> None:
    site = site_in(tmp_path)
    imported(
        site,
        podcast(
            episode(1, sound=f'<enclosure url="{address}" type="audio/mpeg" length="9"/>'),
            head=HEAD.replace("<link>https://paper.example/podcast</link>", ""),
        ),
    )
    (story,) = (site / "content/2026").rglob("*.md")
    assert "sound:" not in story.read_text()
    assert "](javascript:" not in story.read_text()


def test_more_episodes_than_a_feed_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = site_in(tmp_path, "feeds: {episodes: 2}\n")
    report = imported(site, podcast(*(episode(number) for number in range(1, 4))))
    assert "import-episodes" in told(report)
    for lang in ("ar", "en"):
        print_report(report, lang)
        assert "feeds: {episodes: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "head",
    [
        "<itunes:author/>",
        "<title></title><itunes:author>أ</itunes:author>",
        f"<title>{'ب' * 5000}</title><description>{'كلمة ' * 3000}</description><itunes:author>{'ا' * 3000}</itunes:author>",
        "<title>../../etc/passwd</title><itunes:image href='../../../etc/passwd'/>",
        "<title>a: b # c\n- x</title><description>--- \n...</description><itunes:author>!!python/object</itunes:author>",
        "<title>&lt;script&gt;x()&lt;/script&gt;</title><itunes:type>weekly</itunes:type><language>x y</language><podcast:guid>no</podcast:guid>",
        "<title>موج</title><itunes:category/><itunes:category text=''><itunes:category/></itunes:category><itunes:explicit>maybe</itunes:explicit>",
    ],
)
def test_shows_of_odd_channels_build(tmp_path: Path, head: str) -> None:
    from newsgen.articles.show import parse_show

    site = site_in(tmp_path)
    imported(site, podcast(episode(1), head=head))
    (file,) = (site / "content/shows").iterdir()
    settings, _ = read_settings((site / "site.yml").read_bytes())
    assert settings
    parsed = parse_show(f"content/shows/{file.name}", file.read_bytes(), settings)
    assert parsed.show, parsed.problems
    assert all(path.is_relative_to(site / "content") for path in site.rglob("*.md"))


def test_every_note_of_a_podcast_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The fields of each text and hint are among the values with which the note is made, in both languages."""
    values = dict.fromkeys(
        ("name", "old", "new", "src", "key", "text", "number", "limit", "guid", "address", "host", "value"), "x"
    )
    report = Report()
    found = [one for one in vars(podcast_codes).values() if isinstance(one, Code)]
    report.add([Note(code, tuple(values.items()), "a.xml: 1") for code in found])
    for lang in ("ar", "en"):
        print_report(report, lang)
        assert capsys.readouterr().err.count("a.xml: 1") == len(found)


def test_entities_of_a_feed_are_refused(tmp_path: Path) -> None:
    bomb = podcast(EPISODE).replace(
        "<rss", '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]><rss'
    )
    assert codes(feed.read, written(tmp_path, a_xml=bomb)) == ["import-xml-entity"]
    assert not feed.read([tmp_path]).shows()


def test_any_feed_with_parts_missing_is_read(tmp_path: Path) -> None:
    """Whatever lines of a feed are left out or doubled, reading it ends without an exception."""
    lines = podcast(EPISODE, episode(2), head=HEAD).replace("><", ">\n<").splitlines()
    for seed in range(60):
        chance = random.Random(seed)
        kept = [line for line in lines for _ in range(chance.choice((0, 1, 1, 1, 1, 2)))]
        read = feed.read([written(tmp_path, a_xml="\n".join(kept))])
        list(read.items())
        read.shows()


def test_an_imported_show_is_built_and_its_feed_imported_again(tmp_path: Path) -> None:
    """What apps know an episode and a show by is the same in the old feed, in the new one, and after another import."""
    site = Site(tmp_path / "site", plain=False, settings=SETTINGS + "policy: {media: [https://cdn.example]}\n")
    found = imported(site.root, podcast(EPISODE, episode(2)))
    assert "import-sound-host" not in told(found)
    report = site.build()
    assert not [problem for problem in report.problems if problem.level == "error"], report.problems
    text = (site.output / "shows/موج-وحكاية/feed.xml").read_text()
    for part in (
        '<guid isPermaLink="false">tag:mawj,1</guid>', '<guid isPermaLink="false">id-2</guid>', "<itunes:season>2</itunes:season>",
        'url="https://cdn.example/1.mp3?src=feed" length="29872640" type="audio/mpeg"', "<itunes:type>serial</itunes:type>",
        f"<podcast:guid>{podcast_guid('https://feeds.example/mawj.xml')}</podcast:guid>",
    ):  # fmt: skip
        assert part in text
    second = tmp_path / "second"
    second.mkdir()
    other = site_in(second)
    assert not [code for code in imported(other, text).codes("error")]
    assert "guid: " + podcast_guid("https://feeds.example/mawj.xml") in (other / SHOW).read_text()
    guids = {
        line
        for path in other.rglob("*.md")
        for line in path.read_text().splitlines()
        if line.startswith("episode_guid")
    }
    assert guids == {"episode_guid: tag:mawj,1", "episode_guid: id-2"}
