"""``newsgen deploy``: deploy the built site to a server, a folder or object storage."""

import argparse
import json
import os
import platform
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from ...base.messages import isolated, printable, problem_as_json, translate
from ...base.problems import N_, FatalProblems, Problem, has_errors, warning
from ...site.layout import state_folder
from ..arguments import add_output_arguments, output_folder, read_settings, read_site_yml
from ..exit_codes import DONE, FAILED, PARTIAL
from ..parser import Parser
from ..progress import ProgressBar, print_waiting
from ..terminal import print_problems

if TYPE_CHECKING:
    from ...deploy.request import DeployReport, Step
    from ...deploy.status import Status
    from ...site.settings import Settings
    from ...site.settings_deploy import DeployTarget


def add_arguments(parser: Parser) -> None:
    """Declare the arguments."""
    add_output_arguments(parser)
    parser.add_argument(
        "target", nargs="?", default="", metavar="TARGET",
        help=N_("name of a target under “deploy” in site.yml, or an address; without it, the targets are listed"),
    )  # fmt: skip
    parser.add_argument("--build", action="store_true", help=N_("build first; an error sends nothing"))
    parser.add_argument("--dry-run", action="store_true", help=N_("show what a deploy would do, and do nothing"))
    parser.add_argument(
        "--verify", action="store_true", help=N_("compare with the files at the target, and repair differences")
    )
    parser.add_argument("--status", action="store_true", help=N_("show the last deploy to the target"))
    parser.add_argument(
        "--allow-deletes", type=int, default=0, metavar="N", help=N_("allow this deploy to delete up to N files")
    )
    parser.add_argument("--json", action="store_true", help=N_("print one JSON object; implies --quiet"))
    parser.add_argument(
        "--progress", action="store_true", help=N_("print each step on standard error, as JSON in a line")
    )
    parser.add_argument("--quiet", action="store_true", help=N_("print only problems"))


def run(options: argparse.Namespace, lang: str) -> int:
    """Deploy, or show the status or the plan. Exit code 0; 1 when the deploy did not finish; 3 when it sent everything
    and could not purge some addresses.

    Without a target it lists those of site.yml: exit code 0. ``--build`` builds first; exit code 1 when nothing could be
    published. A deploy first updates the search index in the output; status and plan do not. Raises FatalProblems where the
    settings cannot be read; later problems are printed and not raised.
    """
    settings = read_settings(options.site, options.base_url)
    if not options.target:
        return _list_targets(settings, lang, as_json=options.json)
    if options.build and not _built(options, lang):
        return FAILED
    with ProgressBar(lang, quiet=options.quiet or options.json, lines=options.progress) as bar:
        return _deploy(options, settings, lang, bar)


def _list_targets(settings: "Settings", lang: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps([{"name": target.name, "to": target.to} for target in settings.deploy], ensure_ascii=False))
    elif not settings.deploy:
        print(translate(lang, N_("site.yml names no target. Write one under “deploy”, or give an address:")))
        print("  newsgen deploy file:///srv/www")
    else:
        print(translate(lang, N_("Targets; deploy to one with “newsgen deploy NAME”:")))
        width = max(len(target.name) for target in settings.deploy)
        for target in settings.deploy:
            print(f"  {target.name.ljust(width)}  {isolated(printable(target.to), lang)}")
    return DONE


def _built(options: argparse.Namespace, lang: str) -> bool:
    """Build as ``newsgen build`` does, and say whether a site was published. With ``--json`` only problems are printed."""
    from .build import run as build

    wanted = argparse.Namespace(
        **vars(options) | {"now": None, "drafts": False, "jobs": 0, "explain": False, "json": False, "progress": False,
                           "quiet": options.quiet or options.json}
    )  # fmt: skip
    return build(wanted, lang) in (DONE, PARTIAL)


