"""The share cards of the output: find those that it lacks, have them made, and hand them to the publisher."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from ..base import digest
from ..base.problems import N_, FatalProblems, Problem, error
from ..executor import workforce as workforces
from ..executor.workforce import Workforce
from ..model.article import Article
from ..model.page_name import MEDIA, PageName
from ..model.picture import Original
from ..observe.sources import unreadable
from ..pictures.card_making import CardMaking, CardTools, kept_as, make_cards
from ..pictures.card_type import versions
from ..pictures.making import Making
from ..pictures.recipe import folder_of, share_picture
from ..pictures.share_card import card_of, look_of, rendition_of
from ..pictures.store import Store, store_of
from ..record.media import CARD
from ..record.view import View
from ..site.layout import SETTINGS, STATIC, THEME
from ..site.settings import Settings
from ..site.source_kind import file_of, nfc, original_of
from .affected import Affected
from .picture_files import picture_file, source_of_picture
from .publish import Publisher
from .renditions import Places


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A card that the output lacks, and the path of a story that has it."""

    making: CardMaking
    path: str
    original: Original | None = None
    """The picture of a card that shows one. Only its file, or its sidecar, is known: see ``_with_bytes``."""


@dataclass(frozen=True, slots=True)
class _Font:
    """The newsroom's own font of headlines: the digest of its bytes, and the bytes."""

    digest: bytes
    data: bytes


def copy_cards(publisher: Publisher, affected: Affected, view: View, places: Places, settings: Settings) -> None:
    """Stage the cards of the affected stories that are new or differ. Those that no reader sees a story of are deleted with the
    renditions (``copy_pictures``).

    A changed font of the newsroom affects all cards. Raises FatalProblems where a card cannot be drawn; all problems are in it.
    """
    if places.later:
        return
    folders = _folders(publisher, affected, settings)
    if not folders:
        return
    font = _own_font(publisher, places, settings)
    store = store_of(places.site, places.store)
    tools = CardTools(store.root, font.data if font else None)
    key = font.digest if font else b""
    problems: dict[Problem, None] = {}

    def to_make() -> Iterator[_Lacking]:
        for done, folder in enumerate(folders):
            if len(folders) > 1:
                places.progress("cards", done, len(folders))
            lacking = _lacking(publisher, folder, key, view, places, settings)
            if lacking is None:
                continue
            if publisher.rehearsal:
                publisher.put_picture(rendition_of(lacking.making.card).address, None)
            elif store.has(kept_as(lacking.making.card, tools.font)):
                _stage(publisher, lacking, places, tools, key, drawn=False)
            elif isinstance(ready := _with_bytes(publisher, lacking, places), Problem):
                problems[_at_picture(ready, lacking, places)] = None
            else:
                yield ready

    workers = Workforce(places.workforce.processes)
    for lacking, problem in workforces.over(workers, workforces.as_it_is, tools, _make, to_make(), least=8, batch=4):
        if problem is None:
            _stage(publisher, lacking, places, tools, key, drawn=True)
        else:
            problems[_at_picture(problem, lacking, places)] = None
    if problems:
        raise FatalProblems(*problems)


def _make(tools: CardTools, items: list[_Lacking]) -> list[Problem | None]:
    return make_cards(tools, [item.making for item in items])


def _at_picture(problem: Problem, lacking: _Lacking, places: Places) -> Problem:
    """A problem with a card at the picture that its story names; at the settings where it is a card of the headline."""
    picture = lacking.making.picture
    if picture is None:
        return problem.at(SETTINGS)
    return problem.at(lacking.path, *places.users.place(lacking.path, nfc(original_of(picture.source))))


def _folders(publisher: Publisher, affected: Affected, settings: Settings) -> list[str]:
    """The folders to look at, in order; of pictures too, since an address does not tell."""
    cards = publisher.record.media.card_folders
    font = look_of(settings).font
    if affected.media is None or (font and (affected.static is None or _file(font) in affected.static)):
        return cards()
    return sorted(affected.media)


