"""Render Markdown to the parts of a body: safe HTML, and the pictures between pieces of it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..base.problems import N_, Problem, error, warning
from ..base.unexpected import unexpected
from ..model.article import Part
from ..model.embed import Embed
from ..model.picture import Picture
from ..model.sound import Sound
from ..site.links import safe_link
from .comments import without_comments
from .data_links import NOT_ALONE, BodyBox, box_of
from .isolation import isolate_mixed, may_be_mixed
from .markup import (
    EMBED,
    PLACEHOLDER,
    TOO_DEEP,
    Image,
    convert,
    picture_index,
    too_much,
    without_marks,
)
from .paragraphs import convert_plain
from .remote_pictures import given_size, is_remote
from .sanitise import position_of, removed_markup, sanitise, without_control_references
from .story_cards import ALONE, cards_of

WORDS_PER_MINUTE = 200
"""The reading speed behind ``minutes``."""

_RECORDING = re.compile(r'<p>(<a (?=[^>]*href="[^"])[^>]*class="(?:video|audio)"[^>]*>(?:(?!</a>).)*</a>)</p>')
_RECORDING_LINK = re.compile(r'<a (?=[^>]*class="(?:video|audio)")[^>]*href="([^"]+)"')
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """A picture of a body as written: its ``src``, its words, and a line and column in the file.

    These are the place where the text of ``src`` first occurs: a file that is used twice has one place. ``size`` is the
    width and height, in pixels, that the text gives a picture of another host; (0, 0) for all others.
    """

    src: str
    alt: str
    caption: str
    line: int
    column: int
    size: tuple[int, int] = (0, 0)

    @property
    def is_left_out(self) -> bool:
        """Whether the picture lies on another host and nobody gives its size."""
        return is_remote(self.src) and self.size == (0, 0)

    @property
    def picture(self) -> Picture:
        """The picture without its file, but for one of another host: its address and its size are known."""
        return Picture(self.src, *self.size, self.alt, self.caption)


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body. ``minutes`` is the reading time, at least 1. A text that is refused has no parts.

    The pictures in ``parts`` have the ``src`` as written for their ``address``, until the build has looked up the files.
    ``pictures`` are all pictures of the text, also those that ``parts`` leaves out; but not videos. ``boxes`` are the boxes of
    data in ``parts``, in their order.
    """

    parts: tuple[Part, ...]
    minutes: int
    problems: tuple[Problem, ...] = ()
    pictures: tuple[BodyPicture, ...] = ()
    boxes: tuple[BodyBox, ...] = ()


def render(text: str, *, first_line: int, prefix: str) -> Body:
    """Render Markdown to a body. ``prefix`` goes before links that begin with a slash: the path that the site lies under.

    ``first_line`` is the text's line in its file. The problems carry lines of the file, but not its path. HTML comments
    are left out; one that is not closed is an error, and its text is in ``parts``. A text that cannot be rendered gives
    an empty body with the problem. No exception passes through, unless ``NEWSGEN_RAISE`` is set.
    """
    text, comment_problems = without_comments(text, first_line)
    if comment_problems:
        rendered = _render(text, first_line, prefix)
        return replace(rendered, problems=tuple(sorted((*rendered.problems, *comment_problems), key=lambda p: p.order)))
    return _render(text, first_line, prefix)


def _render(text: str, first_line: int, prefix: str) -> Body:
    """Render a text whose comments are left out."""
    refusal = too_much(text, first_line)
    if refusal:
        return Body((), 1, (refusal,))
    plain_html = convert_plain(text)
    if plain_html is not None:
        words = _TAG.sub(" ", plain_html)
        part = isolate_mixed(plain_html) if may_be_mixed(words) else plain_html
        return Body((part,) if part else (), _minutes(words))
    try:
        return _convert_any(text, first_line, prefix)
    except RecursionError:
        return Body((), 1, (TOO_DEEP.at("", first_line, 1),))
    except Exception as failure:
        return Body((), 1, (unexpected(failure).at("", first_line, 1),))


