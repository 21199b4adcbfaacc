"""What every page depends on, whatever the stories: the code, site.yml, the templates; and what of it differs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..base.problems import Problem
from ..pages.kinds import BY_NAME
from ..record.record import Record, View
from ..site import settings_file
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
        before = remembered(record)
        return before.get("settings") != self.basis.settings.hex() or before.get("code") != self.basis.code.hex()

    def affected(self, record: Record, *, trusted: bool) -> Affected:
        """What these inputs alone, or an output that is not to be trusted, may have changed."""
        affected = Affected()
        if not trusted:
            affected.everything()
        elif self.reads_again(record):
            affected.all_pages()
        else:
            before = remembered(record).get("templates")
            assert isinstance(before, dict)
            changed = {kind for kind, value in self.basis.templates.items() if before.get(kind) != value.hex()}
            if changed & OF_STORIES:
                affected.stories = None
            if changed - OF_STORIES:
                affected.facets = None
        return affected

    def remember(self, record: Record, view: View) -> dict[str, int]:
        """Note what this build was made of; returns the totals of what it makes."""
        told = {
            "code": self.basis.code.hex(),
            "settings": self.basis.settings.hex(),
            "templates": {kind: value.hex() for kind, value in self.basis.templates.items()},
            "base_url": self.base_url,
        }
        totals = record.totals(view)
        record.put_meta("had", b"0")
        record.put_meta("basis", json.dumps(told).encode())
        record.put_meta("until", str(view.now).encode())
        record.put_meta("drafts", b"1" if view.drafts else b"0")
        record.put_meta("embargoed", b"1" if view.embargoed else b"0")
        record.put_meta("totals", json.dumps(totals).encode())
        return totals


def remembered(record: Record) -> dict[str, object]:
    """What the last build was made of."""
    return dict(json.loads(record.meta("basis") or b"{}"))


def load(
    site: Path, theme: Path, base_url: str | None, code: bytes, record: Record, problems: list[Problem]
) -> Inputs | Settings | None:
    """Load them all, or add everything that is wrong with them to ``problems``; settings that are sound come back alone."""
    site_settings, found = settings_file.read(settings_file.file_bytes(site), base_url=base_url)
    site_settings = site_settings and site_settings.of_pages
    problems += found
    loaded, found = templates.load(site, theme)
    problems += found
    closures = _closures(loaded, record, problems)
    if site_settings is None or len(closures) < len(BY_NAME):
        return site_settings
    basis = Basis(code, digest.of_bytes(settings_file.encoded(site_settings)), closures)
    return Inputs(site_settings, loaded, basis, base_url)


def _closures(loaded: Mapping[str, Template], record: Record, problems: list[Problem]) -> dict[str, bytes]:
    """Each kind's template closure; parsing all templates takes 30 ms, so the record keeps them by the templates' digest."""
    of = digest.of_parts(*(f"{name}\0{template.source}".encode() for name, template in sorted(loaded.items()))).hex()
    known = json.loads(record.meta("closures") or b"{}")
    if known.get("of") == of and known["kinds"].keys() == BY_NAME.keys():
        return {kind: bytes.fromhex(value) for kind, value in known["kinds"].items()}
    closures, found = templates.closures(loaded, {name: kind.template for name, kind in BY_NAME.items()})
    problems += found
    told = {"of": of, "kinds": {kind: value.hex() for kind, value in closures.items()}}
    record.put_meta("closures", json.dumps(told).encode())
    return closures
