"""What every page depends on, whatever the stories: the code, site.yml, the templates; and what of it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..base.problems import Problem
from ..pages.kinds import BY_NAME
from ..record import last_build
from ..record.record import Record
from ..record.view import View
from ..site import settings
from ..site.settings import Settings
from ..theme import templates
from ..theme.engine import Template
from .plan import OF_STORIES, Affected, Basis


@dataclass(frozen=True, slots=True)
class Inputs:
    """The loaded settings and templates, and their digests."""

    settings: Settings
    templates: Mapping[str, Template]
    basis: Basis
    base_url: str | None

    def reads_again(self, record: Record) -> bool:
        """Whether every article file must be parsed anew: the settings or the code are not those of the record."""
        before = record.last_build.basis
        return before is None or (before.settings, before.code) != (self.basis.settings, self.basis.code)

    def affected(self, record: Record, *, trusted: bool) -> Affected:
        """What these inputs alone, or an output that is not to be trusted, may have changed."""
        affected = Affected()
        if not trusted:
            affected.everything()
        elif self.reads_again(record):
            affected.all_pages()
        else:
            before = record.last_build.basis
            assert before is not None
            changed = {kind for kind, value in self.basis.templates.items() if before.templates.get(kind) != value}
            if changed & OF_STORIES:
                affected.stories = None
            if changed - OF_STORIES:
                affected.facets = None
        return affected

    def remember(self, record: Record, view: View) -> last_build.Totals:
        """Note what this build was made of; returns the totals of what it makes."""
        totals = record.totals(view)
        basis = last_build.Basis(self.basis.code, self.basis.settings, self.basis.templates, self.base_url)
        record.last_build.put(basis, view, totals)
        return totals


def load(
    site: Path, theme: Path, base_url: str | None, code: bytes, record: Record, problems: list[Problem]
) -> Inputs | Settings | None:
    """Load them all, or add everything that is wrong with them to ``problems``; settings that are sound come back alone."""
    site_settings, found = settings.read(settings.file_bytes(site), base_url=base_url)
    site_settings = site_settings and site_settings.of_pages
    problems += found
    loaded, found = templates.load(site, theme)
    problems += found
    closures = _closures(loaded, record, problems)
    if site_settings is None or len(closures) < len(BY_NAME):
        return site_settings
    basis = Basis(code, digest.of_bytes(settings.encoded(site_settings)), closures)
    return Inputs(site_settings, loaded, basis, base_url)


def _closures(loaded: Mapping[str, Template], record: Record, problems: list[Problem]) -> dict[str, bytes]:
    """Each kind's template closure; parsing all templates takes 30 ms, so the record keeps them by the templates' digest."""
    sources = digest.of_parts(*(f"{name}\0{template.source}".encode() for name, template in sorted(loaded.items())))
    known = record.last_build.closures(sources)
    if known is not None and known.keys() == BY_NAME.keys():
        return known
    closures, found = templates.closures(loaded, {name: kind.template for name, kind in BY_NAME.items()})
    problems += found
    record.last_build.put_closures(sources, closures)
    return closures
