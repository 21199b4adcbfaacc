"""The bytes of an original that a build needs: from the cache, else from the store, else a Problem that names the command."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.problems import N_, FatalProblems, Problem, error
from ..site.settings_media import MediaStore
from .cache import Cache
from .open_store import NO_STORE, open_store
from .store import Store, StoreError, blob_of

if TYPE_CHECKING:
    from ..pictures.sidecar import Sidecar


class Fetcher:
    """The originals of a site of which only sidecars are there.

    The store is opened at the first original that the cache lacks. Where it fails as a whole, it is not asked again.
    """

    def __init__(self, site: Path, settings: MediaStore) -> None:
        self._open: Callable[[], Store] = lambda: open_store(settings, site)
        self._cache = Cache(site)
        self._store: Store | None = None
        self._failure: Problem | None = None

    def file(self, sidecar: "Sidecar") -> Path | Problem:
        """A file with the bytes that a sidecar stands for, compared with its digest; else an error without a position.

        The file is one of the cache and is not to be changed. Raises OSError where the cache cannot be written.
        """
        blob = blob_of(sidecar)
        found = self.cached(sidecar)
        if found is not None:
            return found
        if self._failure is not None:
            return self._failure
        try:
            if self._store is None:
                self._store = self._open()
            return self._cache.fetch(blob, self._store)
        except FatalProblems as failure:
            self._failure = NOT_HERE if failure.problems == (NO_STORE,) else failure.problems[0]
            return self._failure
        except StoreError as failure:
            place = "" if self._store is None else self._store.place
            problem = failure.problem(place)
            if not failure.is_of_one_file:
                self._failure = problem
            return problem

    def cached(self, sidecar: "Sidecar") -> Path | None:
        """The same file if the cache has it; the store is not asked."""
        return self._cache.verified(blob_of(sidecar))


NOT_HERE = error(
    "media-missing", N_("The bytes of this file are not here, and the build needs them."),
    N_("Set “media: {{store: …}}” in site.yml, then run “newsgen media pull”."),
)  # fmt: skip