def _warnings(options: argparse.Namespace, settings: "Settings", now: datetime) -> list[Problem]:
    """What to think of before readers see this output: settings of a site that is not open yet, and newer sources."""
    from ...build.dry_run import newer_sources
    from ...build.run import Options
    from ...site.launch import before_launch

    found = list(before_launch(settings, read_site_yml(options.site)))
    newer = newer_sources(Options(options.site, output_folder(options), now, base_url=options.base_url))
    if newer:
        found.append(warning("deploy-stale", *_STALE, count=len(newer)).at(newer[0]))
    return found


_STALE = (
    N_("Sources that changed since the last build: {count}; what they say now is not sent."),
    N_("Build first, or write “newsgen deploy --build”."),
)


def _deploy(options: argparse.Namespace, settings: "Settings", lang: str, bar: ProgressBar) -> int:
    from ...build.run import UNREADABLE
    from ...deploy.open_target import local_folder, open_target, resolve_target
    from ...deploy.purge import caches_of
    from ...deploy.request import DeployReport, Listener, Request
    from ...deploy.run import deploy
    from ...deploy.status import status
    from ...deploy.target import TargetError
    from ...record.failures import FAILURES
    from .index import needs_index, update_index

    site, output = options.site, output_folder(options)
    now = datetime.now(UTC)
    try:
        place = resolve_target(options.target, settings)
    except FatalProblems as failure:
        return _end(DeployReport(problems=list(failure.problems)), options, lang)
    try:
        target = open_target(place, output, os.environ)
    except TargetError as refusal:
        return _end(DeployReport(problems=[refusal.problem(place.to)]), options, lang)
    except FatalProblems as failure:
        return _end(DeployReport(problems=list(failure.problems)), options, lang)
    missing = (folder := local_folder(place)) is not None and not folder.exists()
    warnings: list[Problem] = []
    try:
        if options.status:
            return _print_status(status(target, settings), place, lang, as_json=options.json)
        warnings = _warnings(options, settings, now)
        if not options.dry_run and needs_index(site, output, settings):  # so that search finds no withdrawn story
            update_index(site, output, settings, now, lambda: print_waiting(lang))
        order = Request(
            site, output, settings, place, now, _identity(site, output), os.urandom(8).hex(),
            max(0, options.allow_deletes), options.verify, options.dry_run,
        )  # fmt: skip
        listener = Listener(bar.progress, lambda: _print_waiting(lang))
        report = deploy(order, target, caches_of(place, site, os.environ), listener)
    except TargetError as refusal:
        report = DeployReport(problems=[refusal.problem(place.to)])
    except FatalProblems as failure:
        report = DeployReport(problems=list(failure.problems))
    except FAILURES:
        report = DeployReport(problems=[UNREADABLE])
    finally:
        target.close()
    report = replace(report, problems=[*warnings, *report.problems])
    if missing and folder is not None and folder.is_dir() and not (options.quiet or options.json):
        print(translate(lang, N_("Created the folder {folder}."), folder=folder))
    return _end(report, options, lang)


def _print_waiting(lang: str) -> None:
    text = N_("Another deploy to this target is running or was interrupted; waiting up to a minute to find out.")
    print(translate(lang, text), file=sys.stderr)


def _identity(site: Path, output: Path) -> str:
    """A digest of this machine since its last start, and of this output. Creates a missing state folder.

    Two deploys with one identity cannot run at once, so a claim of the same identity belongs to a deploy that died.
    Containers may share names and paths, so the device and the inode of the state folder are part of it.
    """
    state = state_folder(site, output)
    state.mkdir(parents=True, exist_ok=True)
    stat = state.stat()
    boot = Path("/proc/sys/kernel/random/boot_id")
    booted = boot.read_text() if boot.exists() else ""
    parts = (platform.node(), booted, str(state.resolve()), str(stat.st_dev), str(stat.st_ino))
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _end(report: "DeployReport", options: argparse.Namespace, lang: str) -> int:
    """Print the report and return the exit code: 1 with errors, 3 where something is left to purge, else 0."""
    if options.json:
        print(json.dumps(_as_json(report, lang, dry_run=options.dry_run), ensure_ascii=False))
    else:
        print_problems(report.problems, lang)
        for step in report.steps:
            _print_step(step, lang)
        if not options.quiet or options.dry_run:
            print(_summary(report, lang, dry_run=options.dry_run))
    if has_errors(report.problems):
        return FAILED
    return DONE if report.done else PARTIAL