def _convert_any(text: str, first_line: int, prefix: str) -> Body:
    """Render a text with the Markdown engine and the sanitiser. Raises RecursionError when it is nested too deeply."""
    converted, images, embeds = convert(text)
    unsafe, control_problems = without_control_references(converted, text, first_line)
    clean = sanitise(unsafe, prefix)
    shown = tuple(
        _box(image, text, first_line)
        if image.box
        else BodyPicture(
            image.src,
            image.alt,
            image.caption,
            *position_of(image.src or "]()", text, first_line),
            given_size(image.src, image.width, image.height),
        )
        for image in images
    )
    pictures = tuple(one for one in shown if isinstance(one, BodyPicture))
    problems = {
        *control_problems,
        *(removed_markup(unsafe, text, first_line) if clean != unsafe else ()),
        *((_NO_TARGET.at("", *position_of("]()", text, first_line)),) if ' href=""' in clean else ()),
        *((_NO_WORDS.at("", *_wordless(text, first_line)),) if _WORDLESS.search(unsafe) else ()),
        *(problem.at("", p.line, p.column) for p in pictures for problem in _picture_problems(p)),
        *(one for one in shown if isinstance(one, Problem)),
    }
    if ' class="embed"' in clean:
        written = _LEFT.search(clean)
        place = html.unescape(written[1]) if written and written[1] else ".embed"
        problems.add(_NOTHING_TO_SHOW.at("", *position_of(place, text, first_line)))
        clean = clean.replace(' class="embed"', "")
    isolated = isolate_mixed(clean)
    problems.update(_swallowed(unsafe, isolated, images, embeds, text, first_line))
    parts = tuple(_parts(isolated, shown, embeds, prefix))
    if embeds or images:
        parts = tuple(without_marks(part) if isinstance(part, str) else part for part in parts)
    if 'class="audio"' in clean and any(isinstance(part, str) and 'class="audio"' in part for part in parts):
        problems.add(_SOUND_NOT_ALONE.at("", *position_of(".audio", text, first_line)))
    if 'class="also"' in clean and any(isinstance(part, str) and 'class="also"' in part for part in parts):
        problems.add(_NOT_ALONE.at("", *position_of(".also", text, first_line)))
    in_order = tuple(sorted(problems, key=lambda problem: problem.order))
    boxes = tuple(one for one in shown if isinstance(one, BodyBox))
    return Body(parts, _minutes(_TAG.sub(" ", clean)), in_order, pictures, boxes)


def _swallowed(
    unsafe: str, clean: str, images: tuple[Image, ...], embeds: tuple[Embed, ...], text: str, first_line: int
) -> Iterator[Problem]:
    """Yield an error for each picture, box, post, player, film and sound that the writer's own HTML takes in, so that no page
    would show it: a ``textarea``, a ``noscript`` or a ``template``, closed or not."""
    if "<" not in text:
        return
    kept = (
        {picture_index(place["linked"] or place["alone"]) for place in PLACEHOLDER.finditer(clean)} if images else set()
    )
    lost = [one.src for number, one in enumerate(images) if one.alone and number not in kept]
    if embeds:
        shown = {picture_index(place["number"]) for place in EMBED.finditer(clean)}
        lost += [one.address for number, one in enumerate(embeds) if number not in shown]
    if len(_RECORDING_LINK.findall(clean)) < len(found := _RECORDING_LINK.findall(unsafe)):
        lost += [html.unescape(address) for address in found if f'{address}"' not in clean and safe_link(address)]
    for address in lost:
        yield replace(_SWALLOWED, values=(("src", address[:80]),)).at("", *position_of(address, text, first_line))


def _box(image: Image, text: str, first_line: int) -> BodyBox | Problem:
    """The box that a link to a data file stands for, or what is wrong with the link, with its place."""
    place = position_of(image.src or "]()", text, first_line)
    if not image.alone:
        return NOT_ALONE.at("", *place)
    box = box_of(image.src, image.alt, image.caption, image.box)
    return box.at("", *place) if isinstance(box, Problem) else BodyBox(box, *place)


def _wordless(text: str, first_line: int) -> tuple[int, int]:
    """Line and column of the first link without words; the start of the text where it is not written in brackets."""
    written = re.search(r"(?<!!)\[[ \t\n]*\][(\[]", text)
    return position_of(written[0] if written else "></a>", text, first_line)


def _minutes(escaped: str) -> int:
    """The reading time of a text without tags, in which entities are still escaped."""
    words = len(html.unescape(escaped).split())
    return max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE)


_NO_TARGET = warning("no-target", N_("A link here has no address."), N_("Write its address between the parentheses."))
_NO_WORDS = warning(
    "no-words", N_("A link here has no words, so it was left out."), N_("Write its words between the square brackets.")
)
_WORDLESS = re.compile(r'<a [^<>]*href="[^"]+"[^<>]*>\s*</a>')
_NOT_ALONE = warning(
    "also-not-alone", N_("A link of the class “also” stands among other words, so it shows no card."),
    N_("Write it as a paragraph of its own: [Read also](2026/12/story){{: .also}}"),
)  # fmt: skip
_SOUND_NOT_ALONE = warning(
    "audio-not-alone", N_("A link of the class “audio” stands among other words, so it shows no player."),
    N_("Write it as a paragraph of its own: [Its name](/sound/file.mp3){{: .audio}}"),
)  # fmt: skip
_LEFT = re.compile(r'<(?:a (?=[^>]*class="embed")[^>]*href="([^"]*)"|p class="embed")')
_NOTHING_TO_SHOW = warning(
    "embed-nothing", N_("“.embed” shows nothing here: no post or player of a known service stands alone."),
    N_("Give its link a paragraph of its own, or end the quotation with it: — Name (@account) [2026-11-17](https://…)."),
)  # fmt: skip
_SWALLOWED = error(
    "html-swallows", N_("“{src}” would be on no page: an HTML element of the text takes it in."),
    N_("Close the element before it, or delete it."),
)  # fmt: skip
_NO_SOURCE = error("no-target", N_("A picture here has no file."), N_("Write its file's name between the parentheses."))


