"""Find the media store that the settings name."""

from pathlib import Path

from ..base.problems import N_, FatalProblems, error
from ..site.settings_media import MediaStore
from .store import Store, StoreError


def open_store(settings: MediaStore, site: Path) -> Store:
    """The store that the settings name. Raises FatalProblems where they name none, or obstore is not installed.

    Whether it can be reached shows at the first call.
    """
    if not settings.store:
        raise FatalProblems(NO_STORE)
    if settings.is_bucket:
        from .object_store import ObjectStore

        try:
            return ObjectStore(settings)
        except StoreError as failure:
            raise FatalProblems(failure.problem(settings.store)) from None
    from .folder_store import FolderStore

    return FolderStore(site / settings.store)


NO_STORE = error(
    "no-media-store", N_("No place for originals is set."),
    N_("Write “media: {{store: originals}}” into site.yml, with the path of a folder or an address: docs/media.md."),
)  # fmt: skip