def _as_json(report: "DeployReport", lang: str, *, dry_run: bool) -> dict[str, object]:
    fields: dict[str, object] = {
        "uploaded": report.uploaded, "deleted": report.deleted, "purged": report.purged, "unchanged": report.unchanged,
        "bytes": report.bytes, "seconds": report.seconds,
        "problems": [problem_as_json(problem, lang) for problem in report.problems],
    }  # fmt: skip
    if dry_run:
        fields["steps"] = [{"do": step.what, "what": step.names, "bytes": step.size} for step in report.steps]
    return fields


STEPS = {
    "send": N_("Send {count} files, {size} KB:"),
    "delete": N_("Delete {count} files:"),
    "purge": N_("Purge {count} addresses:"),
    "keep": N_("Keep {count} superseded files for some days:"),
}
"""The head of each step of a dry run."""


def _print_step(step: "Step", lang: str) -> None:
    print(translate(lang, STEPS[step.what], count=len(step.names), size=-(-step.size // 1000)))
    for name in step.names:
        print(f"  {printable(name)}")


def _summary(report: "DeployReport", lang: str, *, dry_run: bool) -> str:
    if has_errors(report.problems) and not (report.uploaded or report.deleted):
        return translate(lang, N_("Nothing was sent."))
    if has_errors(report.problems):
        return translate(
            lang,
            N_("The deploy did not finish. The files that it sent are complete; the next deploy continues from here."),
        )
    counts = {
        "uploaded": report.uploaded, "deleted": report.deleted, "purged": report.purged, "unchanged": report.unchanged,
        "size": -(-report.bytes // 1000), "seconds": f"{report.seconds:.1f}",
    }  # fmt: skip
    if dry_run:
        text = N_("Would send {uploaded} files ({size} KB), delete {deleted}, purge {purged}; unchanged: {unchanged}.")
        return translate(lang, text, **counts)
    text = N_(
        "Sent {uploaded} files ({size} KB), deleted {deleted}, purged {purged}; unchanged: {unchanged}; seconds: {seconds}."
    )
    return translate(lang, text, **counts)


def _print_status(found: "Status", place: "DeployTarget", lang: str, *, as_json: bool) -> int:
    head = found.head
    if as_json:
        print(json.dumps({
            "build_id": head.build if head else None, "at": head.at if head else None, "files": head.files if head else 0,
            "unfinished": bool(head and head.journals), "running": bool(head and head.claim),
            "leaving": len(found.leaving), "unpurged": list(found.unpurged),
        }, ensure_ascii=False))  # fmt: skip
        return DONE
    if head is None or not head.build:
        print(translate(lang, N_("No deploy of this site to {place} has finished yet."), place=place.to))
        return DONE
    at = datetime.fromisoformat(head.at).astimezone(UTC)
    print(translate(lang, N_("{place}: {files} files, deployed on {at}, build {build}."), place=place.to, files=head.files,
              at=f"{at:%Y-%m-%d %H:%M} UTC", build=head.build))  # fmt: skip
    if head.journals:
        print(translate(lang, N_("A later deploy has started and not finished.")))
    if found.leaving:
        print(translate(lang, N_("Superseded files that are waiting for deletion: {count}."), count=len(found.leaving)))
    if found.unpurged:
        print(translate(lang, N_("Addresses that could not be purged: {count}."), count=len(found.unpurged)))
    return DONE
