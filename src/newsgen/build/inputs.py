"""What every page depends on, whatever the stories: the code, ``site.yml``, the templates; and which of them differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..base.problems import Problem
from ..pages.kinds import BY_NAME
from ..record.last_build import Basis
from ..record.record import Record
from ..site import settings_file
from ..site.settings import Settings
from ..site.settings_media import MediaStore
from ..theme import templates
from ..theme.engine import Template
from .affected import EVERYTHING, Affected
from .task import OF_STORIES


@dataclass(frozen=True, slots=True)
class Inputs:
    """The loaded settings and templates, and their digests. ``media`` is where originals lie: no page depends on it."""

    settings: Settings
    templates: Mapping[str, Template]
    basis: Basis
    media: MediaStore

    def reads_again(self, record: Record) -> bool:
        """Whether every article file must be parsed anew: the settings or the code are not those of the last build."""
        before = record.last_build.basis
        return before is None or (before.settings, before.code) != (self.basis.settings, self.basis.code)

    def affected(self, record: Record, *, trusted: bool) -> Affected:
        """The outputs that these inputs alone may have changed; all of them where the output cannot be trusted."""
        if not trusted or self.reads_again(record):
            return EVERYTHING
        before = record.last_build.basis
        assert before is not None
        changed = {kind for kind, value in self.basis.templates.items() if before.templates.get(kind) != value}
        stories = None if changed & OF_STORIES else frozenset[str]()
        return Affected(stories, None if changed - OF_STORIES else {})


@dataclass(frozen=True, slots=True)
class Loaded:
    """The inputs, with what is wrong with them. Where only templates fail, the settings come back alone, so that the faults
    of the stories can be told in the same run."""

    inputs: Inputs | None
    settings: Settings | None
    problems: tuple[Problem, ...]


def load(site: Path, theme: Path, base_url: str | None, code: bytes, record: Record) -> Loaded:
    """Load the settings and the templates. What is wrong with them is returned, not raised.

    ``base_url`` replaces that of the settings, ``code`` is the digest of the code. New template closures are stored in
    the record.
    """
    site_settings, settings_problems = settings_file.read(settings_file.file_bytes(site), base_url=base_url)
    media = site_settings.media if site_settings else MediaStore()
    site_settings = site_settings and site_settings.of_pages
    loaded, template_problems = templates.load(site, theme)
    closures, closure_problems = _closures(loaded, record)
    problems = (*settings_problems, *template_problems, *closure_problems)
    if site_settings is None or len(closures) < len(BY_NAME):
        return Loaded(None, site_settings, problems)
    basis = Basis(code, digest.of_bytes(settings_file.encoded(site_settings)), closures, base_url)
    return Loaded(Inputs(site_settings, loaded, basis, media), site_settings, problems)


def _closures(loaded: Mapping[str, Template], record: Record) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The template closure of each kind of page. Parsing all templates takes a fifth of a second, so the record keeps
    the closures by the templates' digest."""
    sources = digest.of_parts(*(f"{name}\0{template.source}".encode() for name, template in sorted(loaded.items())))
    known = record.last_build.closures(sources)
    if known is not None and known.keys() == BY_NAME.keys():
        return known, ()
    closures, problems = templates.closures(loaded, {name: kind.template for name, kind in BY_NAME.items()})
    if not problems:
        record.last_build.put_closures(sources, closures)
    return closures, problems
