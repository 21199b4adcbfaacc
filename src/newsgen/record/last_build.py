"""What the last build was made of, what it showed, and what it leaves for the next one."""

from collections.abc import Mapping, Sequence

import msgspec

from . import meta
from .meta import Meta
from .view import View


class Basis(msgspec.Struct, frozen=True):
    """What every page of a build depends on: digests of the code, of the settings and of each kind's template closure, and
    the address that the command line gave in place of that of site.yml, if any."""

    code: bytes
    settings: bytes
    templates: dict[str, bytes]
    base_url: str | None


class Totals(msgspec.Struct, frozen=True):
    """How many stories a build shows, and how many pages and files its output holds. Copied files are no pages."""

    stories: int = 0
    pages: int = 0
    outputs: int = 0


class ChangedFiles(msgspec.Struct, frozen=True):
    """The paths of the files that a build wrote and deleted."""

    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


class _Closures(msgspec.Struct, frozen=True):
    of: bytes
    kinds: dict[str, bytes]


class LastBuild:
    """The values that one build stores for the next. Once a build has stored its own, a read gives these."""

    def __init__(self, values: Meta) -> None:
        self._meta = values

    @property
    def basis(self) -> Basis | None:
        """What the last build was made of; None before the first one."""
        return decode_basis(self._meta.get(meta.BASIS))

    @property
    def view(self) -> View:
        """Which stories the last build showed. Before the first build, a view of the moment 0 (1970)."""
        return View(
            int(self._meta.get(meta.NOW) or b"0"),
            self._meta.get(meta.DRAFTS) == b"1",
            self._meta.get(meta.EMBARGOED) == b"1",
        )

    @property
    def totals(self) -> Totals:
        """The totals of the whole output as the last build left it, whatever it wrote itself; zeros before the first build."""
        return msgspec.json.decode(self._meta.get(meta.TOTALS) or b"{}", type=Totals)

    def put(self, basis: Basis, view: View, totals: Totals) -> None:
        """Store what a build is made of, what it shows, and the totals of the whole output.

        Sets ``inherited_stories`` to 0, and ``inherited_build`` to nothing.
        """
        self._meta.put(meta.INHERITED_BUILD, b"")
        self._meta.put(meta.INHERITED_STORIES, b"0")
        self._meta.put(meta.BASIS, msgspec.json.encode(basis))
        self._meta.put(meta.NOW, str(view.now).encode())
        self._meta.put(meta.DRAFTS, b"1" if view.drafts else b"0")
        self._meta.put(meta.EMBARGOED, b"1" if view.embargoed else b"0")
        self._meta.put(meta.TOTALS, msgspec.json.encode(totals))

    def closures(self, templates: bytes) -> dict[str, bytes] | None:
        """The digest of each kind's template closure, by kind.

        ``templates`` is the digest of all templates. None if the closures were stored for other templates, or never.
        """
        value = self._meta.get(meta.CLOSURES)
        known = msgspec.json.decode(value, type=_Closures) if value else None
        return known.kinds if known is not None and known.of == templates else None

    def put_closures(self, templates: bytes, kinds: Mapping[str, bytes]) -> None:
        """Store the digest of each kind's template closure with the digest of all templates."""
        self._meta.put(meta.CLOSURES, msgspec.json.encode(_Closures(templates, dict(kinds))))

    def code(self, listing: bytes) -> bytes | None:
        """The digest of the code whose files have this ``versions.code_listing``. None if it was stored for another one, never,
        or the listing is empty."""
        value = self._meta.get(meta.CODE)
        return value[len(listing) :] if value and listing and value.startswith(listing) else None

    def put_code(self, listing: bytes, code: bytes) -> None:
        """Store the digest of the code with the listing of its files."""
        self._meta.put(meta.CODE, listing + code)

    @property
    def late(self) -> frozenset[str]:
        """The paths of the stories that came to their moment while something stood at their address, and are held back
        until it makes room. A new record inherits them."""
        return frozenset(msgspec.json.decode(self._meta.get(meta.LATE) or b"[]", type=list[str]))

    def put_late(self, paths: Sequence[str]) -> None:
        """Store the paths of the stories that were held back when their moment came, and still are, for ``late``.

        They replace the former ones. A published story that is held back because of a later change is not among them.
        """
        self._meta.put(meta.LATE, msgspec.json.encode(paths))

    @property
    def finder_note(self) -> bytes:
        """What the finder of the last build left for that of the next; empty if nothing."""
        return self._meta.get(meta.FINDER) or b""

    def put_finder_note(self, note: bytes) -> None:
        """Store a note for the finder of the next build."""
        self._meta.put(meta.FINDER, note)

    @property
    def changed_files(self) -> ChangedFiles:
        """The files that the last build that published anything wrote and deleted; paths are relative to the output.

        A build that has nothing to write or delete leaves these as they are, unless the output lacks its stamp. Both
        are empty in a new record.
        """
        return msgspec.json.decode(self._meta.get(meta.CHANGED_FILES) or b"{}", type=ChangedFiles)

    def put_changed_files(self, written: Sequence[str], deleted: Sequence[str]) -> None:
        """Store the paths of the files that this build writes and deletes."""
        self._meta.put(meta.CHANGED_FILES, msgspec.json.encode(ChangedFiles(tuple(written), tuple(deleted))))

    @property
    def inherited_build(self) -> str:
        """The id of the build that the dropped record described which this one replaces; empty if there was none."""
        return (self._meta.get(meta.INHERITED_BUILD) or b"").decode()

    def put_inherited_build(self, build_id: str) -> None:
        """Store the id of the build that a dropped record described."""
        self._meta.put(meta.INHERITED_BUILD, build_id.encode())

    @property
    def inherited_stories(self) -> int:
        """How many stories the dropped record had that this one replaces; 0 once a build has been stored."""
        return int(self._meta.get(meta.INHERITED_STORIES) or b"0")

    def put_inherited_stories(self, number: int) -> None:
        """Store how many stories the dropped record had."""
        self._meta.put(meta.INHERITED_STORIES, str(number).encode())


def decode_basis(value: bytes | None) -> Basis | None:
    """The basis that a record of any version stored, or None. Raises msgspec.DecodeError when it is unreadable."""
    return msgspec.json.decode(value, type=Basis) if value else None
