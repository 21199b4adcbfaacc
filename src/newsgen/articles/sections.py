"""The problem of a section that ``site.yml`` does not declare, with the declared section that was probably meant."""

from ..base.problems import N_, Problem, error
from ..site.declared_names import Spellings
from ..site.settings import Settings


def unknown_section(section: str, settings: Settings) -> Problem:
    """The error for an undeclared section id, without a position. Its hint names the section with that display name, or
    with the most similar id, or else all ids."""
    known = settings.sections_by_id
    near = Spellings((s.name, s.id) for s in known.values()).only(section) or _most_similar(section, tuple(known))
    hint = N_("Did you mean “{near}”?") if near else N_("Choose one of: {known}; or declare it in site.yml.")
    return error(
        "unknown-section",
        N_("There is no section “{name}”."),
        hint,
        name=section,
        near=near,
        known=", ".join(known),
    )


def _most_similar(word: str, known: tuple[str, ...]) -> str:
    import difflib  # only errors need it

    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")
