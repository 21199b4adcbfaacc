"""The key of a page: a digest of all that its bytes follow from. A page with its recorded key is not rendered again."""

from dataclasses import dataclass, replace

from ..base import digest
from ..model.queries import FooterPages
from ..pages.kinds import BY_NAME, Context, Page, Plain, Story
from ..record.last_build import Basis
from ..site.settings import Settings
from .answers import Answers

PARTS = ("code", "settings", "template", "article", "lists")
"""The parts of a key, in this order; each a digest of ``digest.SIZE`` bytes."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A page with the answers to its queries: its key, its context, and the context's deterministic JSON."""

    key: bytes
    context: Context
    context_json: bytes


def evaluate(page: Page, answers: Answers, settings: Settings, basis: Basis) -> Evaluated:
    """Ask a page's queries, and make its key of their answers."""
    kind = BY_NAME[page.kind]
    context = kind.context(page.subject, answers, settings)
    if kind.framed and settings.footer is None and (pages := answers(FooterPages())):
        context = replace(context, footer=tuple(pages))
    own = page.subject.digest if isinstance(page.subject, (Story, Plain)) else digest.of_bytes(b"")
    context_json = digest.encode(context)
    key = basis.code + basis.settings + basis.templates[page.kind] + own + digest.of_bytes(context_json)
    return Evaluated(key, context, context_json)


def differing(old: bytes, new: bytes) -> list[str]:
    """The parts in which two keys differ; ``output`` where the old output was lost and its key with it."""
    if len(old) != len(new):
        return ["output"]
    return [name for name, one in parts_of(old).items() if one != parts_of(new)[name]]


def parts_of(key: bytes) -> dict[str, bytes]:
    """The digests that a key is made of, by the names of ``PARTS``; none for a key that was lost."""
    size = digest.SIZE
    if len(key) != size * len(PARTS):
        return {}
    return {name: key[i * size : (i + 1) * size] for i, name in enumerate(PARTS)}
