"""The command line. Heavy imports wait until a command needs them: ``newsgen --help`` answers at once."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..base.messages import message_language, translate
from ..base.problems import N_, FatalProblems, Problem, error
from ..site.layout import PUBLIC
from .terminal import tell, without_colour

if TYPE_CHECKING:
    from ..build.build import Options, Report
    from ..observe.finders import Finder

PUBLISHED, NOTHING, USAGE, HELD_BACK = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _terminal_speaks_utf8()
    lang = message_language(_early(words, "--lang"))
    setattr(argparse, "_", lambda text: translate(lang, text))  # noqa: B010 - argparse's own words, in messages.ARGPARSE
    parser = _parser(lang)
    options = parser.parse_args(words)
    if options.no_color:
        without_colour()
    try:
        return int(options.run(options, lang))
    except _Usage as failure:
        tell(failure.problems, lang)
        return USAGE
    except FatalProblems as failure:
        tell(failure.problems, lang)
        return NOTHING
    except KeyboardInterrupt:
        print(translate(lang, N_("Stopped. What was published is as it was.")), file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return NOTHING


class _Usage(FatalProblems):
    """The command line itself says what cannot be."""


def _terminal_speaks_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _early(words: list[str], flag: str) -> str | None:
    for i, word in enumerate(words):
        if word.startswith(flag + "="):
            return word.partition("=")[2]
        if word == flag and i + 1 < len(words):
            return words[i + 1]
    return None


def _parser(lang: str) -> argparse.ArgumentParser:
    def t(message: str) -> str:
        return translate(lang, message).replace("%", "%%")

    parser = argparse.ArgumentParser(
        prog="newsgen", description=t(N_("Builds a newsroom's site from its article files."))
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=t(N_("print the version")))
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=("ar", "en"), help=t(N_("language of the messages")))
    shared.add_argument("--no-color", action="store_true", help=t(N_("no colours (like the variable NO_COLOR)")))
    shared.add_argument(
        "--site", type=Path, default=Path("."), metavar="DIR", help=t(N_("the site's folder (default: here)"))
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=t(N_("command")))

    def command(name: str, about: str, example: str, run: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, parents=[shared], help=t(about), description=t(about), epilog=t(N_("Example:")) + " " + example
        )
        made.set_defaults(run=run)
        return made

    def building(made: argparse.ArgumentParser) -> None:
        viewing(made)
        publishing(made)

    def now(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--now", metavar="ISO", help=t(N_("build as of this moment; without offset, in the site's zone"))
        )

    def viewing(made: argparse.ArgumentParser) -> None:
        now(made)
        made.add_argument("--drafts", action="store_true", help=t(N_("show drafts too")))

    def publishing(made: argparse.ArgumentParser) -> None:
        made.add_argument("--output", type=Path, metavar="DIR", help=t(N_("where the pages go (default: public)")))
        made.add_argument("--base-url", metavar="URL", help=t(N_("the site's address, instead of the one in site.yml")))

    b = command("build", N_("Build the site."), "newsgen build", _build)
    building(b)
    b.add_argument(
        "--jobs", type=int, default=0, metavar="N", help=t(N_("how many processes (default: one per processor)"))
    )
    b.add_argument(
        "--finder", choices=("walk", "git"), default="walk",
        help=t(N_("how changed files are found: by looking at every file, or by asking git")),
    )  # fmt: skip
    b.add_argument(
        "--changed", type=argparse.FileType(encoding="utf-8"), metavar="FILE",
        help=t(N_("look only at the files that this one lists, one path a line (-: standard input)")),
    )  # fmt: skip
    b.add_argument(
        "--executor", default="", metavar="dask://HOST:PORT",
        help=t(N_("read and make pages by the workers of this Dask scheduler")),
    )  # fmt: skip
    b.add_argument("--keep-good", action="store_true", help=t(N_("publish the rest when some stories are broken")))
    b.add_argument("--clean", action="store_true", help=t(N_("make everything again")))
    b.add_argument("--explain", action="store_true", help=t(N_("say why each page was made")))
    b.add_argument("--json", action="store_true", help=t(N_("print one JSON object; implies --quiet")))
    b.add_argument("--quiet", action="store_true", help=t(N_("print only problems")))

    s = command("serve", N_("Show the site in the browser and follow every save."), "newsgen serve", _serve)
    now(s)
    s.add_argument(
        "--published", action="store_true", help=t(N_("show only what readers would see: no drafts, no embargoes"))
    )
    s.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=t(N_("where to listen (default: this machine only)"))
    )
    s.add_argument("--port", type=int, default=8000, help=t(N_("the port (default: 8000)")))

    i = command("import", N_("Turn captured page texts into stories."), "newsgen import seeds/*.txt", _import)
    i.add_argument("files", nargs="+", type=Path, metavar="FILE")
    i.add_argument("--section", metavar="ID", help=t(N_("the main story's section")))
    i.add_argument("--captured", metavar="ISO", help=t(N_("when the page was captured")))
    i.add_argument("--force", action="store_true", help=t(N_("overwrite stories that were changed since")))

    n = command("new", N_("Begin a story."), 'newsgen new "عنوان القصة" --section politics', _new)
    n.add_argument("title", nargs="?", default="", help=t(N_("the headline")))
    n.add_argument("--section", default="", metavar="ID", help=t(N_("its section")))
    n.add_argument("--place", default="", help=t(N_("where it happened")))
    n.add_argument("--author", action="append", default=[], metavar="NAME", help=t(N_("who signs it; can be repeated")))

    d = command("init", N_("Begin a new site."), "newsgen init my-news", _init)
    d.add_argument("folder", type=Path, metavar="DIR")
    d.add_argument(
        "--vscode", action="store_true", help=t(N_("only write the settings of VS Code, into a site that exists"))
    )

    k = command(
        "check",
        N_("Tell everything that the build would refuse or warn of, and what an editor should see before readers do."),
        "newsgen check --only style --fix",
        _check,
    )
    building(k)
    k.add_argument("--only", action="append", default=[], metavar="RULE", help=t(N_("only this rule; can be repeated")))
    k.add_argument("--fix", action="store_true", help=t(N_("mend what is safe, after showing it")))
    k.add_argument("--yes", action="store_true", help=t(N_("write without asking")))
    k.add_argument("--json", action="store_true", help=t(N_("print one JSON object")))

    m = command(
        "moved",
        N_("Write where published addresses went into redirects.yml."),
        "newsgen moved",
        _moved,
    )
    building(m)
    m.add_argument("--yes", action="store_true", help=t(N_("write without asking")))

    x = command("next", N_("Tell when the next build is due."), "newsgen next", _next)
    building(x)
    x.add_argument("--json", action="store_true", help=t(N_("print one JSON object")))
    x.add_argument(
        "--due", action="store_true", help=t(N_("print nothing; exit code 0 when a build is due now, else 1"))
    )

    li = command("list", N_("List stories."), "newsgen list --section politics --status draft", _list)
    building(li)
    for option, value, about in (
        ("--section", "ID", N_("of this section")),
        ("--tag", "TAG", N_("of this topic")),
        ("--place", "PLACE", N_("of this place")),
        ("--author", "NAME", N_("signed by this author")),
        ("--since", "DAY", N_("from this day on")),
        ("--until", "DAY", N_("until this day")),
    ):
        li.add_argument(option, default="", metavar=value, help=t(about))
    li.add_argument(
        "--status", default="", choices=("published", "embargoed", "draft", "withdrawn"), help=t(N_("of this status"))
    )
    li.add_argument("--json", action="store_true", help=t(N_("print one JSON array")))

    st = command(
        "stats", N_("Count stories by status, section, month, author, topic and place."), "newsgen stats", _stats
    )
    building(st)
    st.add_argument("--json", action="store_true", help=t(N_("print one JSON object")))

    w = command(
        "why",
        N_("Explain what a page is made of, and whether the next build would make it again."),
        "newsgen why /politics/",
        _why,
    )
    building(w)
    w.add_argument("page", metavar="PAGE", help=t(N_("an address, or a path in the output")))

    y = command("deploy", N_("Send the built site to where it is served from."), "newsgen deploy live", _deploy)
    y.add_argument("target", metavar="TARGET", help=t(N_("a name from “deploy” in site.yml, or an address")))
    publishing(y)
    y.add_argument("--dry-run", action="store_true", help=t(N_("say what would be done, and do nothing")))
    y.add_argument("--verify", action="store_true", help=t(N_("compare with what really lies there, and repair")))
    y.add_argument("--status", action="store_true", help=t(N_("say what was deployed there last")))
    y.add_argument(
        "--allow-deletes", type=int, default=0, metavar="N", help=t(N_("let so many files be deleted at once"))
    )
    y.add_argument("--json", action="store_true", help=t(N_("print one JSON object; implies --quiet")))
    y.add_argument("--quiet", action="store_true", help=t(N_("print only problems")))

    ix = command("index", N_("Make the index of the search from what was built."), "newsgen index", _index)
    publishing(ix)
    ix.add_argument(
        "--now", metavar="ISO", help=t(N_("leave out what was published after this moment (default: the last build's)"))
    )

    c = command(
        "schema",
        N_("Print the JSON schema of a story's front matter, of site.yml or of another file."),
        "newsgen schema article",
        _schema,
    )
    c.add_argument(
        "what", nargs="?", choices=("article", "page", "author", "front", "site", "redirects"), default="article"
    )

    h = command("completion", N_("Print what a shell offers after Tab."), "newsgen completion bash", _completion)
    h.add_argument("shell", nargs="?", choices=("bash", "zsh", "fish"), default="bash")

    g = command(
        "styleguide",
        N_("Show every component of the templates on one page."),
        "newsgen styleguide",
        _styleguide,
    )
    g.add_argument(
        "--output", type=Path, metavar="DIR", help=t(N_("where the page goes (default: .newsgen/styleguide)"))
    )
    return parser


class _Version(argparse.Action):
    """Prints the version; what knows it takes 20 ms to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print("newsgen", version("newsgen"))
        parser.exit()


