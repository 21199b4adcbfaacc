"""What every page depends on, whatever the stories: the code, ``site.yml``, the templates; and which of them differ."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..base import digest
from ..base.problems import Problem
from ..pages.kinds import BY_NAME
from ..record.record import Record, View
from ..site import settings
from ..site.settings import Settings
from ..theme import templates
from ..theme.engine import Template
from .affected import ALL_PAGES, EVERYTHING, Affected
from .key import Basis
from .task import OF_STORIES


@dataclass(frozen=True, slots=True)
class Inputs:
    """The loaded settings and templates, and their digests."""

    settings: Settings
    templates: Mapping[str, Template]
    basis: Basis
    base_url: str | None

    def reads_again(self, record: Record) -> bool:
        """Whether every article file must be parsed anew: the settings or the code are not those of the last build."""
        before = remembered(record)
        return before.get("settings") != self.basis.settings.hex() or before.get("code") != self.basis.code.hex()

    def affected(self, record: Record, *, trusted: bool) -> Affected:
        """The outputs that these inputs alone may have changed; all of them where the output cannot be trusted."""
        if not trusted:
            return EVERYTHING
        if self.reads_again(record):
            return ALL_PAGES
        before = remembered(record).get("templates")
        assert isinstance(before, dict)
        changed = {kind for kind, value in self.basis.templates.items() if before.get(kind) != value.hex()}
        stories = None if changed & OF_STORIES else frozenset[str]()
        return Affected(stories, None if changed - OF_STORIES else {})

    def remember(self, record: Record, view: View) -> dict[str, int]:
        """Note in the record what this build is made of. Returns the totals of the output."""
        basis = {
            "code": self.basis.code.hex(),
            "settings": self.basis.settings.hex(),
            "templates": {kind: value.hex() for kind, value in self.basis.templates.items()},
            "base_url": self.base_url,
        }
        totals = record.totals(view)
        record.put_meta("had", b"0")
        record.put_meta("basis", json.dumps(basis).encode())
        record.put_meta("until", str(view.now).encode())
        record.put_meta("drafts", b"1" if view.drafts else b"0")
        record.put_meta("embargoed", b"1" if view.embargoed else b"0")
        record.put_meta("totals", json.dumps(totals).encode())
        return totals


def remembered(record: Record) -> dict[str, object]:
    """What the last build was made of."""
    return dict(json.loads(record.meta("basis") or b"{}"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The inputs, with what is wrong with them. Where only templates fail, the settings come back alone, so that the faults
    of the stories can be told in the same run."""

    inputs: Inputs | None
    settings: Settings | None
    problems: tuple[Problem, ...]


def load(site: Path, theme: Path, base_url: str | None, code: bytes, record: Record) -> Loaded:
    """Load the settings and the templates."""
    site_settings, settings_problems = settings.read(settings.file_bytes(site), base_url=base_url)
    site_settings = site_settings and site_settings.of_pages
    loaded, template_problems = templates.load(site, theme)
    closures, closure_problems = _closures(loaded, record)
    problems = (*settings_problems, *template_problems, *closure_problems)
    if site_settings is None or len(closures) < len(BY_NAME):
        return Loaded(None, site_settings, problems)
    basis = Basis(code, digest.of_bytes(settings.encoded(site_settings)), closures)
    return Loaded(Inputs(site_settings, loaded, basis, base_url), site_settings, problems)


def _closures(loaded: Mapping[str, Template], record: Record) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The template closure of each kind of page. Parsing all templates takes 30 ms, so the record keeps the closures by the
    templates' digest."""
    of = digest.of_parts(*(f"{name}\0{template.source}".encode() for name, template in sorted(loaded.items()))).hex()
    known = json.loads(record.meta("closures") or b"{}")
    if known.get("of") == of and known["kinds"].keys() == BY_NAME.keys():
        return {kind: bytes.fromhex(value) for kind, value in known["kinds"].items()}, ()
    closures, problems = templates.closures(loaded, {name: kind.template for name, kind in BY_NAME.items()})
    if not problems:
        kept = {"of": of, "kinds": {kind: value.hex() for kind, value in closures.items()}}
        record.put_meta("closures", json.dumps(kept).encode())
    return closures, problems
