"""``newsgen styleguide``: every component of the templates, the site's own among them, on one page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...base.messages import say
from ...base.problems import N_, Unusable, error
from ...build.render import Facts
from ...pages.kinds import Context
from ...site.layout import theme
from ...site.settings import Policy, Settings
from ...theme.functions import environment
from ...theme.templates import load, runtime_problem
from .samples import DRAWINGS, drawing, samples

FOLDER = ".newsgen/styleguide"
STAMP = ".newsgen-styleguide"
"""What shows that a folder was made by this command, so that it may be written again."""


def styleguide(site: Path, settings: Settings, output: Path | None, lang: str) -> int:
    """Write the page with all that it needs. Exit code 0.

    Raises Unusable where the folder holds something else, or a template fails.
    """
    folder = output or site / FOLDER
    if folder.exists() and not (folder / STAMP).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(error("not-empty", N_("This folder is not empty."), N_("Choose a new name.")).at(str(folder)))
    files = dict(_static(site)) | {name: text.encode() for name, text in _rendered(site, _shown(settings))}
    files[STAMP] = b""
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    print(
        say(
            lang,
            N_("The components are shown on {file}. To look at them: “python -m http.server --directory {folder}”."),
            file=str(folder / "index.html"), folder=str(folder),
        )
    )  # fmt: skip
    return 0


def _shown(settings: Settings) -> Settings:
    """The site's settings, but for what a folder served by itself cannot have: its path, includes, search engines."""
    policy = settings.policy
    frames = (*policy.frame, "https://www.youtube-nocookie.com")
    return settings.model_copy(
        update={
            "base_url": "http://127.0.0.1:8000/",
            "production": False,
            "sidebar": settings.sidebar.model_copy(update={"delivery": "fetch"}),
            "policy": Policy(**policy.model_dump() | {"frame": frames}),
        }
    )


def _rendered(site: Path, settings: Settings) -> Iterator[tuple[str, str]]:
    """The page, its scripts and styles, its fragments and its drawings."""
    sources, problems = load(site, theme())
    if problems:
        raise Unusable(*problems)
    made, shown = environment(sources, settings), samples(settings)
    page = Facts("/", "styleguide", settings.title)
    cards = tuple(shown.cards.values())

    def render(name: str, context: Context, **more: Any) -> str:
        try:
            return made.get_template(name).render(page=page, context=context, article=None, articles=(), **more)
        except Exception as failure:  # a template is the site's own code, as in a build
            raise Unusable(runtime_problem(failure, sources, name, "index.html")) from failure

    day = cards[0].published.date()
    yield "index.html", render("styleguide.html", Context(day=day), samples=shown)
    yield "assets/v1/dates.js", render("assets/dates.js", Context())
    if settings.look.has_style:
        yield "assets/v1/site.css", render("assets/site.css", Context())
    yield "fragments/breaking.html", render("fragments/breaking.html", Context(breaking=cards[1:2]))
    for section in settings.sections:
        yield f"fragments/latest/{section.id}.html", render("fragments/latest.html", Context(cards=cards))
    for name, (width, height) in DRAWINGS.items():
        yield f"samples/{name}.svg", drawing(width, height)


def _static(site: Path) -> Iterator[tuple[str, bytes]]:
    """The theme's static files, and the site's over them; links and hidden files are passed over."""
    for root in (theme() / "static", site / "static"):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
                yield name.as_posix(), path.read_bytes()
