"""One file made of a picture, made when somebody asks for it: the preview does not wait for pictures that nobody looks at."""

from ..base.problems import Problem
from ..pictures.making import Making, make
from ..pictures.recipe import FOLDER, Rendition, published
from ..pictures.store import Store, store_of
from ..record.failures import FAILURES
from ..record.glance import glance
from ..record.view import View
from ..site.layout import RECORD, state_folder, theme
from ..site.settings_pictures import Pictures
from ..site.source_kind import file_of
from .copies import published_copy
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
            source = record.sources.named(shown.source) if shown else None
            content = record.sources.digest(source) if source else None
    except FAILURES:
        return None
    if shown is None or source is None or not content:
        return None
    found = {one.address: one for showing in shown.showings for one in published(showing, settings)}.get(address)
    if found is None:
        return None
    file = file_of(options.site, theme(), source)
    if found.original:
        return published_copy(file, source, content)
    store = store_of(options.site) if options.renditions is None else Store(options.renditions)
    return store.get(found) or _made(store, Making(file, source, (found,)))


def _made(store: Store, making: Making) -> bytes | Problem | None:
    rendition: Rendition = making.renditions[0]
    (problem,) = make(store, [making])
    return problem.at(making.source) if problem is not None else store.get(rendition)
