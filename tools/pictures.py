"""Draw the sample newsroom's pictures: flat shapes, few colours, the same bytes every time.

    python tools/pictures.py [NAME…]

Every scene is drawn at three times its size and scaled down, so that edges come out smooth; the WebP files go
beside the stories that use them. Needs Pillow (the `dev` extra); the site itself does not need this script.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw

CONTENT = Path(__file__).resolve().parent.parent / "content"
SCALE = 3
COLOURS = 160  # in the saved file: the flat colours and their edges

Point = tuple[float, float]


def rgb(code: str) -> tuple[int, int, int]:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(a: str, b: str, t: float) -> str:
    x, y = rgb(a), rgb(b)
    return "#" + "".join(f"{round(p + (q - p) * t):02x}" for p, q in zip(x, y, strict=True))


class Sheet:
    """A drawing surface. Coordinates are pixels of the result; it is drawn at SCALE times that size."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), paper)
        self.pen = ImageDraw.Draw(self.image)

    def _up(self, points: Iterable[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]

    def poly(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon(self._up(points), fill=fill)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        box = (x * SCALE, y * SCALE, (x + w) * SCALE - 1, (y + h) * SCALE - 1)
        if radius:
            self.pen.rounded_rectangle(box, radius * SCALE, fill=fill)
        else:
            self.pen.rectangle(box, fill=fill)

    def disc(self, x: float, y: float, r: float, fill: str, ry: float | None = None) -> None:
        ry = r if ry is None else ry
        self.pen.ellipse(((x - r) * SCALE, (y - ry) * SCALE, (x + r) * SCALE, (y + ry) * SCALE), fill=fill)

    def half(self, x: float, y: float, r: float, fill: str, ry: float | None = None) -> None:
        """The upper half of a disc: domes."""
        ry = r if ry is None else ry
        self.pen.pieslice(((x - r) * SCALE, (y - ry) * SCALE, (x + r) * SCALE, (y + ry) * SCALE), 180, 360, fill=fill)

    def ring(self, x: float, y: float, r: float, fill: str, thick: float, start: float = 0, end: float = 360) -> None:
        box = ((x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE)
        self.pen.arc(box, start, end, fill=fill, width=round(thick * SCALE))

    def line(self, points: Sequence[Point], fill: str, thick: float) -> None:
        self.pen.line(self._up(points), fill=fill, width=round(thick * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, thick / 2, fill)

    def stroke(self, points: Iterable[Point], fill: str, thick: float) -> None:
        """A round-nibbed stroke: discs close together, so that no joint shows."""
        path = list(points)
        for (ax, ay), (bx, by) in pairwise(path):
            steps = max(1, round(math.hypot(bx - ax, by - ay) * SCALE))
            for i in range(steps + 1):
                self.disc(ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps, thick / 2, fill)

    def mirror(self) -> None:
        self.image = self.image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        self.pen = ImageDraw.Draw(self.image)

    def save(self, path: Path) -> None:
        """Save losslessly: flat colours stay sharp and take half the size of quality 80."""
        small = self.image.resize((self.width, self.height), Image.Resampling.BOX)
        found = small.getcolors(self.width * self.height) or []
        often = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:COLOURS]
        palette = Image.new("P", (1, 1))
        palette.putpalette([channel for _, colour in often for channel in cast(tuple[int, ...], colour)])
        flat = small.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")
        path.parent.mkdir(parents=True, exist_ok=True)
        flat.save(path, "WEBP", lossless=True, quality=100, method=6)


def bezier(a: Point, b: Point, c: Point, d: Point, n: int = 40) -> list[Point]:
    out = []
    for i in range(n + 1):
        t = i / n
        u = 1 - t
        out.append(
            (
                u**3 * a[0] + 3 * u * u * t * b[0] + 3 * u * t * t * c[0] + t**3 * d[0],
                u**3 * a[1] + 3 * u * u * t * b[1] + 3 * u * t * t * c[1] + t**3 * d[1],
            )
        )
    return out


def swell(y: float, rise: float, length: float, shift: float, width: float = 1600) -> list[Point]:
    """A smooth line of hills or water from edge to edge."""
    return [(x, y + rise * math.sin((x / length + shift) * math.tau)) for x in range(-20, round(width) + 21, 5)]


def ground(sheet: Sheet, line: list[Point], fill: str) -> None:
    sheet.poly([*line, (line[-1][0], sheet.height + 10), (line[0][0], sheet.height + 10)], fill)


# ---------------------------------------------------------------------------------------------- politics


def rooftops() -> Sheet:
    s = Sheet(1600, 900, "#f6b36b")
    s.rect(0, 250, 1600, 650, "#f8c98c")
    s.rect(0, 430, 1600, 470, "#fbe0b4")
    s.disc(1120, 420, 120, "#fff1d2")
    draw = random.Random(11)

    def row(base: float, low: int, high: int, walls: Sequence[str], window: str, roof: str) -> None:
        x = -30.0
        while x < 1620:
            w = draw.randint(120, 210)
            h = draw.randint(low, high)
            wall = walls[draw.randrange(len(walls))]
            s.rect(x, base - h, w, h + 400, wall)
            s.rect(x - 5, base - h - 10, w + 10, 16, roof)
            kind = draw.random()
            if kind < 0.35:
                s.rect(x + w * 0.58, base - h - 52, w * 0.26, 44, roof, 6)
                s.rect(x + w * 0.62, base - h - 16, 6, 12, roof)
            elif kind < 0.6:
                s.half(x + w / 2, base - h - 8, w * 0.34, roof)
                s.rect(x + w / 2 - 2, base - h - 8 - w * 0.34 - 20, 4, 24, roof)
            for column in range(2):
                for level in range(2):
                    cx, cy = x + w * (0.3 + 0.4 * column), base - h + 62 + level * 96
                    s.half(cx, cy, 17, window, 21)
                    s.rect(cx - 17, cy, 34, 30, window)
            x += w

    row(590, 60, 140, ["#e0956a", "#d98659", "#e6a277"], "#c56f4b", "#c9744c")
    # the minaret, clear of the sun
    mx = 560
    s.rect(mx - 30, 220, 60, 500, "#a94f3f")
    s.rect(mx - 30, 220, 20, 500, "#b95f4a")
    for y in (300, 420):
        s.rect(mx - 46, y, 92, 18, "#8d3c38")
    s.rect(mx - 22, 150, 44, 72, "#a94f3f")
    s.poly([(mx - 30, 152), (mx, 70), (mx + 30, 152)], "#6e2f3a")
    s.rect(mx - 2, 44, 4, 34, "#6e2f3a")
    s.half(mx, 196, 9, "#6e2f3a", 12)
    s.rect(mx - 9, 196, 18, 26, "#6e2f3a")
    row(720, 90, 190, ["#b9604a", "#a94f3f", "#c26b50"], "#f9d896", "#8d3c38")
    # the council's great dome
    s.rect(960, 560, 300, 400, "#8d3c38")
    s.half(1110, 562, 132, "#3f6f73")
    s.poly([*bezier((1110, 430), (1030, 440), (985, 500), (978, 562)), (1050, 562)], "#538488")
    s.rect(1106, 376, 8, 58, "#3f6f73")
    s.ring(1110, 366, 16, "#3f6f73", 6, 300, 240)
    s.rect(948, 556, 324, 20, "#6e2f3a")
    for i in range(4):
        cx = 1002 + i * 72
        s.half(cx, 640, 20, "#f9d896", 26)
        s.rect(cx - 20, 640, 40, 60, "#f9d896")
    row(870, 60, 130, ["#6e2f3a", "#5e2633", "#7a3640"], "#f6b36b", "#48202d")
    # laundry on a line between two roofs
    s.line(bezier((96, 690), (180, 722), (300, 722), (392, 688)), "#48202d", 3)
    for i, colour in enumerate(["#fbe0b4", "#3f6f73", "#f8c98c", "#fff1d2"]):
        x = 150 + i * 56
        s.poly([(x, 708), (x + 38, 709), (x + 36, 760), (x + 2, 760)], colour)
    return s


# ----------------------------------------------------------------------------------------------- economy


def harbour_cranes() -> Sheet:
    s = Sheet(1600, 900, "#cfe3e8")
    s.disc(420, 300, 100, "#f7ecd2")
    for y, w in ((110, 300), (150, 200)):
        s.rect(620, y, w, 16, "#e2eff1", 8)
        s.rect(700, y - 26, w * 0.6, 16, "#e2eff1", 8)
    s.rect(0, 560, 1600, 340, "#5f9fae")
    ground(s, swell(620, 7, 400, 0.1), "#4a8b9c")
    # the hull
    s.poly([(150, 560), (1010, 560), (960, 690), (240, 690)], "#9d3b34")
    s.poly([(150, 560), (1010, 560), (1003, 580), (164, 580)], "#2b3f55")
    s.rect(180, 400, 130, 162, "#f4efe4")
    s.rect(160, 384, 170, 18, "#2b3f55")
    for i in range(3):
        s.rect(200 + i * 36, 424, 22, 22, "#2b3f55")
        s.rect(200 + i * 36, 476, 22, 22, "#2b3f55")
    s.rect(206, 320, 54, 66, "#d9873f")
    s.rect(206, 338, 54, 14, "#f4efe4")
    paints = ["#d9873f", "#2f6f7f", "#c7574a", "#e9c46a", "#56727d", "#8fb8a8"]
    stacks = [2, 3, 4, 4, 3, 4, 2]
    draw = random.Random(5)
    for column, high in enumerate(stacks):
        for level in range(high):
            x, y = 350 + column * 88, 560 - (level + 1) * 46
            colour = paints[draw.randrange(len(paints))]
            s.rect(x, y, 84, 43, colour)
            for k in range(1, 6):
                s.rect(x + k * 14, y + 6, 3, 31, mix(colour, "#000000", 0.18))
    ground(s, swell(700, 8, 330, 0.4), "#3c7788")
    ground(s, swell(770, 9, 420, 0.8), "#316778")
    # the quay
    s.rect(1040, 640, 560, 260, "#8d8577")
    s.rect(1020, 628, 580, 26, "#b7ae9d")
    for i in range(5):
        s.rect(1070 + i * 118, 654, 46, 60, "#5d574e", 8)

    def crane(x: float, colour: str, dark: str, reach: float, raised: bool = False) -> None:
        top = 190
        for leg in (0, 150):
            s.rect(x + leg, top + 60, 24, 400, colour)
        s.rect(x - 14, 600, 52, 30, dark)
        s.rect(x + 136, 600, 52, 30, dark)
        s.rect(x, 400, 174, 22, colour)
        s.line([(x + 12, 590), (x + 162, 424)], dark, 9)
        s.poly([(x + 60, top + 42), (x + 96, top - 110), (x + 112, top - 110), (x + 122, top + 42)], colour)
        s.line([(x + 104, top - 106), (x + 210, top + 44)], dark, 6)
        s.rect(x - 14, top + 40, 240, 26, colour)
        s.rect(x + 186, top + 62, 52, 44, dark)
        if raised:  # at rest: the jib stands up, as it does when a ship comes in
            s.poly([(x - 14, top + 40), (x - 14, top + 66), (x - 108, top - 172), (x - 92, top - 180)], colour)
            s.line([(x + 104, top - 106), (x - 72, top - 96)], dark, 6)
        else:
            s.rect(x - reach, top + 40, reach, 26, colour)
            s.line([(x + 104, top - 106), (x - reach + 20, top + 44)], dark, 6)
            s.rect(x - 420, top + 66, 56, 18, dark, 4)

    crane(1380, "#3f8fd0", "#245f96", 0, raised=True)
    crane(1120, "#2d6fa8", "#1d4c78", 470)
    # one box on the hook of the first crane
    s.line([(728, 270), (728, 300)], "#1d2f42", 4)
    s.line([(728, 300), (690, 322)], "#1d2f42", 4)
    s.line([(728, 300), (766, 322)], "#1d2f42", 4)
    s.rect(686, 320, 84, 43, "#e9c46a")
    for k in range(1, 6):
        s.rect(686 + k * 14, 326, 3, 31, "#bf9f50")
    return s


def olive_tree(s: Sheet, x: float, y: float, r: float, leaf: str, light: str, trunk: str) -> None:
    s.poly([(x - r * 0.14, y), (x - r * 0.05, y - r * 1.1), (x + r * 0.08, y - r * 1.1), (x + r * 0.16, y)], trunk)
    s.line([(x, y - r * 0.7), (x - r * 0.4, y - r * 1.2)], trunk, r * 0.1)
    s.line([(x, y - r * 0.7), (x + r * 0.4, y - r * 1.25)], trunk, r * 0.1)
    for dx, dy, k in ((-0.55, -1.25, 0.62), (0.55, -1.3, 0.6), (0, -1.65, 0.74), (-0.1, -1.2, 0.6)):
        s.disc(x + dx * r, y + dy * r, k * r, leaf)
    s.disc(x - r * 0.2, y - r * 1.85, r * 0.34, light)
    s.disc(x - r * 0.7, y - r * 1.42, r * 0.24, light)
    s.disc(x + r * 0.42, y - r * 1.5, r * 0.26, light)


def olive_terraces() -> Sheet:
    s = Sheet(1600, 900, "#f3e9cf")
    s.disc(300, 190, 92, "#fbd98a")
    ground(s, swell(330, 46, 1300, 0.35), "#c9d2b0")
    ground(s, swell(390, 40, 1000, 0.05), "#b3c095")
    draw = random.Random(3)
    leaves = [("#6f8a52", "#8aa56a"), ("#5d7a4a", "#7a9960"), ("#87996a", "#a3b384"), ("#4f6b45", "#6c8a5c")]
    for level in range(4):
        t = level / 3
        y = 440 + level * 128
        size = 38 + 26 * t
        lip = swell(y, 10 + 6 * t, 1500 + 200 * level, 0.13 * level)
        wall = 34 + 26 * t
        x = -40.0 + 50 * level
        while x < 1660:
            leaf, light = leaves[draw.randrange(len(leaves))]
            base = y + (10 + 6 * t) * math.sin((x / (1500 + 200 * level) + 0.13 * level) * math.tau)
            olive_tree(s, x, base + 3, size * draw.uniform(0.86, 1.14), leaf, light, "#6b4f3a")
            x += size * draw.uniform(2.8, 4.2)
        ground(s, lip, mix("#d8bf8f", "#b98f5c", t))
        low = [(px, py + wall) for px, py in lip]
        s.poly([*lip, *reversed(low)], mix("#b7a184", "#8f7558", t))
        # courses of dry stone
        for course in range(2):
            px = -30.0 + 23 * course
            while px < 1640:
                w = draw.uniform(26, 58) * (0.8 + 0.5 * t)
                py = y + (10 + 6 * t) * math.sin((px / (1500 + 200 * level) + 0.13 * level) * math.tau)
                shade = mix(mix("#b7a184", "#8f7558", t), "#f3e9cf", draw.uniform(0.08, 0.3))
                s.rect(px, py + 5 + course * wall / 2, w - 5, wall / 2 - 7, shade, 5)
                px += w
    return s


def market_awnings() -> Sheet:
    s = Sheet(1600, 900, "#f4e6d0")
    s.rect(0, 0, 1600, 470, "#dfc7a3")
    # a stone wall with three arches behind the stalls
    for i in range(3):
        cx = 270 + i * 530
        s.half(cx, 250, 150, "#c9ab82", 150)
        s.rect(cx - 150, 250, 300, 260, "#c9ab82")
        s.half(cx, 260, 122, "#6f5a50", 124)
        s.rect(cx - 122, 260, 244, 260, "#6f5a50")
    s.rect(0, 800, 1600, 100, "#b79c7d")
    s.rect(0, 800, 1600, 8, "#a3886a")
    sets = [("#c8493f", "#f8efe0"), ("#3f7d5b", "#f8efe0"), ("#2f6796", "#f8efe0")]
    for i, (strong, pale) in enumerate(sets):
        left = 30 + i * 530
        width = 480
        for post in (left + 22, left + width - 36):
            s.rect(post, 300, 14, 520, "#5b4332")
        # awning: sloping stripes, then a scalloped edge
        n = 8
        step = width / n
        for k in range(n):
            colour = strong if k % 2 == 0 else pale
            a, b = left + k * step, left + (k + 1) * step
            ta = left + 46 + k * (width - 92) / n
            tb = left + 46 + (k + 1) * (width - 92) / n
            s.poly([(ta, 286), (tb, 286), (b, 430), (a, 430)], colour)
            s.rect(a, 430, step, 22, mix(colour, "#3a2a22", 0.12))
            s.disc((a + b) / 2, 452, step / 2, mix(colour, "#3a2a22", 0.12), 20)
        s.rect(left + 40, 278, width - 80, 12, mix(strong, "#000000", 0.3))
        # the counter
        s.rect(left + 6, 640, width - 12, 176, "#8a6547")
        s.rect(left - 6, 626, width + 12, 22, "#a67c58")
        for k in range(1, 6):
            s.rect(left + k * width / 6, 648, 4, 168, "#74533a")
        # trays
        for tray in range(3):
            tx = left + 18 + tray * 152
            s.rect(tx, 580, 140, 48, "#e9eef0", 6)
            s.rect(tx, 604, 140, 24, "#c7d5da", 6)
            if (tray + i) % 3 == 1:
                for k in range(5):
                    s.disc(tx + 24 + k * 23, 582 - (k % 2) * 12, 17, "#f2c230" if k % 2 else "#f7d864")
            else:
                body = ["#7fa3b5", "#d98a78", "#5d7f94"][(tray + i) % 3]
                for k in range(3):
                    fx, fy = tx + 46 + (k % 2) * 34, 588 - k * 15
                    s.disc(fx, fy, 40, body, 12)
                    s.poly([(fx + 32, fy), (fx + 60, fy - 13), (fx + 60, fy + 13)], body)
                    s.disc(fx - 24, fy - 2, 3.5, "#22313a")
                    s.disc(fx - 4, fy + 5, 22, mix(body, "#ffffff", 0.45), 4)
        # a lamp
        s.rect(left + width / 2 - 2, 470, 4, 30, "#5b4332")
        s.half(left + width / 2, 524, 26, "#5b4332", 24)
        s.disc(left + width / 2, 526, 12, "#ffe9a8")
    return s


def palm(s: Sheet, x: float, y: float, h: float, lean: float, leaf: str, dark: str, trunk: str, dates: str) -> None:
    top = (x + lean, y - h)
    wide = h * 0.034
    curve = bezier((x, y), (x, y - h * 0.4), (top[0] - lean * 0.3, y - h * 0.75), top)
    for i, (px, py) in enumerate(curve[:-1]):
        w = wide * (1.25 - 0.5 * i / len(curve))
        nx, ny = curve[i + 1]
        s.poly(
            [(px - w, py), (px + w, py), (nx + w * 0.8, ny), (nx - w * 0.8, ny)],
            trunk if i % 2 else mix(trunk, "#2a1a10", 0.28),
        )
    size = h * 0.4
    for angle in (200, 160, 235, 125, 270, 90, 300, 60, 335, 25, 0, 180):
        a = math.radians(angle)
        # fronds rise and then droop
        tip = (top[0] + math.cos(a) * size, top[1] - math.sin(a) * size * 0.62 + size * 0.3)
        bend = (top[0] + math.cos(a) * size * 0.55, top[1] - abs(math.sin(a)) * size * 0.4 - size * 0.42)
        if 180 < angle < 360:
            bend = (top[0] + math.cos(a) * size * 0.55, top[1] - size * 0.1)
        rib = bezier(top, bend, bend, tip, 16)
        # a toothed blade: wide in the middle, a notch at every second step
        for side, tone in ((-1, leaf), (1, dark)):
            edge: list[Point] = []
            for i in range(1, len(rib) - 1):
                (px, py), (nx, ny) = rib[i], rib[i + 1]
                dx, dy = nx - px, ny - py
                long = math.hypot(dx, dy) or 1
                reach = size * 0.17 * math.sin(math.pi * (i + 1) / 18) * (1 if i % 2 else 0.55)
                edge.append((px - dy / long * reach * side + dx, py + dx / long * reach * side + dy))
            s.poly([*rib, *reversed(edge)], tone)
    for dx in (-0.1, -0.04, 0.05, 0.11):
        cx, cy = top[0] + dx * h, top[1] + h * 0.07 - abs(dx) * h * 0.2
        s.stroke(bezier(top, (top[0] + dx * h * 0.6, top[1]), (cx, top[1]), (cx, cy), 8), "#c98a2c", h * 0.009)
        for k in range(5):
            s.disc(cx + (-1) ** k * h * 0.006, cy + k * h * 0.017, h * (0.021 - 0.0026 * k), dates)


def palm_grove() -> Sheet:
    s = Sheet(1600, 900, "#fbe6bd")
    s.disc(800, 330, 150, "#f9c768")
    s.disc(800, 330, 112, "#fbd98c")
    ground(s, swell(520, 14, 900, 0.2), "#d9b878")
    s.rect(0, 640, 1600, 260, "#7fb3a6")
    ground(s, swell(560, 10, 1200, 0.6), "#b3b36a")
    s.rect(0, 650, 1600, 250, "#6ea79d")
    s.rect(0, 640, 1600, 12, "#8f9150")
    for i, x in enumerate(range(50, 1600, 214)):
        palm(s, x, 600 - (i % 2) * 14, 250 + (i % 3) * 22, 8 - (i % 3) * 8, "#7d9a5c", "#6f8c52", "#a88758", "#d99b36")
    fronts = [(190, 640, 430, 26), (520, 642, 360, -18), (1070, 642, 380, 20), (1400, 640, 450, -30)]
    for x, y, h, lean in fronts:
        palm(s, x, y, h, lean, "#3f6b4a", "#335a40", "#7a5a3c", "#e0952b")
        # the trunk again, in the water
        for k in range(9):
            yy = 662 + k * 24
            w = 30 - k * 1.8
            s.rect(x - w / 2 + (k % 2) * 8 - 4 + lean * k / 22, yy, w, 9, "#4d857c", 4)
    for x, y, w in (
        (300, 700, 120),
        (660, 740, 180),
        (900, 690, 90),
        (1180, 780, 160),
        (760, 830, 220),
        (80, 800, 140),
    ):
        s.rect(x, y, w, 6, "#a5cdc0", 3)
    s.rect(720, 668, 160, 10, "#f5d592", 5)
    s.rect(690, 700, 220, 9, "#f0cf8e", 4)
    s.rect(745, 730, 110, 8, "#f0cf8e", 4)
    return s


# ----------------------------------------------------------------------------------------------- society


def dusk_bus() -> Sheet:
    s = Sheet(1600, 900, "#2c2a55")
    for y, colour in ((150, "#45366b"), (280, "#6f4579"), (390, "#a3577a"), (490, "#d97a6c")):
        s.rect(0, y, 1600, 900 - y, colour)
    draw = random.Random(21)
    for _ in range(40):
        s.disc(draw.uniform(0, 1600), draw.uniform(10, 140), draw.choice([1.6, 2.2, 2.8]), "#d9cfe6")
    s.disc(1290, 80, 58, "#f8e9c9")
    s.disc(1316, 68, 50, "#2c2a55")
    x = -20.0
    while x < 1620:
        w, h = draw.randint(90, 190), draw.randint(120, 290)
        s.rect(x, 640 - h, w, h + 60, "#5a3a68")
        if draw.random() < 0.4:
            s.half(x + w / 2, 642 - h, w * 0.32, "#5a3a68")
        for column in range(int(w // 46)):
            for level in range(int(h // 62)):
                if draw.random() < 0.42:
                    s.rect(x + 18 + column * 44, 640 - h + 26 + level * 60, 18, 26, "#f2b56b")
        x += w + draw.choice([0, 0, 14])
    x = -60.0
    while x < 1620:
        w, h = draw.randint(150, 260), draw.randint(60, 130)
        s.rect(x, 660 - h, w, h + 40, "#3d2a52")
        x += w
    s.rect(0, 690, 1600, 210, "#282440")
    s.rect(0, 676, 1600, 22, "#6b5a80")
    for k in range(-1, 9):
        s.poly([(k * 210 + 40, 812), (k * 210 + 150, 812), (k * 210 + 138, 824), (k * 210 + 28, 824)], "#e9d9b0")
    for lamp in (150, 1420):
        s.rect(lamp - 6, 330, 12, 360, "#1d1a33")
        s.line(bezier((lamp, 334), (lamp, 290), (lamp + 40, 284), (lamp + 74, 290)), "#1d1a33", 10)
        s.poly([(lamp + 50, 286), (lamp + 108, 286), (lamp + 96, 304), (lamp + 62, 304)], "#1d1a33")
        s.rect(lamp + 64, 303, 30, 7, "#ffe6a6", 3)
    # the bus; the scene is mirrored at the end, so that its doors open towards the kerb
    bx, by, bw, bh = 330, 400, 900, 330
    s.rect(bx + 30, by + bh + 6, bw - 60, 20, "#1a172c", 10)
    s.rect(bx, by, bw, bh, "#f0b429", 36)
    s.rect(bx, by + 196, bw, bh - 196, "#e39a1f", 30)
    s.rect(bx, by + 196, bw, 60, "#e39a1f")
    s.rect(bx, by + 214, bw, 14, "#fff3d6")
    s.rect(bx + 26, by - 14, bw - 120, 22, "#d18c18", 10)
    s.rect(bx + 22, by + 44, 104, 176, "#fff0c4", 14)
    for k in range(5):
        wx = bx + 158 + k * 116
        s.rect(wx, by + 44, 98, 122, "#fff0c4", 12)
        if k in (0, 1, 3):
            tone = ["#8a5a6e", "#4b6b7e", "", "#6e5a8a"][k]
            s.half(wx + 50, by + 166, 38, tone, 42)
            if k == 3:
                s.disc(wx + 50, by + 104, 27, "#6e5a8a", 29)
                s.disc(wx + 46, by + 108, 16, "#b98a6a", 19)
            else:
                s.disc(wx + 50, by + 104, 22, "#7a4a3c" if k == 0 else "#b98a6a")
                s.half(wx + 51, by + 101, 23, "#2c2140", 21)
    s.rect(bx + 746, by + 44, 124, 256, "#c9801a", 10)
    for k in range(2):
        s.rect(bx + 754 + k * 58, by + 54, 50, 236, "#fff0c4", 8)
    s.half(bx + 78, by + 208, 42, "#2f4f6b", 66)
    s.disc(bx + 74, by + 118, 22, "#7a4a3c")
    s.half(bx + 74, by + 114, 24, "#22385a", 20)
    s.rect(bx + 44, by + 111, 32, 6, "#22385a", 3)
    s.line([(bx + 34, by + 206), (bx + 52, by + 158)], "#3a3040", 7)
    s.rect(bx + 22, by + 204, 104, 18, "#e39a1f")
    s.disc(bx + 34, by + 268, 20, "#fff8e0")
    s.poly([(bx + 18, by + 252), (bx - 330, by + 350), (bx - 330, by + 440), (bx + 18, by + 286)], "#5a5168")
    s.disc(bx + 34, by + 268, 20, "#fff8e0")
    s.rect(bx + bw - 22, by + 246, 16, 40, "#c0392f", 6)
    s.rect(bx - 6, by + bh - 28, bw + 12, 26, "#5b4426", 10)
    for wheel in (bx + 190, bx + 690):
        s.disc(wheel, by + bh - 2, 66, "#1d1a2c")
        s.disc(wheel, by + bh - 2, 34, "#8d879c")
        s.disc(wheel, by + bh - 2, 12, "#1d1a2c")
    s.mirror()
    return s


def storm_lighthouse() -> Sheet:
    s = Sheet(900, 1200, "#26384a")
    s.rect(0, 0, 900, 1200, "#2b4054")
    for cx, cy, r in ((120, 130, 150), (330, 90, 190), (590, 120, 170), (800, 150, 160)):
        s.disc(cx, cy, r, "#1f2f3e")
    for cx, cy, r in ((40, 300, 100), (190, 290, 80), (760, 330, 110), (880, 300, 100)):
        s.disc(cx, cy, r, "#34506a")
    lamp = (470, 368)
    s.poly([lamp, (-40, 150), (-40, 420)], "#55708a")
    s.poly([lamp, (-40, 215), (-40, 350)], "#8a9ba0")
    s.poly([lamp, (940, 330), (940, 560)], "#55708a")
    s.poly([lamp, (940, 380), (940, 500)], "#8a9ba0")
    draw = random.Random(8)
    for _ in range(120):
        x, y = draw.uniform(-20, 950), draw.uniform(60, 980)
        long = draw.uniform(26, 60)
        s.line([(x, y), (x - long * 0.35, y + long)], "#6b8496", 2.4)
    ground(s, swell(900, 22, 320, 0.2, 900), "#335d70")
    # rock
    s.poly(
        [(210, 1060), (270, 950), (340, 930), (400, 884), (560, 880), (620, 930), (700, 960), (780, 1070)], "#1a242d"
    )
    s.poly([(340, 930), (400, 884), (480, 882), (430, 960), (330, 1010)], "#2c3a46")
    # tower
    s.poly([(392, 890), (418, 430), (522, 430), (548, 890)], "#f1ece1")

    def left(y: float) -> float:
        return 392 + (890 - y) / 460 * 26

    def right(y: float) -> float:
        return 548 - (890 - y) / 460 * 26

    for i in range(3):
        y0, y1 = 510 + i * 140, 580 + i * 140
        s.poly([(left(y0), y0), (right(y0), y0), (right(y1), y1), (left(y1), y1)], "#b9342f")
    s.poly([(496, 430), (522, 430), (548, 890), (506, 890)], "#c9c2b6")
    for i in range(3):
        y0, y1 = 510 + i * 140, 580 + i * 140
        s.poly([(497 + (y0 - 430) / 46, y0), (right(y0), y0), (right(y1), y1), (497 + (y1 - 430) / 46, y1)], "#8f2627")
    for y in (470, 610, 750):
        s.half(462, y, 11, "#26384a", 14)
        s.rect(451, y, 22, 20, "#26384a")
    s.rect(398, 416, 144, 20, "#1a242d")
    for k in range(8):
        s.rect(402 + k * 19.4, 388, 4, 30, "#1a242d")
    s.rect(398, 384, 144, 6, "#1a242d")
    s.rect(432, 322, 76, 96, "#ffe9a3")
    s.rect(466, 322, 8, 96, "#1a242d")
    s.half(470, 324, 50, "#b9342f", 48)
    s.rect(466, 250, 8, 34, "#1a242d")
    # seas
    ground(s, swell(1010, 34, 380, 0.6, 900), "#2c5163")
    for k in range(4):
        x = 60 + k * 240
        s.poly(
            [
                *bezier((x - 100, 1080), (x - 20, 1060), (x + 10, 980), (x + 86, 976)),
                *bezier((x + 86, 976), (x + 40, 1000), (x + 50, 1040), (x + 100, 1080)),
            ],
            "#3f7187",
        )
        s.poly(
            [
                *bezier((x + 2, 1016), (x + 30, 985), (x + 50, 974), (x + 92, 972)),
                *bezier((x + 92, 972), (x + 60, 990), (x + 40, 1006), (x + 34, 1020)),
            ],
            "#dfe9ea",
        )
    ground(s, swell(1086, 20, 300, 0.3, 900), "#244555")
    ground(s, swell(1140, 16, 420, 0.9, 900), "#1c3746")
    for x, y in ((300, 930), (250, 965), (690, 930), (730, 965), (660, 900), (330, 880)):
        s.disc(x, y, 9, "#dfe9ea")
        s.disc(x + 16, y - 16, 5, "#dfe9ea")
    return s


# ----------------------------------------------------------------------------------------------- culture


def loom() -> Sheet:
    s = Sheet(1600, 900, "#ece3d4")
    s.rect(0, 760, 1600, 140, "#cdb998")
    s.half(800, 420, 620, "#e2d5bf", 420)
    s.rect(180, 420, 1240, 340, "#e2d5bf")
    wood, dark, pale = "#7b4d2e", "#5a3620", "#96643f"
    # warp
    left, right, top, fell = 420.0, 1180.0, 150.0, 500.0
    s.rect(left, top, right - left, 600, "#f5eddc")
    n = 76
    for k in range(n + 1):
        x = left + (right - left) * k / n
        s.line([(x, top), (x, fell)], "#c9b48c" if k % 2 else "#b39a6d", 2.6)
    # cloth
    bands: list[tuple[str, float]] = [
        ("#27406b", 26), ("#f0dfb8", 10), ("#b4532f", 34), ("#f0dfb8", 8), ("#27406b", 64),
        ("#f0dfb8", 8), ("#d99a35", 30), ("#27406b", 12), ("#b4532f", 46),
    ]  # fmt: skip
    y = fell
    for index, (colour, high) in enumerate(bands):
        s.rect(left, y, right - left, high, colour)
        if index in (4, 8):
            for k in range(19):
                cx = left + 20 + k * 40
                r = high * 0.36
                s.poly(
                    [(cx, y + high / 2 - r), (cx + 17, y + high / 2), (cx, y + high / 2 + r), (cx - 17, y + high / 2)],
                    "#f0dfb8",
                )
                s.poly(
                    [
                        (cx, y + high / 2 - r / 2),
                        (cx + 8, y + high / 2),
                        (cx, y + high / 2 + r / 2),
                        (cx - 8, y + high / 2),
                    ],
                    "#d99a35" if index == 4 else "#27406b",
                )
        if index == 2:
            zig = [(left + k * 20, y + (9 if k % 2 else 25)) for k in range(39)]
            s.pen.line([(a * SCALE, b * SCALE) for a, b in zig], fill="#f0dfb8", width=5 * SCALE)
        y += high
    # frame
    for x in (340, 1200):
        s.rect(x, 90, 60, 700, wood)
        s.rect(x, 90, 18, 700, pale)
        s.rect(x - 40, 770, 140, 34, dark)
    s.rect(300, 70, 1000, 54, wood)
    s.rect(300, 70, 1000, 16, pale)
    s.rect(380, 128, 840, 44, dark, 20)
    s.rect(380, 132, 840, 12, pale, 6)
    s.rect(370, 728, 860, 52, dark, 24)
    s.rect(370, 734, 860, 14, pale, 7)
    # harness and beater
    for yy in (268, 318):
        s.rect(404, yy, 792, 16, wood, 8)
        s.rect(404, yy + 56, 792, 12, wood, 6)
        for k in range(39):
            s.rect(418 + k * 20, yy + 14, 2.5, 44, "#5a3620")
    for x in (520, 1080):
        s.line([(x, 124), (x, 270)], "#5a3620", 5)
        s.disc(x, 196, 18, pale)
        s.disc(x, 196, 6, dark)
    s.rect(392, 424, 816, 34, pale, 6)
    s.rect(392, 424, 816, 12, wood, 6)
    # shuttle, flying
    s.poly(
        [
            *bezier((860, 482), (900, 460), (1010, 460), (1060, 482)),
            *bezier((1060, 482), (1010, 504), (900, 504), (860, 482)),
        ],
        dark,
    )
    s.rect(918, 474, 84, 16, "#b4532f", 8)
    s.line([(left, 498), (860, 482)], "#b4532f", 3)
    # bench and yarn
    for i, colour in enumerate(["#27406b", "#b4532f", "#d99a35"]):
        cx = 130 + (i % 2) * 92
        cy = 728 if i < 2 else 656
        if i == 2:
            cx = 176
        s.disc(cx, cy, 48, colour)
        for k in range(3):
            s.ring(cx, cy, 38 - k * 12, mix(colour, "#ffffff", 0.28), 3, 200 + k * 20, 330 + k * 10)
    s.rect(1350, 640, 190, 26, wood, 8)
    for x in (1372, 1500):
        s.rect(x, 664, 20, 120, dark)
    s.poly([(1376, 640), (1404, 566), (1486, 566), (1514, 640)], "#c9a774")
    s.rect(1396, 556, 98, 14, "#a8844f", 7)
    for k, colour in enumerate(["#27406b", "#b4532f", "#d99a35", "#27406b"]):
        s.half(1412 + k * 22, 562, 16, colour, 18)
    return s


def weave_pattern() -> Sheet:
    s = Sheet(1200, 675, "#27406b")
    cream, brick, honey, navy = "#f0dfb8", "#b4532f", "#d99a35", "#27406b"

    def zigzag(y: float, step: float, rise: float, colour: str, thick: float) -> None:
        points: list[Point] = []
        k = 0
        x = -step
        while x <= 1200 + step:
            points.append((x, y + (rise if k % 2 else -rise)))
            x += step
            k += 1
        half = thick / 2
        s.poly([*[(a, b - half) for a, b in points], *[(a, b + half) for a, b in reversed(points)]], colour)

    def diamonds(y: float, step: float, rx: float, ry: float, colour: str, shift: float = 0) -> None:
        x = shift
        while x <= 1200 + step:
            s.poly([(x, y - ry), (x + rx, y), (x, y + ry), (x - rx, y)], colour)
            x += step

    s.rect(0, 0, 1200, 150, brick)
    zigzag(48, 40, 16, cream, 12)
    zigzag(98, 40, 16, honey, 12)
    s.rect(0, 150, 1200, 14, cream)
    s.rect(0, 164, 1200, 10, navy)
    s.rect(0, 174, 1200, 14, honey)
    diamonds(356, 200, 96, 140, cream)
    diamonds(356, 200, 74, 108, navy)
    diamonds(356, 200, 54, 78, honey)
    diamonds(356, 200, 30, 44, brick)
    diamonds(356, 200, 11, 16, cream)
    for yy in (236, 476):
        diamonds(yy, 200, 26, 36, brick, 100)
        diamonds(yy, 200, 12, 16, cream, 100)
    s.rect(0, 524, 1200, 14, honey)
    s.rect(0, 538, 1200, 10, navy)
    s.rect(0, 548, 1200, 14, cream)
    s.rect(0, 562, 1200, 150, brick)
    zigzag(612, 40, 16, honey, 12)
    zigzag(662, 40, 16, cream, 12)
    return s


def bookshelf() -> Sheet:
    s = Sheet(1600, 900, "#efe0cc")
    s.rect(0, 800, 1600, 100, "#b98d64")
    s.rect(0, 800, 1600, 10, "#a37a54")
    # an arched bookcase set in the wall
    frame, back = "#6a3d2c", "#3f2620"
    s.half(800, 380, 520, frame, 330)
    s.rect(280, 380, 1040, 430, frame)
    s.half(800, 384, 486, back, 300)
    s.rect(314, 384, 972, 410, back)
    draw = random.Random(14)
    paints = ["#c8553d", "#e0a458", "#2f6f6b", "#f1e3c6", "#8c3b4a", "#4f7d8c", "#d98b5f", "#6b7f4a"]

    def books(x: float, end: float, base: float, low: int, high: int) -> None:
        while True:
            w = draw.randint(22, 50)
            h = draw.randint(low, high)
            if x + w > end:
                return
            colour = paints[draw.randrange(len(paints))]
            ink = "#f1e3c6" if colour != "#f1e3c6" else "#8c3b4a"
            s.rect(x, base - h, w, h, colour)
            s.rect(x, base - h, 5, h, mix(colour, "#000000", 0.14))
            style = draw.randrange(3)
            if style == 0:
                s.rect(x + 5, base - h + 16, w - 5, 6, ink)
                s.rect(x + 5, base - 26, w - 5, 6, ink)
            elif style == 1:
                s.rect(x + w * 0.32, base - h * 0.72, w * 0.42, h * 0.34, ink, 3)
            else:
                cx, cy = x + w / 2 + 2, base - h * 0.66
                s.poly([(cx, cy - 10), (cx + 8, cy), (cx, cy + 10), (cx - 8, cy)], ink)
            x += w + draw.choice([2, 2, 3])

    def leaning(x: float, base: float, h: float, w: float, tilt: float, colour: str) -> None:
        a = math.radians(tilt)
        ux, uy = math.sin(a), -math.cos(a)
        vx, vy = math.cos(a), math.sin(a)
        p = [(x, base), (x + vx * w, base + vy * w)]
        q = [(px + ux * h, py + uy * h) for px, py in reversed(p)]
        drop = max(py for _, py in p) - base
        s.poly([(px, py - drop) for px, py in [*p, *q]], colour)

    shelf = "#82503a"
    for y in (340, 560, 790):
        s.rect(300, y, 1000, 20, shelf)
        s.rect(300, y, 1000, 6, "#9b6549")
    books(470, 720, 340, 130, 186)
    books(860, 1120, 340, 120, 180)
    leaning(724, 338, 150, 34, 14, "#4f7d8c")
    # a globe between them
    s.disc(812, 278, 44, "#4f7d8c")
    s.disc(800, 268, 18, "#6b7f4a", 14)
    s.disc(828, 296, 14, "#6b7f4a", 10)
    s.rect(806, 320, 12, 14, "#e0a458")
    s.rect(786, 330, 52, 10, "#e0a458", 4)
    books(330, 760, 560, 130, 184)
    leaning(1050, 558, 150, 30, -16, "#e0a458")
    books(1070, 1270, 560, 120, 180)
    # the cat, asleep on two flat books
    s.rect(776, 534, 240, 26, "#8c3b4a", 3)
    s.rect(790, 510, 210, 24, "#f1e3c6", 3)
    fur, stripe = "#d9924e", "#b9713a"
    s.disc(880, 478, 84, fur, 40)
    s.rect(812, 492, 150, 20, fur, 10)
    s.disc(814, 474, 34, fur, 28)
    s.poly([(788, 460), (790, 430), (812, 450)], fur)
    s.poly([(818, 448), (836, 428), (840, 458)], fur)
    for k in range(3):
        s.line(
            bezier((880 + k * 24, 441 + k * 3), (886 + k * 24, 452), (886 + k * 24, 462), (882 + k * 24, 470)),
            stripe,
            6,
        )
    s.ring(804, 472, 8, "#5a3620", 3, 20, 160)
    s.ring(824, 472, 8, "#5a3620", 3, 20, 160)
    s.line(bezier((958, 490), (1000, 500), (980, 516), (900, 508)), stripe, 15)
    books(330, 560, 790, 140, 196)
    s.rect(572, 762, 190, 28, "#2f6f6b", 3)
    s.rect(584, 736, 170, 26, "#e0a458", 3)
    s.rect(578, 712, 150, 24, "#c8553d", 3)
    books(776, 1270, 790, 140, 200)
    # lamp and rug at the sides
    s.rect(1434, 470, 10, 330, "#3f2620")
    s.rect(1390, 796, 98, 12, "#3f2620", 6)
    s.poly([(1396, 480), (1482, 480), (1520, 590), (1358, 590)], "#e0a458")
    s.poly([(1396, 480), (1430, 480), (1420, 590), (1358, 590)], "#edbf7d")
    s.rect(90, 700, 130, 110, "#c8553d", 12)
    s.rect(90, 720, 130, 12, "#e0a458")
    for dx, tip in ((-60, 520), (-24, 470), (16, 450), (52, 490), (84, 540)):
        s.poly(
            [
                *bezier((155, 702), (155 + dx * 0.4, 640), (155 + dx * 0.9, 580), (155 + dx * 1.2, tip)),
                *bezier((155 + dx * 1.2, tip), (155 + dx * 1.4, 600), (155 + dx * 0.9, 660), (165, 702)),
            ],
            "#2f6f6b" if dx % 8 else "#6b7f4a",
        )
    return s


def paper_mill() -> Sheet:
    s = Sheet(1600, 900, "#d8e6dc")
    ground(s, swell(330, 60, 1200, 0.1), "#b9cfb4")
    ground(s, swell(420, 44, 900, 0.55), "#9ebb96")
    ground(s, swell(560, 10, 1400, 0.3), "#86a67c")
    for x, h in ((60, 210), (120, 250), (190, 190), (1500, 230), (1560, 190)):
        s.poly([(x, 560 - h), (x + 34, 560), (x - 34, 560)], "#4d7560")
        s.poly([(x, 560 - h), (x, 560), (x - 34, 560)], "#5d876f")
    # the mill
    wall, shade = "#cdb391", "#b39772"
    s.rect(560, 330, 470, 340, wall)
    s.rect(930, 330, 100, 340, shade)
    s.poly([(530, 334), (620, 220), (980, 220), (1060, 334)], "#9c4f3a")
    s.poly([(900, 220), (980, 220), (1060, 334), (960, 334)], "#833f30")
    for k in range(3):
        s.rect(554 + k * 27, 306 - k * 34, 386 - k * 45, 5, "#833f30")
    s.rect(650, 170, 44, 90, shade)
    s.rect(642, 160, 60, 16, "#833f30")
    draw = random.Random(4)
    for _ in range(46):
        s.rect(
            draw.uniform(566, 900),
            draw.uniform(344, 640),
            draw.uniform(22, 44),
            11,
            mix(wall, "#8f7450", draw.uniform(0.1, 0.4)),
            4,
        )
    for x in (640, 780):
        s.half(x, 420, 30, "#4a3a30", 34)
        s.rect(x - 30, 420, 60, 56, "#4a3a30")
        s.rect(x - 3, 390, 6, 86, wall)
    s.half(720, 586, 44, "#4a3a30", 50)
    s.rect(676, 586, 88, 90, "#4a3a30")
    s.rect(0, 664, 1600, 40, "#7c9a6c")
    # wheel
    cx, cy, r = 1110.0, 580.0, 190.0
    for k in range(12):
        a = k * math.tau / 12 + 0.1
        s.line([(cx, cy), (cx + r * math.cos(a), cy + r * math.sin(a))], "#6a4a32", 11)
        px, py = cx + (r + 6) * math.cos(a), cy + (r + 6) * math.sin(a)
        ux, uy = -math.sin(a), math.cos(a)
        s.poly(
            [
                (px - ux * 34 - math.cos(a) * 12, py - uy * 34 - math.sin(a) * 12),
                (px + ux * 34 - math.cos(a) * 12, py + uy * 34 - math.sin(a) * 12),
                (px + ux * 28 + math.cos(a) * 16, py + uy * 28 + math.sin(a) * 16),
                (px - ux * 28 + math.cos(a) * 16, py - uy * 28 + math.sin(a) * 16),
            ],
            "#54382a",
        )
    s.ring(cx, cy, r, "#7d5a3e", 18)
    s.ring(cx, cy, 100, "#7d5a3e", 13)
    s.disc(cx, cy, 30, "#54382a")
    s.disc(cx, cy, 12, "#cdb391")
    # the flume that feeds it
    s.rect(1106, 356, 500, 22, "#7d5a3e")
    s.rect(1106, 346, 500, 12, "#8fc0cd")
    for x in (1330, 1540):
        s.rect(x, 376, 18, 300, "#54382a")
    s.poly([*bezier((1108, 348), (1070, 352), (1060, 380), (1052, 420)), (1080, 420), (1108, 372)], "#8fc0cd")
    # the stream, over the foot of the wheel
    s.rect(0, 700, 1600, 200, "#6ba3b4")
    ground(s, swell(764, 6, 320, 0.2), "#5a92a5")
    ground(s, swell(832, 7, 420, 0.7), "#4b8296")
    for x, y, w in (
        (940, 706, 120),
        (1040, 728, 170),
        (1230, 712, 90),
        (1150, 748, 110),
        (300, 730, 120),
        (520, 790, 160),
    ):
        s.rect(x, y, w, 7, "#c3dfe2", 4)
    # sheets drying
    for x in (90, 300, 510):
        s.rect(x, 470, 14, 220, "#6a4a32")
    for y in (486, 578):
        s.line([(97, y), (307, y + 4), (517, y)], "#54382a", 4)
        for k in range(6):
            x = 116 + k * 66
            s.poly([(x, y + 2), (x + 52, y + 2), (x + 51, y + 66), (x + 3, y + 66)], "#fbf7ea")
            s.poly([(x + 36, y + 2), (x + 52, y + 2), (x + 51, y + 66), (x + 34, y + 66)], "#e9e1cb")
    return s


# ----------------------------------------------------------------------------------------------- science


def tide_waves() -> Sheet:
    s = Sheet(1600, 900, "#0f2b46")
    draw = random.Random(30)
    for _ in range(60):
        s.disc(draw.uniform(0, 1600), draw.uniform(0, 420), draw.choice([1.6, 2.2, 3]), "#8fb2cc")
    s.disc(560, 330, 250, "#15375a")
    s.disc(560, 330, 205, "#1d4770")
    s.disc(560, 330, 160, "#f6ecd0")
    for dx, dy, r in ((-50, -40, 34), (40, 30, 46), (-20, 70, 22), (70, -60, 20), (-90, 30, 16)):
        s.disc(560 + dx, 330 + dy, r, "#e6d8b2")
    tones = ["#1f5a7a", "#277192", "#2f8aa3", "#3f9fa9", "#5cb5b0", "#86cbbd"]
    # the tide gauge stands between the third and fourth swell
    for i, tone in enumerate(tones):
        y = 500 + i * 70
        step = 240 + i * 26
        line: list[Point] = []
        x0 = -step + (i * 97) % step
        while x0 < 1700:
            line += bezier((x0, y), (x0 + step * 0.3, y), (x0 + step * 0.42, y - 58), (x0 + step * 0.74, y - 46), 16)
            line += bezier(
                (x0 + step * 0.74, y - 46), (x0 + step * 0.62, y - 30), (x0 + step * 0.68, y), (x0 + step, y), 16
            )
            x0 += step
        ground(s, line, tone)
        if i == 2:
            gx = 1180
            s.rect(gx, 250, 64, 600, "#f3ede0")
            s.rect(gx + 44, 250, 20, 600, "#d5ccb8")
            for k in range(13):
                yy = 270 + k * 40
                s.rect(gx, yy, 40 if k % 2 == 0 else 24, 10, "#a9302b" if k % 2 == 0 else "#22384a")
            s.rect(gx - 14, 234, 92, 22, "#22384a", 6)
            s.poly([(gx + 32, 170), (gx + 70, 234), (gx - 6, 234)], "#a9302b")
    return s


def eclipse() -> Sheet:
    s = Sheet(1600, 900, "#151a33")
    for r, tone in ((620, "#1a2140"), (500, "#21294d"), (400, "#2c3560")):
        s.disc(800, 360, r, tone)
    draw = random.Random(17)
    for _ in range(90):
        x, y = draw.uniform(0, 1600), draw.uniform(0, 600)
        if math.hypot(x - 800, y - 360) > 380:
            s.disc(x, y, draw.choice([1.6, 2.2, 3.0]), "#b9c2e0")
    s.disc(800 + 470, 250, 7, "#f4f0e4")
    # the corona: broad petals, longer along the equator of the sun
    for tone, grow, turn in (("#4d5689", 1.0, 0.0), ("#7d86b8", 0.78, 0.13), ("#a7aed2", 0.6, 0.29)):
        for k in range(14):
            a = k * math.tau / 14 + turn
            long = 190 + (60 + 190 * abs(math.cos(a)) ** 2 + 34 * ((k * 5) % 3)) * grow
            wide = 0.3
            tip = (800 + long * math.cos(a), 360 + long * math.sin(a))
            left = (800 + 190 * math.cos(a - wide), 360 + 190 * math.sin(a - wide))
            right = (800 + 190 * math.cos(a + wide), 360 + 190 * math.sin(a + wide))
            near = 800 + (190 + (long - 190) * 0.5) * math.cos(a), 360 + (190 + (long - 190) * 0.5) * math.sin(a)
            s.poly([*bezier(left, near, near, tip, 14), *bezier(tip, near, near, right, 14)], tone)
    s.disc(800, 360, 226, "#c9cce4")
    s.disc(800, 360, 204, "#f3f0ea")
    s.disc(800, 360, 190, "#fffaf0")
    s.disc(800, 360, 182, "#0c0f20")
    for a in (200, 222, 318):
        s.disc(800 + 184 * math.cos(math.radians(a)), 360 + 184 * math.sin(math.radians(a)), 7, "#e8665a")
    # a dusk all around the horizon
    s.rect(0, 640, 1600, 60, "#5b3a5e")
    s.rect(0, 680, 1600, 60, "#a8505a")
    s.rect(0, 716, 1600, 60, "#e68a52")
    ground(s, swell(744, 16, 900, 0.2), "#2a2238")

    def person(x: float, y: float, h: float, arm: int = 0, scarf: bool = False) -> None:
        tone = "#0b0913"
        r = h * 0.12
        s.disc(x, y - h + r, r, tone)
        s.poly([(x - h * 0.13, y), (x - h * 0.15, y - h * 0.74), (x + h * 0.15, y - h * 0.74), (x + h * 0.13, y)], tone)
        s.disc(x, y - h * 0.74, h * 0.15, tone, h * 0.07)
        if scarf:
            s.poly([(x - r * 1.15, y - h + r), (x + r * 1.15, y - h + r), (x + h * 0.2, y), (x - h * 0.2, y)], tone)
            s.half(x, y - h + r * 1.1, r * 1.2, tone)
        if arm:
            s.line([(x + arm * h * 0.1, y - h * 0.7), (x + arm * h * 0.34, y - h * 1.02)], tone, h * 0.07)

    for x, h, arm, scarf in (
        (430, 118, 1, False), (500, 106, 0, True), (556, 66, 1, False),
        (1030, 112, -1, True), (1102, 122, 0, False), (1164, 62, -1, False), (1212, 76, 0, False),
    ):  # fmt: skip
        person(x, 756 + 16 * math.sin((x / 900 + 0.2) * math.tau), h, arm, scarf)
    ground(s, swell(806, 22, 1300, 0.62), "#1b1728")
    return s


def calendar_leaf() -> Sheet:
    """The small one: a leaf of a wall calendar. The figures are drawn, not set, so that no font is needed."""
    s = Sheet(480, 300, "#dbe7ea")
    s.disc(240, 160, 190, "#e9f1f2")
    s.rect(162, 42, 168, 226, "#a9bcc2", 10)
    s.rect(154, 34, 168, 226, "#ffffff", 10)
    s.rect(154, 34, 168, 52, "#b83a3a", 10)
    s.rect(154, 66, 168, 20, "#b83a3a")
    for x in (196, 280):
        s.disc(x, 50, 8, "#7d2226")
        s.rect(x - 4, 18, 8, 34, "#5f6d73", 4)
    ink, t = "#22323a", 11.0

    def arc(cx: float, cy: float, rx: float, ry: float, a: float, b: float) -> list[Point]:
        steps = [math.radians(a + (b - a) * i / 30) for i in range(31)]
        return [(cx + rx * math.cos(k), cy + ry * math.sin(k)) for k in steps]

    s.stroke([*arc(212, 132, 18, 18, 190, 385), (195, 181), (231, 181)], ink, t)
    s.stroke(arc(266, 132, 19, 19, 0, 360), ink, t)
    s.stroke(bezier((285, 132), (285, 160), (277, 174), (256, 182)), ink, t)
    # the Arabic question mark, mirrored as it is written
    q = "#b83a3a"
    s.stroke([*arc(241, 213, 11, 11, 350, 130), *bezier((234, 222), (242, 226), (242, 230), (242, 236))], q, 5)
    s.disc(242, 247, 3.8, q)
    s.poly([(290, 260), (322, 228), (322, 250), (312, 260)], "#dbe7ea")
    s.poly([(290, 260), (322, 228), (296, 232)], "#c5d2d6")
    return s


def bridge() -> Sheet:
    s = Sheet(1600, 900, "#f2dfc8")
    s.disc(1180, 210, 84, "#f6b98a")
    ground(s, swell(400, 40, 1100, 0.3), "#d3c3b8")
    ground(s, swell(450, 34, 800, 0.8), "#b5b3a5")
    s.rect(0, 560, 1600, 340, "#8fb7b9")
    level = 610.0
    stone, pale, dark = "#a9806a", "#c29a80", "#7d5a4b"
    # deck: a gentle rise to the middle

    def deck(x: float) -> float:
        return 372 - 66 * math.cos((x - 800) / 800 * math.pi / 2)

    def arches(flip: bool, body: str, joint: str) -> None:
        def y(v: float) -> float:
            return 2 * level - v if flip else v

        spans = [(395, 170, 150), (800, 205, 215), (1205, 170, 150)]
        outline: list[Point] = [(x, y(deck(x))) for x in range(-10, 1611, 10)]
        s.poly([*outline, (1610, y(level)), (-10, y(level))], body)
        hole = "#8fb7b9" if flip else ""
        for cx, half, rise in spans:
            ring = 26
            arc_out = [
                (cx + (half + ring) * math.cos(a), y(level - (rise + ring) * math.sin(a)))
                for a in (k * math.pi / 48 for k in range(49))
            ]
            arc_in = [
                (cx + half * math.cos(a), y(level - rise * math.sin(a))) for a in (k * math.pi / 48 for k in range(49))
            ]
            s.poly(arc_out, joint)
            if flip:
                s.poly(arc_in, hole)
            else:
                # what is seen through the arch
                s.poly(arc_in, "#c9d3c8")
                low = [(px, max(py, 540)) for px, py in arc_in]
                s.poly([*low, (cx - half, level), (cx + half, level)], "#8fb7b9")
                for k in range(1, 12):
                    c, d = math.cos(k * math.pi / 12), math.sin(k * math.pi / 12)
                    joint_in = (cx + half * c, level - rise * d)
                    joint_out = (cx + (half + ring) * c, level - (rise + ring) * d)
                    s.line([joint_in, joint_out], stone, 3)

    arches(True, "#83a3a3", "#90b0ae")
    arches(False, stone, pale)
    # courses
    draw = random.Random(9)
    for _ in range(90):
        x = draw.uniform(0, 1600)
        y = draw.uniform(deck(x) + 46, 590)
        clear = all(
            ((x + 20 - cx) / (half + 62)) ** 2 + ((level - y) / (rise + 48)) ** 2 > 1
            for cx, half, rise in ((395, 170, 150), (800, 205, 215), (1205, 170, 150))
        )
        if clear:
            s.rect(x, y, draw.uniform(28, 48), 12, mix(stone, draw.choice([dark, pale]), 0.5), 4)
    # parapet
    s.poly(
        [*[(x, deck(x) - 6) for x in range(-10, 1611, 10)], *[(x, deck(x) + 24) for x in range(1610, -11, -10)]], dark
    )
    s.poly(
        [*[(x, deck(x) - 6) for x in range(-10, 1611, 10)], *[(x, deck(x) + 4) for x in range(1610, -11, -10)]], pale
    )
    # pier noses
    for x in (590, 1010):
        s.poly([(x - 34, 500), (x, 462), (x + 34, 500), (x + 34, 630), (x - 34, 630)], dark)
        s.poly([(x - 34, 500), (x, 462), (x, 630), (x - 34, 630)], stone)
    # ripples
    for x, y, w in ((120, 640, 150), (420, 660, 90), (700, 640, 140), (1080, 665, 150), (1360, 640, 120),
                    (300, 730, 200), (860, 740, 240), (1240, 760, 170), (560, 800, 180), (980, 840, 220)):  # fmt: skip
        s.rect(x, y, w, 6, "#bcd6d4", 3)
    # someone pushing a bicycle over the crown
    px, py = 830.0, deck(830) - 6
    tone = "#33313f"
    for wx in (px - 96, px - 12):
        s.ring(wx, py - 26, 27, tone, 5)
    s.line([(px - 96, py - 26), (px - 70, py - 66), (px - 26, py - 66), (px - 12, py - 26)], tone, 5)
    s.line([(px - 70, py - 66), (px - 52, py - 28), (px - 26, py - 66)], tone, 5)
    s.line([(px - 70, py - 66), (px - 78, py - 84), (px - 62, py - 86)], tone, 5)
    s.rect(px - 40, py - 76, 28, 7, tone, 3)
    s.disc(px + 32, py - 122, 15, tone)
    s.poly([(px + 14, py - 104), (px + 50, py - 104), (px + 54, py - 46), (px + 12, py - 46)], "#b4532f")
    s.line([(px + 20, py - 96), (px - 20, py - 74)], "#b4532f", 9)
    s.line([(px + 24, py - 50), (px + 12, py - 2)], tone, 11)
    s.line([(px + 40, py - 50), (px + 54, py - 2)], tone, 11)
    # reeds at both banks
    for side in (0, 1):
        for k in range(26):
            x = draw.uniform(-10, 250) if side == 0 else draw.uniform(1360, 1610)
            h = draw.uniform(130, 290)
            lean = draw.uniform(-26, 26)
            tone = draw.choice(["#5f7a4c", "#748e58", "#4c6741"])
            s.line(
                bezier((x, 910), (x, 910 - h * 0.5), (x + lean * 0.4, 910 - h * 0.8), (x + lean, 910 - h), 16), tone, 7
            )
            if k % 2:
                s.line([(x + lean, 910 - h), (x + lean * 1.15, 910 - h - 44)], "#8a5a3a", 14)
    return s


def telescope_dome() -> Sheet:
    s = Sheet(1600, 900, "#2b1e4f")
    for top, colour in ((330, "#3a2763"), (500, "#533277"), (620, "#7a4389")):
        s.rect(0, top, 1600, 900 - top, colour)
    draw = random.Random(42)
    for _ in range(150):
        x, y = draw.uniform(0, 1600), draw.uniform(0, 560)
        if math.hypot(x - 400, y - 240) < 130:
            continue
        s.disc(x, y, draw.choice([1.5, 2.0, 2.6, 3.4]), draw.choice(["#e9def7", "#c9b5e8", "#f7e6c4"]))
    for x, y, reach in ((300, 170, 13), (1290, 120, 15), (1420, 380, 10)):
        points = ((reach if k % 2 == 0 else reach * 0.31, k * math.pi / 4) for k in range(8))
        s.poly([(x + p * math.cos(a), y + p * math.sin(a)) for p, a in points], "#fff6dc")

    # Saturn, high up where the tube points
    def tilt(a: float, rx: float, ry: float) -> Point:
        c, d = math.cos(-0.32), math.sin(-0.32)
        x, y = rx * math.cos(a), ry * math.sin(a)
        return 400 + x * c - y * d, 240 + x * d + y * c

    back = [tilt(math.pi + k * math.pi / 40, 104, 24) for k in range(41)]
    front = [tilt(k * math.pi / 40, 104, 24) for k in range(41)]
    s.stroke(back, "#c9955a", 9)
    s.disc(400, 240, 54, "#f0c27e")
    s.stroke(front, "#f6dcae", 9)
    # hills
    ground(s, swell(700, 40, 1500, 0.55), "#43295f")
    ground(s, swell(760, 34, 1900, 0.05), "#2d1c47")
    # drum
    s.rect(620, 560, 480, 220, "#d8d2e2")
    s.rect(940, 560, 160, 220, "#b3a9c6")
    s.rect(600, 546, 520, 26, "#8d80a8")
    # dome
    cx, cy, r = 860.0, 548.0, 236.0
    s.half(cx, cy, r, "#f1edf5")
    s.poly(
        [
            *[(cx + r * math.cos(a), cy - r * math.sin(a)) for a in (k * math.pi / 80 for k in range(37))],
            *bezier((cx + 46, cy - r + 4), (cx + 120, cy - 140), (cx + 134, cy - 60), (cx + 134, cy)),
        ],
        "#cbc3da",
    )
    for k in (0.3, 0.86):
        edge = [(cx + r * k * math.cos(a), cy - r * math.sin(a)) for a in (i * math.pi / 60 for i in range(31))]
        s.pen.line([(x * SCALE, y * SCALE) for x, y in edge], fill="#b3a9c6", width=4 * SCALE)
    # slit, open towards the planet
    slit_out = [
        (cx + r * -0.7 * math.cos(a) - 24 * math.sin(a), cy - r * math.sin(a))
        for a in (i * math.pi / 60 for i in range(29))
    ]
    slit_in = [
        (cx + r * -0.12 * math.cos(a) + 8 * math.sin(a), cy - r * 1.0 * math.sin(a))
        for a in (i * math.pi / 60 for i in range(29))
    ]
    s.poly([*slit_out, *reversed(slit_in)], "#1b1233")
    s.rect(600, 546, 520, 26, "#8d80a8")
    # tube
    ax, ay = 770.0, 462.0
    ux, uy = -0.86, -0.51
    vx, vy = -uy, ux

    def at(along: float, across: float) -> Point:
        return ax + ux * along + vx * across, ay + uy * along + vy * across

    s.poly([at(-10, 30), at(160, 30), at(160, -30), at(-10, -30)], "#f0b44a")
    s.poly([at(-10, -8), at(160, -8), at(160, 30), at(-10, 30)], "#cf8f2e")
    s.poly([at(150, 38), at(186, 38), at(186, -38), at(150, -38)], "#5a3a86")
    s.poly([at(70, 33), at(84, 33), at(84, -33), at(70, -33)], "#5a3a86")
    # door, window, path, two watchers
    s.half(860, 690, 36, "#4b3570", 36)
    s.rect(824, 690, 72, 90, "#4b3570")
    s.disc(884, 736, 5, "#f0b44a")
    for x in (690, 1020):
        s.disc(x, 660, 30, "#f7d889")
        s.rect(x - 3, 630, 6, 60, "#8d80a8")
        s.rect(x - 30, 657, 60, 6, "#8d80a8")
    ground(s, swell(800, 24, 2100, 0.3), "#20133a")
    for x, h, tone in ((430, 92, "#120a24"), (486, 80, "#120a24"), (1230, 88, "#120a24")):
        base = 806
        s.disc(x, base - h + 12, 13, tone)
        s.poly([(x - 12, base + 10), (x - 17, base - h + 34), (x + 17, base - h + 34), (x + 12, base + 10)], tone)
        s.disc(x, base - h + 34, 17, tone, 9)
    s.line([(418, 750), (384, 716)], "#120a24", 8)
    return s


# ------------------------------------------------------------------------------------------------- sport


def football_pitch() -> Sheet:
    s = Sheet(1600, 900, "#2f6b3f")
    for k in range(12):
        s.rect(k * 1600 / 12, 0, 1600 / 12 + 1, 900, "#4f9a55" if k % 2 else "#479150")
    chalk, t = "#eef5ea", 7

    def frame(x: float, y: float, w: float, h: float) -> None:
        s.rect(x, y, w, t, chalk)
        s.rect(x, y + h - t, w, t, chalk)
        s.rect(x, y, t, h, chalk)
        s.rect(x + w - t, y, t, h, chalk)

    # a tight view of one half: goal at the left, halfway line near the right edge
    gx = 150
    s.rect(gx, 40, 1600, t, chalk)
    s.rect(gx, 853, 1600, t, chalk)
    s.rect(gx, 40, t, 820, chalk)
    frame(gx, 160, 330, 580)
    frame(gx, 310, 120, 280)
    s.disc(gx + 225, 450, 8, chalk)
    # the D of the area
    s.ring(gx + 225, 450, 176, chalk, t, 307, 53)
    hx = 1380
    s.rect(hx, 40, t, 820, chalk)
    s.ring(hx + 3, 450, 176, chalk, t)
    s.disc(hx + 3, 450, 10, chalk)
    s.ring(gx + 3, 44, 26, chalk, t, 0, 90)
    s.ring(gx + 3, 856, 26, chalk, t, 270, 360)
    # goal and net
    s.rect(60, 350, 92, 200, "#3c8248")
    for k in range(6):
        s.rect(60 + k * 18, 350, 2.5, 200, "#cfe3cc")
    for k in range(11):
        s.rect(60, 350 + k * 20, 92, 2.5, "#cfe3cc")
    s.rect(56, 344, 100, 10, "#ffffff")
    s.rect(56, 546, 100, 10, "#ffffff")
    s.rect(52, 344, 8, 212, "#ffffff")

    def shadow(x: float, y: float) -> None:
        s.poly([(x - 6, y - 16), (x + 122, y + 70), (x + 104, y + 94), (x - 18, y + 14)], "#36763f")
        s.disc(x + 113, y + 82, 16, "#36763f")

    def player(x: float, y: float, shirt: str, hair: str, turn: float = 0) -> None:
        c, d = math.cos(turn), math.sin(turn)

        def spot(u: float, v: float) -> Point:
            return x + u * c - v * d, y + u * d + v * c

        for side in (-1, 1):
            hx_, hy_ = spot(12, 30 * side)
            s.disc(hx_, hy_, 8, "#c99672")
        body = [spot(13 * math.cos(a), 29 * math.sin(a)) for a in (k * math.tau / 40 for k in range(40))]
        s.poly(body, shirt)
        s.disc(x, y, 13, hair)

    blue, white, keeper = "#1f4f9c", "#f6f3ea", "#f0b429"
    whites = ((420, 330, 0.2), (400, 560, -0.3), (560, 250, 0.1), (650, 520, 0.0), (900, 380, 0.2), (1010, 690, -0.2))
    blues = ((330, 400, 3.4), (520, 660, 3.6), (540, 430, 3.2), (790, 180, 2.9), (860, 600, 3.3), (1200, 470, 3.1))
    for x, y, _ in ((196, 486, 0), *whites, *blues):
        shadow(x, y)
    player(196, 486, keeper, "#2b1d16", 0.3)
    for x, y, turn in whites:
        player(x, y, white, "#3a271c" if y % 3 else "#1d1512", turn)
    for x, y, turn in blues:
        player(x, y, blue, "#2b1d16" if y % 20 else "#14100e", turn)
    # the cross, the touch, the ball
    path = bezier((520, 640), (470, 560), (380, 520), (306, 424), 26)
    for i in range(2, 25, 2):
        s.disc(path[i][0], path[i][1], 4.5, "#f7e9a0")
    shot = bezier((298, 410), (260, 396), (230, 392), (186, 388), 10)
    for i in range(1, 10, 2):
        s.disc(shot[i][0], shot[i][1], 4.5, "#f7e9a0")
    s.disc(182, 396, 14, "#36763f")
    s.disc(174, 386, 15, "#ffffff")
    s.poly([(174, 379), (181, 384), (178, 392), (170, 392), (167, 384)], "#23272b")
    return s


# ---------------------------------------------------------------------------------------------- authors


def inkwell() -> Sheet:
    """An author's picture: a desk at night, a reed pen in its inkwell, a planet drawn on the paper."""
    s = Sheet(640, 640, "#16404a")
    s.disc(320, 262, 236, "#1d5560")
    s.disc(320, 262, 176, "#246975")
    for x, y, r in ((96, 86, 4), (168, 196, 3), (356, 52, 3), (462, 78, 4), (560, 150, 3), (584, 306, 4), (62, 330, 3)):
        s.disc(x, y, r, "#f3e3bd")
    s.rect(0, 500, 640, 140, "#7c4a2d")
    s.rect(0, 500, 640, 12, "#955d3a")
    # the paper, with a ringed planet
    s.poly([(70, 560), (300, 536), (352, 618), (96, 640), (64, 640)], "#f6ecd6")
    s.disc(206, 584, 22, "#d98e4a", 12)
    s.stroke([(206 + 44 * math.cos(t), 584 + 9 * math.sin(t) - 8 * math.cos(t)) for t in (i / 10 for i in range(64))],
             "#a65e31", 4)  # fmt: skip
    # the pen
    s.stroke([(402, 470), (262, 96)], "#c99a55", 24)
    s.stroke([(396, 474), (256, 100)], "#e0b877", 9)
    s.poly([(252, 100), (274, 92), (243, 44)], "#e0b877")
    s.poly([(246, 66), (254, 63), (243, 44)], "#3a2417")
    for at in (0.3, 0.62):
        band_x, band_y = 402 - 140 * at, 470 - 374 * at
        s.stroke([(band_x - 13, band_y + 4), (band_x + 13, band_y - 5)], "#a97c3f", 5)
    # the inkwell
    s.rect(338, 392, 128, 40, "#0c2a31", 12)
    s.poly([(352, 426), (452, 426), (508, 480), (508, 540), (296, 540), (296, 480)], "#0f343c")
    s.rect(286, 476, 232, 104, "#0f343c", 30)
    s.rect(286, 476, 44, 104, "#1a4a54", 22)
    s.rect(338, 392, 128, 12, "#1a4a54", 6)
    s.poly([(414, 498), (440, 526), (414, 554), (388, 526)], "#69c4d1")
    return s


PICTURES: dict[str, tuple[str, Callable[[], Sheet]]] = {
    "rooftops": ("politics", rooftops),
    "harbour-cranes": ("economy", harbour_cranes),
    "olive-terraces": ("economy", olive_terraces),
    "market-awnings": ("economy", market_awnings),
    "palm-grove": ("economy", palm_grove),
    "dusk-bus": ("society", dusk_bus),
    "storm-lighthouse": ("society", storm_lighthouse),
    "loom": ("culture", loom),
    "weave-pattern": ("culture", weave_pattern),
    "bookshelf": ("culture", bookshelf),
    "paper-mill": ("culture", paper_mill),
    "tide-waves": ("science", tide_waves),
    "eclipse": ("science", eclipse),
    "calendar-leaf": ("science", calendar_leaf),
    "bridge": ("science", bridge),
    "telescope-dome": ("science", telescope_dome),
    "football-pitch": ("sport", football_pitch),
    "inkwell": ("authors", inkwell),
}


def main(names: Sequence[str]) -> int:
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        print("no such picture:", ", ".join(unknown), file=sys.stderr)
        return 2
    for name, (folder, scene) in PICTURES.items():
        if names and name not in names:
            continue
        path = CONTENT / folder / f"{name}.webp"
        scene().save(path)
        print(f"{path.relative_to(CONTENT.parent)}  {path.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