def _lacking(
    publisher: Publisher, folder: str, key: bytes, view: View, places: Places, settings: Settings
) -> _Lacking | None:
    """The card of a folder, if readers see a story that has it and the output lacks it. Older files of the card are deleted."""
    record = publisher.record
    shown = record.media.shown(folder, view)
    if shown is None or not shown.source.startswith(CARD):
        return None
    for identifier in record.media.ids(shown.source):
        stored = record.stories.get(identifier)
        article = record.stories.article(identifier) if stored is not None else None
        card = card_of(article, settings) if article is not None else None
        if stored is None or article is None or card is None:
            continue
        address = rendition_of(card).address
        there = {output.name.identifier: output for output in record.outputs.named_below(MEDIA, folder)}
        for other in sorted(there.keys() - {address}):
            publisher.delete(PageName.of(MEDIA, other))
        if address in there and there[address].digest and there[address].key.startswith(key):
            return None
        if not card.picture:
            return _Lacking(CardMaking(card), stored.path)
        picture = _picture(publisher, article, places, settings)
        original = article.picture.original if article.picture is not None else None
        return _Lacking(CardMaking(card, picture), stored.path, original) if picture is not None else None
    return None


def _picture(publisher: Publisher, article: Article, places: Places, settings: Settings) -> Making | None:
    """What the picture of a story's card is made of; None where its file is held back."""
    record, image = publisher.record, article.picture
    assert image is not None
    assert image.original is not None
    shared = share_picture(image, settings.pictures)
    sources = dict(record.media.of(article.id))
    source = source_of_picture(record.sources, sources.get(folder_of(image.original.digest), ""))
    if shared is None or source is None or publisher.waits(source):
        return None
    return Making(file_of(places.site, places.theme, source), source, (shared,))


def _with_bytes(publisher: Publisher, lacking: _Lacking, places: Places) -> _Lacking | Problem:
    """The same card, with the bytes of its picture fetched where only a sidecar is there."""
    picture = lacking.making.picture
    if picture is None or lacking.original is None:
        return lacking
    found = picture_file(places.site, places.theme, picture.source, b"", lacking.original, places.fetcher)
    if isinstance(found, Problem):
        return found
    return replace(lacking, making=replace(lacking.making, picture=replace(picture, file=found.file)))


def _stage(
    publisher: Publisher, lacking: _Lacking, places: Places, tools: CardTools, key: bytes, *, drawn: bool
) -> None:
    """Stage a card; of one that this build drew, the record notes with which libraries."""
    kept, store = kept_as(lacking.making.card, tools.font), Store(tools.store)
    data, by = store.get(kept), versions() if drawn else ""
    if data is None:  # it was damaged
        ready = _with_bytes(publisher, lacking, places)
        (problem,) = (ready,) if isinstance(ready, Problem) else make_cards(tools, [ready.making])
        if problem is not None:
            raise FatalProblems(_at_picture(problem, lacking, places))
        data = store.get(kept)
        assert data is not None
    publisher.put_picture(rendition_of(lacking.making.card).address, data, key + by.encode())


def _own_font(publisher: Publisher, places: Places, settings: Settings) -> _Font | None:
    """The newsroom's own font of headlines; None without. Raises FatalProblems where the file cannot be read."""
    address = look_of(settings).font
    if not address:
        return None
    named, path = publisher.record.sources.named, f"{STATIC}/{_file(address)}"
    source = named(path) or named(THEME + path)
    if source is None:
        raise FatalProblems(_NO_FONT.at(SETTINGS))
    try:
        data = file_of(places.site, places.theme, source).read_bytes()
    except OSError as failure:
        raise FatalProblems(unreadable(failure).at(source)) from failure
    return _Font(digest.of_bytes(data), data)


def _file(address: str) -> str:
    """The path below ``static/`` of the file at an address of settings."""
    return unquote(address).lstrip("/")


_NO_FONT = error(
    "card-font",
    N_("The font of headlines, which share cards are set in, is missing."),
    N_("Put the file that “look.head_font” names into static/."),
)
