"""``newsgen styleguide``: create a page that shows every template component, with the site's own templates and settings."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...base.messages import translate
from ...base.problems import N_, FatalProblems, error
from ...site.layout import theme
from ..arguments import read_settings
from ..exit_codes import DONE
from ..parser import Parser

if TYPE_CHECKING:
    from ...pages.kinds import Context
    from ...site.settings import Settings

FOLDER = ".newsgen/styleguide"
STAMP = ".newsgen-styleguide"
"""An empty file that marks a folder of this command, so that the command may overwrite it."""


def add_arguments(parser: Parser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help=N_("folder of the page (default: .newsgen/styleguide)")
    )


def run(options: argparse.Namespace, lang: str) -> int:
    """Write the page with everything that it needs. Exit code 0.

    A folder with the stamp of an earlier styleguide is accepted, whatever else it holds: files of the same names are
    overwritten, and no file is deleted. Raises FatalProblems where a folder without the stamp is not empty, where a file
    stands in its place, or where a template fails.
    """
    site: Path = options.site
    settings = read_settings(site)
    folder = options.output or site / FOLDER
    if folder.exists() and not (folder / STAMP).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FatalProblems(
            error("not-empty", N_("This folder is not empty."), N_("Choose a new name.")).at(str(folder))
        )
    write_styleguide(site, settings, folder, "http://127.0.0.1:8000/")
    print(
        translate(
            lang,
            N_("Created {file}. To view it, run “python -m http.server --directory {folder}”."),
            file=str(folder / "index.html"), folder=str(folder),
        )
    )  # fmt: skip
    return DONE


def write_styleguide(site: Path, settings: "Settings", folder: Path, address: str) -> None:
    """Write the page with everything that it needs into a folder, which is served at ``address``.

    Raises FatalProblems where a template fails; then nothing is written.
    """
    files = dict(_static(site)) | {name: text.encode() for name, text in _rendered(site, _local(settings, address))}
    files[STAMP] = b""
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _local(settings: "Settings", address: str) -> "Settings":
    """The settings of the site, changed for a folder that a simple server shows at ``address``: no includes on the server,
    no search engines, and services of videos, posts and sound in the content security policy."""
    from ...site.settings_publisher import Policy

    policy = settings.policy
    frames = (*policy.frame, "https://www.youtube-nocookie.com")
    return settings.model_copy(
        update={
            "base_url": address,
            "production": False,
            "sidebar": settings.sidebar.model_copy(update={"delivery": "fetch"}),
            "policy": Policy(**policy.model_dump() | {"frame": frames}),
            "embeds": ("x", "soundcloud", *settings.embeds),
        }
    )


def _rendered(site: Path, settings: "Settings") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page, its script and style sheet, its fragments and its pictures.

    Nothing is written. Raises FatalProblems where a template fails.
    """
    from ...build.render import Facts
    from ...model.box import data_id
    from ...pages.addresses import data_path
    from ...pages.kinds import Context
    from ...theme.functions import environment
    from ...theme.templates import load, runtime_problem
    from ..samples import DRAWINGS, drawing, samples

    sources, problems = load(site, theme())
    if problems:
        raise FatalProblems(*problems)
    templates, content = environment(sources, settings), samples(settings)
    page = Facts("/", "styleguide", settings.title)
    cards = tuple(content.cards.values())

    def render(name: str, context: "Context", **more: Any) -> str:
        try:
            return templates.get_template(name).render(page=page, context=context, article=None, articles=(), **more)
        except Exception as failure:  # a template is the site's own code, as in a build
            raise FatalProblems(runtime_problem(failure, sources, name, "index.html")) from failure

    day = cards[0].published.date()
    yield "index.html", render("styleguide.html", Context(day=day), samples=content)
    yield "assets/v1/dates.js", render("assets/dates.js", Context())
    if settings.look.has_style:
        yield "assets/v1/site.css", render("assets/site.css", Context())
    yield "fragments/breaking.html", render("fragments/breaking.html", Context(breaking=cards[1:2]))
    pinned = content.pinned_box
    score = next(box.data for box in content.boxes if box.data is not None and box.data.kind == pinned.kind)
    yield data_path(data_id(pinned.file)), render("fragments/data.html", Context(data=score))
    for section in settings.sections:
        yield f"fragments/latest/{section.id}.html", render("fragments/latest.html", Context(cards=cards))
    for name, (width, height) in DRAWINGS.items():
        yield f"samples/{name}.svg", drawing(width, height)


def _static(site: Path) -> Iterator[tuple[str, bytes]]:
    """The static files of the theme, then those of the site, which replace them; no links and no hidden files."""
    for root in (theme() / "static", site / "static"):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
                yield name.as_posix(), path.read_bytes()
