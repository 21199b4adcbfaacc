"""Make the fonts of the default theme again: download, subset, rename, write.

Run it in an environment of its own; pip and npm must be on the path:

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools==4.68.0 brotli==1.2.1
    /tmp/fonts/bin/python tools/fonts.py

It writes ``static/assets/fonts/`` (the files, named by their digests, and the licence), the font faces in ``style/faces.css``
(between its two marks), the style sheet with them (``tools/style.py``), the preloads in ``templates/components/fonts.html``,
and the font of the share cards with ``src/newsgen/pictures/card_fonts.py``. With the versions above and below, the same bytes
come out every time.

The names inside the files are ours: "Plex" is a reserved font name, and a subset is a modified version. The style
sheet uses the neutral names too, so that a newsroom can put its own fonts in their place.
"""

import hashlib
import io
import logging
import re
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import zipfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
CARDS = ROOT / "src/newsgen/pictures/fonts"
CARD_FONTS = ROOT / "src/newsgen/pictures/card_fonts.py"
FONTS = ROOT / "static/assets/fonts"
FACES = ROOT / "style/faces.css"
PRELOADS = ROOT / "templates/components/fonts.html"

PLEX = "fontpkg-ibm-plex-sans-arabic==1.101"  # PyPI
NASKH = "@fontsource-variable/noto-naskh-arabic@5.3.0"  # npm

ARABIC = "U+60C,U+61B,U+61F,U+621-63A,U+640-655,U+660-66C,U+670-671,U+67E,U+686,U+698,U+6A4,U+6A9,U+6AF,U+6CC,U+FDFA"
MARKS = "U+200C-200F,U+2066-2069"
LATIN = "U+20-7E,U+A0,U+AB,U+B7,U+BB,U+C0-FF,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026,U+20AC"
FEATURES = "calt ccmp init medi fina isol liga rlig locl mark mkmk kern curs tnum".split()

# Letters and digits of the Latin script look too large beside a naskh; its punctuation, shared with Arabic, does not.
LATIN_LETTERS = "U+30-39, U+41-5A, U+61-7A, U+C0-D6, U+D8-F6, U+F8-24F"
LATIN_SIZE = "90%"

# file, family inside the file and in the style sheet, weight, source, characters
CUTS = (
    ("head-700", "Newsgen Head", "700", "plex:Bold", f"{ARABIC},{MARKS},{LATIN}"),
    ("head-500", "Newsgen Head", "500", "plex:Medium", f"{ARABIC},{MARKS},{LATIN}"),
    ("text", "Newsgen Text", "400 700", "naskh:arabic", f"U+20,U+A0,{ARABIC},{MARKS}"),
    ("text-latin", "Newsgen Text", "400 700", "naskh:latin", LATIN),
)
CARD = ("plex:Bold", f"600-6FF,750-77F,8A0-8FF,FD3E-FD3F,FDF2,FDFA-FDFD,{MARKS},20-7E,A0-17F,192,218-21B,2BB-2BC,"
        "1E9E,2010-2027,2030-205E,2070-209F,20A0-20BF,2113-215E,2190-2199,2202-2265,25CA,2713")  # fmt: skip
"""The source of the font of the share cards, and the characters that it keeps as far as the source has them."""
PRELOADED = ("head-700", "text")


def main() -> None:
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        sources = fetch(Path(folder))
    FONTS.mkdir(parents=True, exist_ok=True)
    for old in FONTS.glob("*.woff2"):
        old.unlink()
    names: dict[str, str] = {}
    for name, family, weight, source, characters in CUTS:
        data = cut(sources[source], f"{family}{' ' + weight if ' ' not in weight else ''}", characters, "woff2")
        names[name] = f"{name}-{hashlib.sha256(data).hexdigest()[:10]}.woff2"
        (FONTS / names[name]).write_bytes(data)
        print(f"{len(data):7,} {names[name]}")
    print(f"{sum(f.stat().st_size for f in FONTS.glob('*.woff2')):7,} in all")
    (FONTS / "OFL.txt").write_bytes(sources["licence"])
    write_card_font(sources)
    write_faces(names)
    run(sys.executable, str(ROOT / "tools/style.py"))
    write_preloads(names)


