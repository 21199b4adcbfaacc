"""Under which name a story lay before its file was renamed, by whatever program."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..site.article_file import MAX_BYTES
from ..site.layout import CONTENT
from .file_kind import FileKind, kind_of, title_of
from .repository import Repository
from .story_file import StoryFile, open_story

ALIKE = 0.5
"""The share of words that a story must have in common with one that went, from 0 to 1, to be the same under a new name."""

FEWEST_WORDS = 8
"""A text of fewer words is compared with stories of the same headline alone, because all drafts begin alike."""

MOST_COMPARED = 200
"""The most stories that went whose words are read. Equal bytes are found among any number."""


@dataclass(frozen=True, slots=True)
class Found:
    """A story that came or went: its path, and the hash of its bytes."""

    path: str
    blob: str


def name_before(repository: Repository, path: str, data: bytes, commit: str) -> str:
    """The path under which the story in ``data`` lay before ``commit``, which brought it to ``path``; empty for a new story.

    The other path is one that the commit took away, or that was there before it and is in the folder no more: a program that
    commits one file leaves the other half of the rename to a later commit. Raises GitError.
    """
    if repository.git.try_to("rev-parse", "-q", "--verify", f"{commit}^") is None:
        return ""
    found = _best(repository, path, data, _stories_that(repository, "D", *_IN_COMMIT, commit))
    if not found:
        found = _best(repository, path, data, _not_there(repository, f"{commit}^"))
        found = "" if found and _went_elsewhere(repository, found, commit) else found
    return found


def name_in_head(repository: Repository, path: str, data: bytes) -> str:
    """The path at which the last commit has the story in ``data``, which it has not at ``path``; empty where it has it not.

    Raises GitError.
    """
    return _best(repository, path, data, _not_there(repository, "HEAD"))


def _not_there(repository: Repository, commit: str) -> list[Found]:
    """The stories that a commit has and the folder has not; those that lie there and the index does not know are there."""
    found = _stories_that(repository, "D", "diff", commit)
    return [one for one in found if not (repository.git.folder / one.path).exists()]


def _went_elsewhere(repository: Repository, path: str, commit: str) -> bool:
    """Whether a story that went after a commit was renamed by the commit that took it away: then what began before as its
    copy is another story."""
    said = repository.git.ask(
        "log", "-1", "--format=%H", "--diff-filter=D", "--no-renames", f"{commit}..HEAD", "--", path
    )
    end = said.decode().strip()
    data = repository.data(f"{end}^", path) if end else None
    return data is not None and bool(_best(repository, path, data, _stories_that(repository, "A", *_IN_COMMIT, end)))


_IN_COMMIT = ("diff-tree", "-r", "--no-commit-id")


def _stories_that(repository: Repository, did: str, command: str, *arguments: str) -> list[Found]:
    """The stories that came (``A``) or went (``D``) by one of git's comparisons."""
    how = ("--raw", "-z", "--no-renames", "--no-abbrev", f"--diff-filter={did}", "--relative")
    said = repository.git.ask(command, *how, *arguments, "--", CONTENT)
    fields = said.decode(errors="surrogateescape").split("\0")
    found = zip(fields[::2], fields[1::2], strict=False)
    side = 2 if did == "D" else 3
    return [Found(name, about.split(" ")[side]) for about, name in found if kind_of(name) is not None]


def _best(repository: Repository, path: str, data: bytes, stories: Iterable[Found]) -> str:
    """The path of the story that is most like ``data``; of equal ones that in the same folder or with the same name."""
    kind = kind_of(path)
    near = sorted(
        (one for one in stories if one.path != path and kind_of(one.path) is kind),
        key=lambda one: (_distance(one.path, path), one.path),
    )
    if not near or kind is None:
        return ""
    own = repository.hash_of(data, near[0].blob)
    same = next((one.path for one in near if one.blob == own), "")
    if same:
        return same
    kept = _contents(repository, [one.blob for one in near[:MOST_COMPARED]])
    title, words = _title_and_words(data, kind)
    best, found = 0.0, ""
    for one in near[:MOST_COMPARED]:
        other_title, others = _title_and_words(kept.get(one.blob, b""), kind)
        ratio = _alike(words, others)
        tells = words.total() >= FEWEST_WORDS or title == other_title
        if tells and ratio >= ALIKE and ratio > best:
            best, found = ratio, one.path
    return found


def _distance(one: str, other: str) -> int:
    """0 where two paths share the file's name, 1 where they share the folder, else 2."""
    (folder, _, name), (other_folder, _, other_name) = one.rpartition("/"), other.rpartition("/")
    return 0 if name == other_name else 1 if folder == other_folder else 2


def _title_and_words(data: bytes, kind: FileKind) -> tuple[object, Counter[str]]:
    """The headline of a story, and the words of its text by their number."""
    file = open_story(data, kind) if len(data) <= MAX_BYTES else None
    if not isinstance(file, StoryFile):
        return None, Counter()
    return title_of(kind, file.values), Counter(file.body_text.split())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _contents(repository: Repository, blobs: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes of these hashes, as git has them."""
    wanted = list(dict.fromkeys(blobs))
    said = repository.git.ask("cat-file", "--batch", data="".join(f"{blob}\n" for blob in wanted).encode())
    found, place = {}, 0
    while place < len(said):
        end = said.index(b"\n", place)
        about = said[place:end].decode().split(" ")
        size = int(about[2]) if len(about) == 3 else 0
        found[about[0]] = said[end + 1 : end + 1 + size]
        place = end + 1 + (size + 1 if len(about) == 3 else 0)
    return found