def _picture_problems(picture: BodyPicture) -> tuple[Problem, ...]:
    """What is wrong with a picture's ``src``, without a position: nothing or one problem."""
    src = picture.src
    if not src.strip():
        return (_NO_SOURCE,)
    if picture.is_left_out:
        remote = warning(
            "remote-picture",
            N_("The picture “{src}” is on another host and was left out."),
            N_(
                "Save the picture beside the story and write its name, or its size behind it: {{: width=1200 height=800}}."
            ),
            src=src[:80],
        )
        return (remote,)
    if not safe_link(src):
        unsafe = error(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Save the picture beside the story and write its name."),
            value=src[:80],
        )
        return (unsafe,)
    return ()


def _parts(
    clean: str, shown: tuple[BodyPicture | BodyBox | Problem, ...], embeds: tuple[Embed, ...], prefix: str
) -> Iterator[Part]:
    """Split clean HTML at the placeholders of pictures, boxes and embeds, and at the paragraphs that are recordings or stories.
    Remote pictures are left out. A video takes the picture right after it that has its name: its poster, which stood inside
    the link."""
    last = 0
    video: Picture | None = None
    for place in PLACEHOLDER.finditer(clean):
        for part in _text_and_embeds(clean[last : place.start()], embeds, prefix):
            if video is not None:
                yield video
            video = part if isinstance(part, Picture) and part.video else None
            if video is None:
                yield part
        marked = shown[picture_index(place["linked"] or place["alone"])]
        last = place.end()
        if not isinstance(marked, BodyPicture):
            if video is not None:
                yield video
            video = None
            if isinstance(marked, BodyBox):
                yield Picture(box=marked.box)
            continue
        if marked.is_left_out:
            continue
        picture = replace(marked.picture, link=html.unescape(_attributes(place["link"] or "").get("href", "")))
        if video is not None and not picture.link and picture.alt == video.alt:
            picture = replace(picture, caption=video.caption or picture.caption, video=video.video)
        elif video is not None:
            yield video
        video = None
        yield picture
    if video is not None:
        yield video
    yield from _text_and_embeds(clean[last:], embeds, prefix)


def _text_and_embeds(clean: str, embeds: tuple[Embed, ...], prefix: str) -> Iterator[Part]:
    """Split clean HTML without pictures at the posts and players of other sites, and at what ``_text_and_stories`` finds."""
    if not embeds:
        yield from _text_and_stories(clean, prefix)
        return
    from .embeds import part_of

    last = 0
    for match in EMBED.finditer(clean):
        yield from _text_and_stories(clean[last : match.start()], prefix)
        yield part_of(replace(embeds[picture_index(match["number"])], text=match["text"]))
        last = match.end()
    yield from _text_and_stories(clean[last:], prefix)


def _text_and_stories(clean: str, prefix: str) -> Iterator[Part]:
    """Split clean HTML without pictures at the paragraphs that are links to stories, a video or sound."""
    last = 0
    for match in ALONE.finditer(clean) if 'class="also"' in clean else ():
        yield from _text_and_recordings(clean[last : match.start()])
        yield from cards_of(match[0], prefix)
        last = match.end()
    yield from _text_and_recordings(clean[last:])


def _text_and_recordings(clean: str) -> Iterator[Part]:
    """Split clean HTML without pictures at the paragraphs that are a video or sound."""
    for i, text in enumerate(_RECORDING.split(clean)):
        if i % 2:
            yield _recording(text)
        elif text.strip():
            yield text.strip("\n")


def _attributes(tag: str) -> dict[str, str]:
    """The attributes in a sanitised tag, with entities still escaped."""
    return dict(re.findall(r' ([a-z]+)="([^"]*)"', tag))


def _sound_at(address: str) -> Sound:
    """Recorded sound before the build has looked at its file: the kind is known of what lies elsewhere, by its suffix."""
    if not address.startswith("https://"):
        return Sound(address)
    from ..pictures.recording import media_type_of  # few texts have sound

    return Sound(address, mime=media_type_of(address))


def _recording(link: str) -> Picture:
    """The picture that stands for a video or for sound, from a sanitised link of the class ``video`` or ``audio`` that is a
    paragraph by itself."""
    attributes = _attributes(link[: link.index(">")])
    words = " ".join(html.unescape(_TAG.sub("", link)).split())
    href, title = (html.unescape(attributes.get(name, "")) for name in ("href", "title"))
    if attributes["class"] == "audio":
        return Picture(alt=words, caption=title, sound=_sound_at(href))
    return Picture(alt=words, caption=title, video=href)
