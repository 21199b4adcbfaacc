"""Find the target that a word of the command line names, and open it."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..base.problems import N_, FatalProblems, Problem, error
from ..site.settings import Settings
from ..site.settings_deploy import DeployTarget, bad_target
from .target import Target


def resolve_target(word: str, settings: Settings) -> DeployTarget:
    """Return the target that a word names: a name of site.yml, or an address.

    An address that site.yml lists gives the first target there with it, settings included. Another address gives a
    target called ``address`` without encodings and caches. Raises FatalProblems when the word is neither, or the
    address invalid.
    """
    known = {target.name: target for target in settings.deploy}
    if word in known:
        return known[word]
    if "://" not in word:
        raise FatalProblems(_unknown(word, known))
    if problem := bad_target(word):
        raise FatalProblems(problem)
    return next((target for target in settings.deploy if target.to == word), DeployTarget(name="address", to=word))


def local_folder(target: DeployTarget) -> Path | None:
    """The folder of a target on this machine, which need not exist; None for other targets."""
    address = urlsplit(target.to)
    return Path(unquote(address.path)) if address.scheme == "file" else None


def open_target(target: DeployTarget, output: Path, environment: Mapping[str, str]) -> Target:
    """Open a target.

    Raises FatalProblems when a library or program is missing, or when a local folder is the output, lies in it or holds
    it. Raises TargetError when access fails; for object storage, access may fail only later. Opening a target by ssh
    creates newsgen's own folder there.
    """
    scheme = urlsplit(target.to).scheme
    if scheme == "file":
        from .directory import Directory

        place = local_folder(target)
        assert place is not None
        one, other = place.resolve(), output.resolve()
        if one == other or one in other.parents or other in one.parents:
            raise FatalProblems(_AROUND.at(str(place)))
        return Directory(place)
    if scheme == "ssh":
        from .ssh import Ssh

        return Ssh(target.to, environment.get("RSYNC_RSH", ""))
    from .objects import ObjectStorage

    return ObjectStorage(target.to, endpoint=target.endpoint, region=target.region)


_AROUND = error(
    "deploy-place", N_("This folder is the output itself, or lies in it or around it."),
    N_("Deploy into a folder of its own."),
)  # fmt: skip


def _unknown(word: str, known: Mapping[str, DeployTarget]) -> Problem:
    return error(
        "deploy-target", N_("“{name}” is neither a target in site.yml nor an address."),
        N_("Known: {known}. An address is written like file:///srv/www, s3://bucket/news or ssh://host/srv/www."),
        name=word, known=", ".join(known) or "-",
    )  # fmt: skip