# build


def _options(options: argparse.Namespace) -> "Options":
    from ..build.build import Options

    site: Path = options.site
    base_url = getattr(options, "base_url", None)
    if base_url is not None:
        from ..site.settings import bad_base_url

        if problem := bad_base_url(base_url):
            raise _Usage(problem)
    return Options(
        site=site,
        output=getattr(options, "output", None) or site / PUBLIC,
        now=_moment(options.now, site) if options.now else datetime.now(UTC),
        drafts=getattr(options, "drafts", False),
        base_url=base_url,
        jobs=getattr(options, "jobs", 0),
        keep_good=getattr(options, "keep_good", False),
        clean=getattr(options, "clean", False),
        finder=_finder(options),
        scheduler=_scheduler(getattr(options, "executor", "")),
    )


def _scheduler(executor: str) -> str:
    if executor and not re.fullmatch(r"dask://[^/\s]+:[0-9]{1,5}/?", executor):
        raise _Usage(_BAD_EXECUTOR)
    return executor.replace("dask://", "tcp://").rstrip("/")


_BAD_EXECUTOR = error(
    "bad-executor", N_("--executor wants the address of a Dask scheduler."), N_("Write it like dask://127.0.0.1:8786.")
)


def _finder(options: argparse.Namespace) -> "Finder":
    from ..observe import finders

    listed = getattr(options, "changed", None)
    if listed is not None:
        with listed:
            return finders.listed(line for line in listed.read().splitlines() if line)
    return finders.git if getattr(options, "finder", "walk") == "git" else finders.walk


