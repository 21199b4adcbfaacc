"""The codes of an import's notes: every way in which an import loses, changes, guesses or skips something.

A reader with codes of its own declares them in a module of its own, in the same way.
"""

from dataclasses import dataclass
from typing import Literal

from ..base.problems import N_

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of note: its ``name`` for machines, and texts for people.

    ``text`` and ``hint`` are English and translated when they are shown; ``{fields}`` are filled from the note's values.
    ``error`` means that something was not imported, ``warning`` that an editor should look, ``info`` that something
    was changed or assumed.
    """

    name: str
    level: Level
    text: str
    hint: str = ""


# What the serializer says of a body.
ELEMENT_FLATTENED = Code(
    "import-element", "info", N_("The element “{tag}” has no counterpart; its words were kept as plain text.")
)
ELEMENT_DROPPED = Code("import-script", "info", N_("The element “{tag}” shows no words; it was left out."))
EMBED = Code(
    "import-embed",
    "warning",
    N_("An embedded frame became a link: {address}"),
    N_("Where it is a video, write it as one; else readers follow the link."),
)
EMBED_UNNAMED = Code("import-embed-empty", "warning", N_("An embedded frame without an address was left out."))
PICTURE_MISSING = Code(
    "import-picture-missing",
    "warning",
    N_("The picture {src} is not in the site; the story has a link to it."),
    N_("Import again with --media and the folder that holds the pictures."),
)
TABLE_SPANS = Code(
    "import-table-spans",
    "warning",
    N_("A cell of a table reached over several rows or columns; its words stand in the first of them."),
    N_("Look at the table, and divide it if it is not clear."),
)
TABLE_NESTED = Code(
    "import-table-blocks",
    "warning",
    N_("A cell of a table held paragraphs, lists or a table; its words stand on one line."),
    N_("Look at the table."),
)
UNSAFE_LINK = Code("import-unsafe-link", "warning", N_("A link to “{address}” is not safe; its words were kept."))
NESTING = Code("import-deep", "warning", N_("The text is nested too deeply; its inner levels were made one."))
COMMENT_OPEN = Code(
    "import-comment-open",
    "warning",
    N_("An HTML comment is not closed; what follows it was never visible and was left out: {length} characters."),
)
CAPTION_LINK = Code("import-caption-link", "info", N_("A caption's words stay, its link to {address} does not."))
INVISIBLE = Code("import-invisible", "info", N_("Invisible control characters and direction marks were left out."))
LIST_FLATTENED = Code(
    "import-list", "info", N_("An item of a list began with a quotation, a table or code; the list became paragraphs.")
)


# What an item's fields say.
HIDDEN = Code("import-hidden", "info", N_("{id} is {state}; it was not imported."))
ATTACHMENT = Code(
    "import-attachment", "info", N_("The page of a file is no story; its old address is in the host's map.")
)
PAGE_UNPUBLISHED = Code(
    "import-page-unpublished",
    "warning",
    N_("A page whose state is “{state}” was not imported, because plain pages are always published."),
    N_("Publish it in the old system, or copy it by hand."),
)
DATE_MISSING = Code(
    "import-no-date",
    "error",
    N_("This item has no date, so it was not imported."),
    N_("Give it a date in the old system."),
)
DATE_IMPOSSIBLE = Code(
    "import-date", "warning", N_("The date {date} is too far in the past or future; it was left out.")
)
TITLE_MADE = Code(
    "import-title",
    "warning",
    N_("The item has no headline; “{title}” was made from its first words."),
    N_("Write a headline."),
)
TEXT_MOVED = Code(
    "import-text-moved", "warning", N_("“{key}” is too long for one line; it is the first paragraph of the text now.")
)
SECTION_UNKNOWN = Code(
    "import-section",
    "warning",
    N_("The category “{name}” is no section of this site; its stories are in “{section}”."),
    N_("Add it to “sections” in site.yml, or import again with --declare, or say in the map where it leads."),
)
SECTION_MISSING = Code("import-section-missing", "info", N_("A story has no category; it is in “{section}”."))
NAMES_CUT = Code("import-names", "warning", N_("“{key}” has too many entries; {count} were left out."))
LEAD_PICTURE_MISSING = Code(
    "import-lead-picture-missing",
    "warning",
    N_("The picture at the top, {src}, is not in the site; the story has its texts only."),
    N_("Import again with --media and the folder that holds the pictures."),
)
ADDRESS_LOST = Code(
    "import-address-lost",
    "warning",
    N_("The old address {address} cannot be an alias."),
    N_("Redirect it at the host."),
)
PAGE_FIELDS = Code("import-page-fields", "info", N_("Plain pages have no {keys}; they were left out."))
BODY_TOO_LARGE = Code("import-too-large", "error", N_("The story is larger than {limit} MB, so it was not imported."))
