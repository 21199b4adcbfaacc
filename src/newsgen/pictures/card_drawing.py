"""Draw share cards: a pure function from what stands on a card to the bytes of a JPEG file."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from ..arabic.line_breaks import lines_alone, pieces
from ..base.problems import N_, Problem, error
from .balanced_lines import Lines, balanced
from .card_text import card_text
from .card_type import ARABIC, SCALE, CardFont, shaping, theme_font
from .share_card import HEIGHT, WIDTH, CardLook, ShareCard

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

MARGIN = 72
TITLE, TITLE_BASELINE = 52, 94
"""The size of the newsroom's name, and its baseline."""
RULE_TOP, RULE = 130, 5
"""Where the rule below the newsroom's name lies, and how thick it is."""
FOOT = 16
"""The height of the coloured band at the lower edge."""
AREA = (RULE_TOP + RULE + 30, HEIGHT - FOOT - 32)
"""Between which heights the label and the headline stand, in the middle."""
LABEL = 36
LABEL_GAP, LABEL_GAP_PER_SIZE = 32, 0.15
"""The space between the label's baseline and the headline's ink: a number of pixels, and a share of the headline's size."""

MAX_LINES = 4
SIZES = (184, 168, 154, 140, 128, 118, 108, 100, 92, 85, 78, 72, 66, 61, 56, 52, 48, 44, 41)
"""The sizes of a headline from the largest."""
PER_STEP = 24
"""How much a step down to the next size costs, in the units of ``balanced_lines``."""
LEADING = 1.34
"""The least distance of two baselines, in sizes. Tashkeel makes it larger."""
CLEAR = 0.1
"""The least distance between the ink of two lines, in sizes."""

QUALITY = 90

_LOOSE = " ،؛:.-–—«“(["
"""What does not stand before «…»."""


@dataclass(frozen=True, slots=True)
class Block:
    """A headline set in type: ``text`` as it is shown, its size, the offsets of its lines in ``text``, and the lines as they
    are drawn (see ``lines_alone``); their baselines from the upper edge of the block, and its height.

    The block begins with the label, if there is one, and ends with the lowest ink.
    """

    text: str
    size: int
    spans: tuple[tuple[int, int], ...]
    lines: tuple[str, ...]
    baselines: tuple[float, ...]
    height: float


def draw(card: ShareCard, picture: Image | None = None, font: bytes | None = None) -> bytes | Problem:
    """The bytes of a card: a JPEG file of 1200×630 pixels; an error without a position where it cannot be drawn.

    ``picture`` is given for a card with ``card.picture``, and only then: RGB, 1200×630 pixels. ``font`` holds the bytes of the
    newsroom's own font, of which ``card.look.font`` is the address: OpenType, or woff2 where FreeType was built with it. A text
    with a character that this font lacks is set in the theme's font as a whole. Equal arguments give equal bytes under equal
    ``card_type.versions``.

    The headline is as large as four balanced lines allow, and ends with «…» where it is too long for the smallest size; of what
    cannot be drawn see ``card_text``. Where nothing of it can, the newsroom's name stands in its place.
    """
    from PIL import Image, ImageDraw

    problem = shaping()
    if problem is not None:
        return problem
    fonts = [theme_font()]
    if font is not None:
        try:
            fonts.insert(0, CardFont(font))
        except OSError:
            return error("card-font", N_("The font of headlines cannot be opened for share cards."),
                         N_("Install Pillow from PyPI, which reads woff2, or convert the font anew."))  # fmt: skip
    page = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), card.look.paper)
    if picture is not None:
        if picture.size != (WIDTH, HEIGHT) or picture.mode != "RGB":
            raise ValueError(f"{picture.mode} {picture.size}")
        sheet = _Sheet(ImageDraw.Draw(page), card.look, tuple(fonts))
        width, height = sheet.nameplate(card.title)
        plate = page.crop((page.width - width * SCALE, 0, page.width, height * SCALE)).reduce(SCALE)
        done = picture.copy()
        done.paste(plate, (WIDTH - width, 0))
    else:
        _Sheet(ImageDraw.Draw(page), card.look, tuple(fonts)).headline(card)
        done = page.reduce(SCALE)
    file = BytesIO()
    done.save(file, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return file.getvalue()


class _Sheet:
    """A sheet to draw on, ``SCALE`` times enlarged. All measures are in the card's pixels."""

    def __init__(self, pen: ImageDraw, look: CardLook, fonts: tuple[CardFont, ...]) -> None:
        self._pen = pen
        self._look = look
        self._fonts = fonts

    def headline(self, card: ShareCard) -> None:
        """Draw a card of a headline."""
        look = self._look
        title = card_text(card.title).text
        self._title(title, WIDTH - MARGIN, TITLE_BASELINE, WIDTH - 2 * MARGIN)
        self._box(MARGIN, RULE_TOP, WIDTH - MARGIN, RULE_TOP + RULE, look.line)
        self._box(0, HEIGHT - FOOT, WIDTH, HEIGHT, look.accent)
        kind, section = card_text(card.kind).text, card_text(card.section).text
        top, bottom = AREA
        text = card_text(card.headline).text or title
        font = self._font(text)
        block = set_headline(text, font, WIDTH - 2 * MARGIN, bottom - top, labelled=bool(kind or section))
        at = top + max(0.0, (bottom - top - block.height) / 2)
        if kind or section:
            self._label(kind, section, at + LABEL)
        for line, baseline in zip(block.lines, block.baselines, strict=True):
            self._line(line, WIDTH - MARGIN, at + baseline, block.size, look.ink, font)

    def nameplate(self, title: str) -> tuple[int, int]:
        """Draw the newsroom's name in the upper right corner, on its ground. Returns the size of this ground."""
        height = 98
        left = math.floor(self._title(card_text(title).text, WIDTH - 40, 63, WIDTH // 2)) - 36
        self._box(left, height - 6, WIDTH, height, self._look.accent)
        return WIDTH - left, height

    def _title(self, text: str, right: float, baseline: float, width: float) -> float:
        """Draw the newsroom's name with its dot, as small as it must be; returns its left end."""
        font = self._font(text)
        size = TITLE
        while size > 28 and font.width(text, size) + size > width:
            size -= 2
        text = _fitting(text, font, size, width - size)
        (line,) = lines_alone(text, ((0, len(text)),))
        left = right + self._line(line, right, baseline, size, self._look.ink, font)
        dot = size * 0.2
        x, y = left - size * 0.3 - dot, baseline - dot * 1.05
        self._polygon([(x, y - dot), (x + dot, y), (x, y + dot), (x - dot, y)], self._look.accent)
        return x - dot

    def _label(self, kind: str, section: str, baseline: float) -> None:
        """Draw the kind on its ground, and the section beside it."""
        right = float(WIDTH - MARGIN)
        if kind:
            font = self._font(kind)
            width = font.width(kind, LABEL - 6)
            self._box(right - width - 28, baseline - 34, right, baseline + 14, self._look.ink)
            self._line(kind, right - 14, baseline, LABEL - 6, self._look.paper, font)
            right -= width + 28 + 18
        if section:
            font = self._font(section)
            text = _fitting(section, font, LABEL, right - MARGIN)
            (line,) = lines_alone(text, ((0, len(text)),))
            self._line(line, right, baseline, LABEL, self._look.accent, font)

    def _font(self, text: str) -> CardFont:
        """The newsroom's font if it has all of a text, else the theme's."""
        return next((font for font in self._fonts[:-1] if font.has(text)), self._fonts[-1])

    def _line(self, text: str, right: float, baseline: float, size: int, colour: str, font: CardFont) -> float:
        """Draw a line whose ink ends at ``right``; returns where its ink begins, from there."""
        ink = font.ink(text, size)
        at = (round((right - ink.right) * SCALE), round(baseline * SCALE))
        self._pen.text(at, text, colour, font.at(size), anchor="rs", **ARABIC)
        return ink.left - ink.right

    def _box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        edges = [round(edge * SCALE) for edge in (left, top, right, bottom)]
        self._pen.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), colour)

    def _polygon(self, points: list[tuple[float, float]], colour: str) -> None:
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], colour)