def _moment(text: str, site: Path) -> datetime:
    """A moment as an editor writes it; without offset it is in the site's zone."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)", text):
        with suppress(ValueError):  # a whole moment needs neither settings nor the modules that read them
            return datetime.fromisoformat(text)
    from ..articles.read import local
    from ..site.frontmatter import parse_moment

    try:
        moment = parse_moment(text)
    except ValueError:
        moment = None
    if moment is None:
        raise _Usage(
            error(
                "bad-now",
                N_("“{value}” is not a moment."),
                N_("Write it like 2026-07-30T14:05 or 2026-07-30T14:05+03:00."),
                value=text,
            )
        )
    return local(moment, _settings(site))


def _settings(site: Path, base_url: str | None = None) -> Any:
    from ..observe.sources import no_site
    from ..site.settings import file_bytes, read

    try:
        data = file_bytes(site)
    except OSError:
        raise FatalProblems(no_site(site)) from None
    settings, problems = read(data, base_url=base_url)
    if settings is None:
        raise FatalProblems(*problems)
    return settings


def _build(options: argparse.Namespace, lang: str) -> int:
    from ..build.build import Listener, build

    if options.jobs < 0 or options.jobs > 256:
        print(translate(lang, N_("--jobs must be a number from 1 to 256.")), file=sys.stderr)
        return USAGE
    quiet = options.quiet or options.json

    with _Bar(lang, shown=not quiet and sys.stderr.isatty()) as bar:
        try:
            report = build(_options(options), Listener(bar.progress, lambda: _waiting(lang)))
        except FatalProblems as failure:
            if not options.json:
                raise
            _print_json(_failed(failure), lang)
            return USAGE if isinstance(failure, _Usage) else NOTHING
        except OSError as failure:
            problem = _refusal(failure)
            if not options.json:
                raise FatalProblems(problem) from failure
            _print_json(_failed(FatalProblems(problem)), lang)
            return NOTHING
    if options.json:
        _print_json(report, lang)
    else:
        tell(report.problems, lang)
        if options.explain:
            from .commands.why import reason

            for path, why in report.explained:
                print(f"{path}: {reason(lang, why)}")
        if not quiet:
            print(_summary(report, lang))
    if not report.published:
        return NOTHING
    return HELD_BACK if report.held else PUBLISHED


def _refusal(failure: OSError) -> Problem:
    return error(
        "io",
        N_("The computer refused: {reason}"),
        N_("Look at the disk's space and the folder's permissions; nothing was lost."),
        reason=str(failure),
    )


def _waiting(lang: str) -> None:
    print(translate(lang, N_("Another build of this output is running; waiting for it.")), file=sys.stderr)


def _failed(failure: FatalProblems) -> "Report":
    from ..build.build import Report

    return Report(False, failure.problems)


def _summary(report: "Report", lang: str) -> str:
    if not report.published:
        return translate(lang, N_("Nothing was published. What was published before is as it was."))
    text = translate(
        lang,
        N_(
            "Stories: {articles}, pages: {pages}; made: {rendered}, written: {written}, deleted: {deleted};"
            " seconds: {seconds}."
        ),
        articles=report.articles, pages=report.pages, rendered=report.rendered, written=len(report.written),
        deleted=len(report.deleted), seconds=f"{report.seconds:.1f}",
    )  # fmt: skip
    if report.held:
        text += "\n" + translate(
            lang, N_("{count} broken files were held back; their last good version stays."), count=len(report.held)
        )
    return text


def _print_json(report: "Report", lang: str) -> None:
    from ..base.messages import problem_as_json

    print(
        json.dumps(
            {
                "articles": report.articles,
                "pages": report.pages,
                "read": report.read,
                "rendered": report.rendered,
                "written": len(report.written),
                "deleted": len(report.deleted),
                "unchanged": report.unchanged,
                "bytes_written": report.bytes_written,
                "written_paths": report.written,
                "deleted_paths": report.deleted,
                "problems": [problem_as_json(problem, lang) for problem in report.problems],
                "held": report.held,
                "published": report.published,
                "seconds": report.seconds,
                "build_id": report.build_id,
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


class _Bar:
    """A progress bar for work over half a second, on a terminal only."""

    PATIENCE = 0.5  # seconds

    def __init__(self, lang: str, *, shown: bool) -> None:
        self.shown, self.lang = shown, lang
        self.began = time.monotonic()
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *details: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    STAGES: ClassVar = {
        "read": N_("Reading"), "render": N_("Making pages"), "check": N_("Checking"), "deploy": N_("Sending"),
    }  # fmt: skip

    def progress(self, stage: str, done: int, total: int) -> None:
        if not self.shown or time.monotonic() - self.began < self.PATIENCE:
            return
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(translate(self.lang, self.STAGES[stage]), total=total or None)
        self.bar.update(self.tasks[stage], completed=done)


# the other commands


def _serve(options: argparse.Namespace, lang: str) -> int:
    from ..preview.serve import serve

    return serve(
        _options(options), host=options.host, port=options.port, published=options.published,
        follow_clock=options.now is None, lang=lang, shown_in=options.lang or "ar",
    )  # fmt: skip


def _import(options: argparse.Namespace, lang: str) -> int:
    from .commands.imports import import_files

    captured = _moment(options.captured, options.site) if options.captured else None
    return import_files(
        options.site,
        _settings(options.site),
        options.files,
        section=options.section,
        captured=captured,
        force=options.force,
        lang=lang,
    )


def _new(options: argparse.Namespace, lang: str) -> int:
    from .commands.new import Asked, new_story, questions
    from .terminal import answer

    settings = _settings(options.site)
    asked = Asked(options.title, options.section, options.place, tuple(options.author))
    if not (asked.title and asked.section):
        if not sys.stdin.isatty():
            raise _Usage(
                error("not-told", N_("The headline or the section is missing, and there is no terminal to ask on."),
                      N_("Write newsgen new \"…\" --section ID."))
            )  # fmt: skip
        asked = questions(options.site, settings, asked, answer, lang)
    return new_story(options.site, settings, asked, now=datetime.now(UTC), lang=lang)


def _init(options: argparse.Namespace, lang: str) -> int:
    from .commands.init import init_editor, init_site

    if options.vscode:
        _settings(options.folder)
        return init_editor(options.folder, lang)
    return init_site(options.folder, lang)


def _check(options: argparse.Namespace, lang: str) -> int:
    from contextlib import contextmanager

    from ..build.build import Listener
    from ..check.rules import RULES, chosen
    from .commands.check import Told, Wanted, check, report

    only: set[str] = set()
    for name in options.only:
        rules = chosen(name)
        if not rules:
            raise _Usage(
                error("no-rule", N_("There is no rule “{name}”."), N_("Choose one of: {choices}."), name=name,
                      choices=", ".join(dict.fromkeys(["build", *(code.partition("-")[0] for code in RULES)])))
            )  # fmt: skip
        only |= rules

    @contextmanager
    def listening() -> Iterator[Listener]:
        with _Bar(lang, shown=sys.stderr.isatty() and not options.json) as bar:
            yield Listener(bar.progress, lambda: _waiting(lang))

    try:
        return check(
            _options(options), Wanted(frozenset(only)), lang, listening, fix=options.fix, yes=options.yes,
            as_json=options.json,
        )  # fmt: skip
    except _Usage:
        raise
    except FatalProblems as failure:
        return report(Told(failure.problems, 0), (), lang, as_json=options.json)


def _why(options: argparse.Namespace, lang: str) -> int:
    from .commands.why import why

    return why(_options(options), options.page, lang)


def _moved(options: argparse.Namespace, lang: str) -> int:
    from .commands.moved import moved
    from .terminal import agreed

    question = translate(lang, N_("Write this into redirects.yml?"))
    return moved(_options(options), lang, lambda: agreed(question, lang, yes=options.yes))


def _next(options: argparse.Namespace, lang: str) -> int:
    from .commands.next import next_build

    return next_build(_options(options), lang, as_json=options.json, silent=options.due)


def _list(options: argparse.Namespace, lang: str) -> int:
    from .commands.list import Wanted, list_stories

    since, until = (f"{_moment(day, options.site):%Y-%m-%d}" if day else "" for day in (options.since, options.until))
    wanted = Wanted(options.section, options.tag, options.place, options.author, options.status, since, until)
    return list_stories(_options(options), wanted, lang, as_json=options.json)


def _deploy(options: argparse.Namespace, lang: str) -> int:
    from .commands.deploy import Asked, deploy_site

    quiet = options.quiet or options.json
    asked = Asked(
        options.site, options.output or options.site / PUBLIC, options.target, max(0, options.allow_deletes),
        options.verify, options.dry_run, options.status, options.json, quiet,
    )  # fmt: skip

    with _Bar(lang, shown=not quiet and sys.stderr.isatty()) as bar:
        settings = _settings(options.site, options.base_url)
        return deploy_site(asked, settings, datetime.now(UTC), lang, bar.progress, lambda: _waiting(lang))


def _index(options: argparse.Namespace, lang: str) -> int:
    from .commands.index import index_site

    now = _moment(options.now, options.site) if options.now else datetime.now(UTC)
    output = options.output or options.site / PUBLIC
    try:
        return index_site(
            options.site, output, _settings(options.site, options.base_url), now, lang, lambda: _waiting(lang)
        )
    except OSError as failure:
        raise FatalProblems(_refusal(failure)) from failure


def _stats(options: argparse.Namespace, lang: str) -> int:
    from .commands.stats import stats

    return stats(_options(options), lang, as_json=options.json)


def _completion(options: argparse.Namespace, lang: str) -> int:
    from .commands.completion import Command, completion

    (parsers,) = (action for action in _parser(lang)._actions if isinstance(action, argparse._SubParsersAction))
    commands = {}
    for name, parser in parsers.choices.items():
        flags = {
            word: action.help or "" for action in parser._actions for word in action.option_strings if word[1] == "-"
        }
        words = [str(w) for action in parser._actions if not action.option_strings for w in action.choices or ()]
        commands[name] = Command(
            parser.description or "", {flag: about.replace("%%", "%") for flag, about in flags.items()}, tuple(words)
        )
    print(completion(options.shell, commands), end="")
    return PUBLISHED


def _schema(options: argparse.Namespace, lang: str) -> int:
    from .commands.schema import schema_text

    print(schema_text(options.what), end="")
    return PUBLISHED


def _styleguide(options: argparse.Namespace, lang: str) -> int:
    from .commands.styleguide import styleguide

    return styleguide(options.site, _settings(options.site), options.output, lang)
