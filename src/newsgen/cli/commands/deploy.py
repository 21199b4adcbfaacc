"""``newsgen deploy``: the built site to where it is served from."""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from ...base.messages import format_problem, hint_of, message_of, printable, translate
from ...base.problems import N_, FatalProblems, Problem, has_errors
from ...deploy.open_target import open_target, resolve_target
from ...deploy.purge import caches_of
from ...deploy.request import DeployReport, Listener, Request, Step
from ...deploy.run import deploy
from ...deploy.status import Status, status
from ...deploy.target import TargetError
from ...record.record import FAILURES
from ...site.layout import state_folder
from ...site.settings import DeployTarget, Settings
from .dry_run import UNREADABLE
from .index import indexed, owed

DONE, NOT_DONE, PARTLY = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says: ``target`` is a name of site.yml or an address."""

    site: Path
    output: Path
    target: str
    allow_deletes: int = 0
    verify: bool = False
    dry_run: bool = False
    status: bool = False
    as_json: bool = False
    quiet: bool = False


def deploy_site(
    asked: Asked, settings: Settings, now: datetime, lang: str, progress: Callable[[str, int, int], None],
    building: Callable[[], None],
) -> int:  # fmt: skip
    """Deploy, or tell what would be done. Exit code 0; 1 when it did not come to its end; 3 when all was sent and some
    addresses could not be purged. ``building`` tells that a build of the output is waited for."""

    def waiting() -> None:
        text = N_("Another deploy to this target is at work, or died; waiting a minute for a sign of life.")
        print(translate(lang, text), file=sys.stderr)

    try:
        place = resolve_target(asked.target, settings)
    except FatalProblems as failure:
        return _end(DeployReport(problems=list(failure.problems)), asked, lang)
    try:
        target = open_target(place, asked.output, os.environ)
    except TargetError as refusal:
        return _end(DeployReport(problems=[refusal.problem(place.to)]), asked, lang)
    except FatalProblems as failure:
        return _end(DeployReport(problems=list(failure.problems)), asked, lang)
    try:
        if asked.status:
            return _tell_status(status(target, settings), place, asked, lang)
        if not asked.dry_run and owed(asked.site, asked.output, settings):  # or a withdrawn story could still be found
            indexed(asked.site, asked.output, settings, now, building)
        order = Request(
            asked.site, asked.output, settings, place, now, _identity(asked), os.urandom(8).hex(),
            asked.allow_deletes, asked.verify, asked.dry_run,
        )  # fmt: skip
        report = deploy(order, target, caches_of(place, asked.site, os.environ), Listener(progress, waiting))
    except TargetError as refusal:
        report = DeployReport(problems=[refusal.problem(place.to)])
    except FatalProblems as failure:
        report = DeployReport(problems=list(failure.problems))
    except FAILURES:
        report = DeployReport(problems=[UNREADABLE])
    finally:
        target.close()
    return _end(report, asked, lang)


def _identity(asked: Asked) -> str:
    """This machine, since it was started, and this folder: a deploy of the same that still holds its claim is dead, for
    two at once cannot run here. Containers may share their names and paths, hence the folder's own number."""
    state = state_folder(asked.site, asked.output)
    state.mkdir(parents=True, exist_ok=True)
    stat = state.stat()
    boot = Path("/proc/sys/kernel/random/boot_id")
    booted = boot.read_text() if boot.exists() else ""
    parts = (platform.node(), booted, str(state.resolve()), str(stat.st_dev), str(stat.st_ino))
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _end(report: DeployReport, asked: Asked, lang: str) -> int:
    if asked.as_json:
        print(json.dumps(_as_json(report, asked, lang), ensure_ascii=False))
    else:
        for problem in report.problems:
            print("\n".join(format_problem(problem, lang)), file=sys.stderr)
        for step in report.steps:
            _tell_step(step, lang)
        if not asked.quiet or asked.dry_run:
            print(_summary(report, asked, lang))
    if has_errors(report.problems):
        return NOT_DONE
    return DONE if report.done else PARTLY


def _as_json(report: DeployReport, asked: Asked, lang: str) -> dict[str, object]:
    told: dict[str, object] = {
        "uploaded": report.uploaded, "deleted": report.deleted, "purged": report.purged, "unchanged": report.unchanged,
        "bytes": report.bytes, "seconds": report.seconds, "problems": [_problem(one, lang) for one in report.problems],
    }  # fmt: skip
    if asked.dry_run:
        told["steps"] = [{"do": step.what, "what": step.names, "bytes": step.size} for step in report.steps]
    return told


def _problem(problem: Problem, lang: str) -> dict[str, object]:
    return {
        "level": problem.level, "code": problem.code, "message": message_of(problem, lang), "file": problem.file,
        "line": problem.line, "column": problem.column, "hint": hint_of(problem, lang),
    }  # fmt: skip


STEPS = {
    "send": N_("Send {count} files, {size} KB:"),
    "delete": N_("Delete {count} files:"),
    "purge": N_("Purge {count} addresses:"),
    "keep": N_("Keep {count} superseded files for some days:"),
}


def _tell_step(step: Step, lang: str) -> None:
    print(translate(lang, STEPS[step.what], count=len(step.names), size=-(-step.size // 1000)))
    for name in step.names:
        print(f"  {printable(name)}")


def _summary(report: DeployReport, asked: Asked, lang: str) -> str:
    if has_errors(report.problems) and not (report.uploaded or report.deleted):
        return translate(lang, N_("Nothing was sent."))
    if has_errors(report.problems):
        return translate(
            lang, N_("The deploy did not come to its end. What was sent is whole; the next one goes on from here.")
        )
    counts = {
        "uploaded": report.uploaded, "deleted": report.deleted, "purged": report.purged, "unchanged": report.unchanged,
        "size": -(-report.bytes // 1000), "seconds": f"{report.seconds:.1f}",
    }  # fmt: skip
    if asked.dry_run:
        text = N_("Would send {uploaded} files ({size} KB), delete {deleted}, purge {purged}; unchanged: {unchanged}.")
        return translate(lang, text, **counts)
    text = N_(
        "Sent {uploaded} files ({size} KB), deleted {deleted}, purged {purged}; unchanged: {unchanged}; seconds: {seconds}."
    )
    return translate(lang, text, **counts)


def _tell_status(told: Status, place: DeployTarget, asked: Asked, lang: str) -> int:
    head = told.head
    if asked.as_json:
        print(json.dumps({
            "build_id": head.build if head else None, "at": head.at if head else None, "files": head.files if head else 0,
            "unfinished": bool(head and head.journals), "running": bool(head and head.claim),
            "leaving": len(told.leaving), "unpurged": list(told.unpurged),
        }, ensure_ascii=False))  # fmt: skip
        return DONE
    if head is None or not head.build:
        print(translate(lang, N_("Nothing of this site was deployed to {place} to its end."), place=place.to))
        return DONE
    at = datetime.fromisoformat(head.at).astimezone(UTC)
    print(translate(lang, N_("{place}: {files} files, deployed on {at}, build {build}."), place=place.to, files=head.files,
              at=f"{at:%Y-%m-%d %H:%M} UTC", build=head.build))  # fmt: skip
    if head.journals:
        print(translate(lang, N_("A later deploy began and has not ended.")))
    if told.leaving:
        print(translate(lang, N_("Superseded files that wait for their day: {count}."), count=len(told.leaving)))
    if told.unpurged:
        print(translate(lang, N_("Addresses that could not be purged: {count}."), count=len(told.unpurged)))
    return DONE