def fetch(folder: Path) -> dict[str, bytes]:
    """The originals and their licences, from the package registries."""
    run(sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--dest", str(folder), PLEX)
    run("npm", "pack", "--silent", "--pack-destination", str(folder), NASKH)
    out: dict[str, bytes] = {}
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        for style in ("Bold", "Medium"):
            out[f"plex:{style}"] = wheel.read(f"fontpkg_ibm_plex_sans_arabic/files/IBMPlexSansArabic-{style}.ttf")
        plex = wheel.read("fontpkg_ibm_plex_sans_arabic/LICENSE").decode()
    with tarfile.open(next(folder.glob("*.tgz"))) as package:

        def member(name: str) -> bytes:
            found = package.extractfile("package/" + name)
            assert found is not None, name
            return found.read()

        for part in ("arabic", "latin"):
            out[f"naskh:{part}"] = member(f"files/noto-naskh-arabic-{part}-wght-normal.woff2")
        naskh = member("LICENSE").decode()
    owners = [re.search(r"^Copyright .*$", text, re.MULTILINE) for text in (plex, naskh)]
    assert all(owners)
    terms = re.search(r"^This Font Software is licensed.*", plex, re.MULTILINE | re.DOTALL)
    assert terms is not None
    lines = ["Newsgen Head is a subset of IBM Plex Sans Arabic, renamed:", owners[0][0], "",  # type: ignore[index]
             "Newsgen Text is a subset of Noto Naskh Arabic, renamed:", owners[1][0], "", terms[0].strip(), ""]  # type: ignore[index]  # fmt: skip
    out["licence"] = "\n".join(lines).replace("\r\n", "\n").encode()
    return out


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def cut(original: bytes, name: str, characters: str, flavor: str | None) -> bytes:
    """The subset of a font under our name, as ``woff2``, or with None as TrueType."""
    font = TTFont(io.BytesIO(original), recalcTimestamp=False)
    options = subset.Options()
    options.flavor = flavor
    options.hinting = False
    options.layout_features = FEATURES
    options.layout_scripts = ["*"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=subset.parse_unicodes(characters.replace("U+", "")))
    worker.subset(font)
    for record in list(font["name"].names):
        if record.nameID in (1, 4):
            record.string = name
        elif record.nameID in (3, 6):
            record.string = name.replace(" ", "-")
        elif record.nameID == 2:
            record.string = "Regular"
    out = io.BytesIO()
    font.flavor = flavor
    font.save(out, reorderTables=False)
    return out.getvalue()


def write_card_font(sources: dict[str, bytes]) -> None:
    """The font of the share cards: a TrueType file in the package, the licence beside it, and the module that names both the
    file and its characters."""
    CARDS.mkdir(parents=True, exist_ok=True)
    for old in CARDS.glob("*.ttf"):
        old.unlink()
    source, characters = CARD
    data = cut(sources[source], "Newsgen Head 700", characters, None)
    name = f"head-700-{hashlib.sha256(data).hexdigest()[:10]}.ttf"
    (CARDS / name).write_bytes(data)
    print(f"{len(data):7,} {name}")
    licence = sources["licence"].decode()
    before, _, rest = licence.partition("Newsgen Text is")
    (CARDS / "OFL.txt").write_text(before + rest.split("\n\n", 1)[1], encoding="utf-8")
    ranges = " ".join(f"{a:X}-{b:X}" for a, b in runs(sorted(TTFont(io.BytesIO(data)).getBestCmap())))
    lines = "".join(f'    "{line} "\n' for line in textwrap.wrap(ranges, 110))
    CARD_FONTS.write_text(
        '"""The font of the share cards: the name of its file, and the characters that it has. Made by tools/fonts.py."""\n\n'
        f'FONT = "{name}"\n'
        '"""The file in ``pictures/fonts/``. Its name ends in the digest of its bytes."""\n\n'
        f"COVERED = (\n{lines})\n"
        '"""The characters that the font has: ranges of code points, the first and the last in hexadecimal digits."""\n',
        encoding="utf-8",
    )


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """The ranges of consecutive numbers, each with its first and its last."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def write_faces(names: dict[str, str]) -> None:
    """The font faces, between the marks of the style sheet; each range is told, so that nothing loads for nothing."""
    plain = [face(family, weight, names[name], "") for name, family, weight, *_ in CUTS[:2]]
    text = [
        face("Newsgen Text", "400 700", names["text"], f"U+20, U+A0, {spaced(ARABIC)}, {spaced(MARKS)}"),
        face("Newsgen Text", "400 700", names["text-latin"], punctuation()),
        face("Newsgen Text", "400 700", names["text-latin"], LATIN_LETTERS, f"size-adjust: {LATIN_SIZE};"),
    ]
    replace(FACES, "/* faces: made by tools/fonts.py */\n", "/* end of faces */", "\n".join(plain + text) + "\n")


def punctuation() -> str:
    """What of the Latin file is no letter and no digit."""
    return "U+21-2F, U+3A-40, U+5B-60, U+7B-7E, U+D7, U+F7, " + spaced(LATIN.split(",U+A0,")[1].replace("U+C0-FF,", ""))


def spaced(ranges: str) -> str:
    return ranges.replace(",", ", ")


def face(family: str, weight: str, file: str, characters: str, more: str = "") -> str:
    lines = [f'font-family: "{family}";', f"font-weight: {weight};", "font-display: swap;", more,
             f'src: url("../fonts/{file}") format("woff2");',
             f"unicode-range: {characters};" if characters else ""]  # fmt: skip
    return "@font-face {\n" + "".join(f"  {line}\n" for line in lines if line) + "}"


def write_preloads(names: dict[str, str]) -> None:
    lines = ["{# Made by tools/fonts.py: the two files that every page shows at once. #}\n"]
    for name in PRELOADED:
        href = "{{ url(" + f'"/assets/fonts/{names[name]}"' + ") }}"
        lines.append(f'<link rel="preload" href="{href}" as="font" type="font/woff2" crossorigin>\n')
    PRELOADS.write_text("".join(lines), encoding="utf-8")


def replace(file: Path, start: str, end: str, middle: str) -> None:
    text = file.read_text(encoding="utf-8")
    before, rest = text.split(start, 1)
    after = rest.split(end, 1)[1]
    file.write_text(before + start + middle + end + after, encoding="utf-8")


if __name__ == "__main__":
    main()
