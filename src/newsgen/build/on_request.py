"""One file made of a picture, made when somebody asks for it: the preview does not wait for pictures that nobody looks at."""

from pathlib import Path

from ..base.problems import Problem
from ..media.fetching import Fetcher
from ..pictures.making import Making, make
from ..pictures.recipe import FOLDER, Rendition, published_by_address
from ..pictures.store import Store, store_of
from ..record.failures import FAILURES
from ..record.glance import glance
from ..record.view import View
from ..site import settings_file
from ..site.layout import RECORD, state_folder, theme
from ..site.settings_media import MediaStore
from ..site.settings_pictures import Pictures
from ..site.source_kind import is_sidecar
from .copies import published_copy
from .picture_files import picture_file, source_of_picture
from .run import Options


def picture_on_request(options: Options, view: View, settings: Pictures, path: str) -> bytes | Problem | None:
    """The bytes of the file at a path of the output, ``media/…``; None where a build would publish no such file.

    ``options`` are those of the output's build. What is made is kept in the store. Any thread may call this, while
    a build runs too. Raises OSError, and FatalProblems where the picture's file changed since the last build.
    """
    address = "/" + path
    folder, slash, _ = address.removeprefix(FOLDER).partition("/")
    if not slash:
        return None
    try:
        with glance(state_folder(options.site, options.output) / RECORD) as record:
            shown = record.media.shown(f"{FOLDER}{folder}/", view)
            source = source_of_picture(record.sources, shown.source) if shown else None
            content = record.sources.digest(source) if source else None
    except FAILURES:
        return None
    if shown is None or source is None or content is None or not (content or is_sidecar(source)):
        return None
    found = published_by_address(shown.showings, settings).get(address)
    if found is None:
        return None
    store = store_of(options.site, options.renditions)
    kept = None if found.original else store.get(found)
    if kept is not None:
        return kept
    fetcher = Fetcher(options.site, _media(options.site) if is_sidecar(source) else MediaStore())
    picture = picture_file(options.site, theme(), source, content, shown.showings[0].original, fetcher)
    if isinstance(picture, Problem):
        return picture.at(source)
    if found.original:
        copied = published_copy(picture.file, source, picture.content)
        return copied.at(source) if isinstance(copied, Problem) else copied
    return _made(store, Making(picture.file, source, (found,)))


def _media(site: Path) -> MediaStore:
    """The media store of site.yml as it is now; none where the settings have errors."""
    settings, _ = settings_file.read(settings_file.file_bytes(site))
    return settings.media if settings is not None else MediaStore()


def _made(store: Store, making: Making) -> bytes | Problem | None:
    rendition: Rendition = making.renditions[0]
    (problem,) = make(store, [making])
    return problem.at(making.source) if problem is not None else store.get(rendition)
