"""The icons of the output and the web app manifest that names them, made from the site's logo. A file of ``static/`` at one of
their paths is published in its place."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import msgspec

from ..base import digest
from ..base.palette import LIGHT
from ..base.problems import Problem
from ..media.fetching import Fetcher
from ..model.page_name import ICON, PageName
from ..observe.sources import unreadable
from ..pictures.icons import FAVICON, ICONS, RECIPE
from ..record.record import Record
from ..site.layout import SIDECAR, STATIC, THEME
from ..site.settings import Settings
from ..site.source_kind import file_of, is_sidecar, nfc
from .affected import Affected
from .publish import Publisher

MANIFEST = "manifest.webmanifest"
"""The path, in the output, of the web app manifest (https://www.w3.org/TR/appmanifest/)."""

_DRAWN = (FAVICON, *(icon.path for icon in ICONS))
_PATHS = (*_DRAWN, MANIFEST)


def copy_icons(
    publisher: Publisher, affected: Affected, site: Path, theme: Path, settings: Settings, fetcher: Fetcher
) -> tuple[Problem, ...]:
    """Stage the icons and the manifest that are new or differ, and delete those that the site has no more.

    It has them where ``look.has_icons`` and the logo's file is there. A logo that cannot be read or decoded gives a warning and
    no icons. Nothing is looked at unless the settings, the logo or a file of ``static/`` at one of the paths may differ.
    """
    record, logo = publisher.record, settings.look.logo
    file = nfc(unquote(logo.src)).lstrip("/") if logo else ""
    if affected.lists is not None and affected.static is not None and affected.static.isdisjoint((file, *_PATHS)):
        return ()
    source = _own(record, file) if logo and settings.look.has_icons else None
    if source is not None and publisher.waits(source):
        return ()
    content = record.sources.digest(source) if source else None
    if source is None or not content:
        _keep(publisher, ())
        return ()
    paths = [path for path in _PATHS if _own(record, path) is None]
    manifest = _manifest(settings)
    keys = dict.fromkeys(_DRAWN, digest.of_parts(content, str(RECIPE).encode())) | {MANIFEST: digest.of_bytes(manifest)}
    lacking = [path for path in paths if not _is_there(record, path, keys[path])]
    made: Mapping[str, bytes | None] | Problem = dict.fromkeys(lacking)
    if not publisher.rehearsal and any(path != MANIFEST for path in lacking):
        made = _drawn(site, theme, source, fetcher)
    if isinstance(made, Problem):
        _keep(publisher, ())
        return (made.as_warning().at(source, 1, 1),)
    _keep(publisher, paths)
    for path in lacking:
        data = manifest if path == MANIFEST else made[path]
        publisher.put_file(PageName.of(ICON, path), path, keys[path], None if publisher.rehearsal else data)
    return ()


def _own(record: Record, path: str) -> str | None:
    """The source in ``static/`` of the site or the theme that is published at a path, if there is one."""
    named = record.sources.named
    return named(f"{STATIC}/{path}") or named(f"{THEME}{STATIC}/{path}") or named(f"{STATIC}/{path}{SIDECAR}")


def _is_there(record: Record, path: str, key: bytes) -> bool:
    old = record.outputs.get(PageName.of(ICON, path))
    return old is not None and old.key == key and bool(old.digest)


def _keep(publisher: Publisher, paths: list[str] | tuple[str, ...]) -> None:
    """Drop the icons and the web app manifest that newsgen makes from the record, except those at ``paths``.

    ``publish`` deletes their files.
    """
    for path in _PATHS:
        if path not in paths:
            publisher.delete(PageName.of(ICON, path))


def _drawn(site: Path, theme: Path, source: str, fetcher: Fetcher) -> Mapping[str, bytes] | Problem:
    from ..pictures.icons import draw_icons
    from ..pictures.sidecar import parse_sidecar

    try:
        file = file_of(site, theme, source)
        if is_sidecar(source):
            sidecar = parse_sidecar(source, file.read_bytes())
            if sidecar.sidecar is None:
                return sidecar.problems[0]
            fetched = fetcher.file(sidecar.sidecar)
            if isinstance(fetched, Problem):
                return fetched
            file = fetched
        return draw_icons(source.rpartition("/")[2], file.read_bytes())
    except OSError as failure:
        return unreadable(failure)


def _manifest(settings: Settings) -> bytes:
    icons = [
        {
            "src": f"{settings.prefix}/{icon.path}",
            "sizes": f"{icon.side}x{icon.side}",
            "type": "image/png",
            "purpose": icon.purpose,
        }
        for icon in ICONS
        if icon.purpose
    ]
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "name": settings.title,
                "lang": "ar",
                "dir": "rtl",
                "start_url": f"{settings.prefix}/",
                "scope": f"{settings.prefix}/",
                "display": "minimal-ui",
                "background_color": LIGHT.paper,
                "theme_color": LIGHT.paper,
                "icons": icons,
            }
        )
    )