def set_headline(text: str, font: CardFont, width: float, room: float, *, labelled: bool) -> Block:
    """Set a headline as large as it fits into ``width`` and ``room``, in at most ``MAX_LINES`` lines, below a label or not."""
    text = _fitting(text, font, SIZES[-1], width * MAX_LINES * 0.9)
    while True:
        found = _largest(text, font, width, room, labelled)
        if found is not None:
            return found
        if len(text) < 2:  # a font whose letters are larger than the card
            return Block("", SIZES[-1], (), (), (), 0.0)
        shorter = text.removesuffix("…").rpartition(" ")[0].rstrip(_LOOSE)
        text = shorter + "…" if shorter else _fitting(text[: len(text) - 1], font, SIZES[-1], width)


def _largest(text: str, font: CardFont, width: float, room: float, labelled: bool) -> Block | None:
    """The best setting of a headline; None where it does not fit at any size."""
    parts = pieces(text)
    unit = 100
    widths = [font.width(text[part.start : part.end], unit) / unit for part in parts]
    space = font.width(" ", unit) / unit
    best: tuple[float, Block] | None = None
    for step, size in enumerate(SIZES):
        if best is not None and step * PER_STEP >= best[0]:
            break
        for count in range(1, min(MAX_LINES, len(parts)) + 1):
            lines = balanced(parts, widths, space, width / size, count)
            if lines is None:
                continue
            cost = lines.cost + step * PER_STEP
            if best is None or cost < best[0]:
                block = _stack(text, lines, font, size, labelled)
                if block.height <= room:
                    best = (cost, block)
    return best[1] if best else None


def _stack(text: str, lines: Lines, font: CardFont, size: int, labelled: bool) -> Block:
    """Place lines one below the other, so far apart that no ink touches."""
    shown = lines_alone(text, lines.spans)
    inks = [font.ink(line, size) for line in shown]
    top = LABEL + LABEL_GAP + LABEL_GAP_PER_SIZE * size if labelled else 0.0
    baselines = [top - inks[0].top]
    for above, below in itertools.pairwise(inks):
        baselines.append(baselines[-1] + max(size * LEADING, above.bottom - below.top + size * CLEAR))
    return Block(text, size, lines.spans, shown, tuple(baselines), baselines[-1] + inks[-1].bottom)


def _fitting(text: str, font: CardFont, size: int, width: float) -> str:
    """A text, shortened at a word if it is wider than ``width``, with «…» at its end."""
    if font.width(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.width(text[:middle].rstrip() + "…", size) <= width:
            low = middle
        else:
            high = middle - 1
    kept = text[:low]
    if text[low : low + 1] != " " and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(_LOOSE) + "…"
